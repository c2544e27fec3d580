{#
    Grain: one row per week and artist that was named in it.
    One voice counts once per artist and week. lift = (voices + 1) / (mean voices of the four weeks before + 1);
    trend = ln(lift) / ln(10), cut to 0..1, and 0 below three voices.
#}

with

posts as (

    select * from {{ ref('int_posts_naming_artists') }}

),

by_week as (

    select
        artist_id,
        post_week,
        count(*) as mention_count,
        count(distinct voter) as author_count,
        count(distinct post_id) as post_count

    from posts

    group by 1, 2

),

before as (

    select
        artist_id,
        cast(sum(author_count) as double precision) / 4 as baseline_mean

    from by_week

    where post_week < {{ calendar_week() }}

    group by 1

),

compared as (

    select
        by_week.artist_id,
        by_week.mention_count,
        by_week.author_count,
        by_week.post_count,
        coalesce(before.baseline_mean, 0) as baseline_mean,
        (by_week.author_count + 1) / (coalesce(before.baseline_mean, 0) + 1) as lift

    from by_week
    left join before
        using (artist_id)

    where by_week.post_week = {{ calendar_week() }}

),

final as (

    select
        {{ week() }} as week,
        artist_id,
        mention_count,
        author_count,
        post_count,
        baseline_mean,
        lift,
        case
            when author_count < {{ var('least_voices', 3) }} then 0
            else least(1, greatest(0, ln(lift) / ln(10)))
        end as trend

    from compared

)

select * from final
