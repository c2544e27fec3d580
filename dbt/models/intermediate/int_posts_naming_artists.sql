{# Grain: one row per artist and post (or comment) that names it, in the week or the four before. #}

with

posts as (

    select distinct on (post_id) *
    from {{ read_in_week(ref('stg_reddit__posts')) }} as read_in_week

    order by post_id, known_at, slice_id

),

mentions as (

    select
        artist_id,
        post_id,
        post_week

    from {{ source('links', 'mention') }}

    where week = {{ week() }} and confidence >= 0.5

    group by 1, 2, 3

),

joined as (

    select
        mentions.artist_id,
        mentions.post_week,
        posts.*,
        coalesce(posts.voter_hash, posts.post_id) as voter

    from mentions
    inner join posts
        using (post_id)

)

select * from joined
