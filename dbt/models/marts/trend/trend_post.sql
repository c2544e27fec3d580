{# Grain: one row per week, artist and post that names it in that week; shares of an artist sum to 1. #}

with

posts as (

    select * from {{ ref('int_posts_naming_artists') }}
    where post_week = {{ calendar_week() }}

),

final as (

    select
        {{ week() }} as week,
        artist_id,
        post_id,
        permalink,
        subreddit,
        event_at as posted_at,
        upvote_count,
        1.0 / count(*) over (partition by artist_id) as share

    from posts

)

select * from final
