{# Grain: one row per week, listener, facet (genre, mood, tempo, decade) and value; shares of a facet sum to 1. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

own as (

    select * from {{ ref('int_own_recordings') }}

),

facets as (

    select
        listener_id,
        recording_id,
        'genre' as facet,
        listed.entry ->> 'name' as value,
        cast(listed.entry ->> 'weight' as double precision) as weight

    from own
    cross join lateral jsonb_array_elements(genres) as listed (entry)

    union all

    select
        listener_id,
        recording_id,
        'mood' as facet,
        listed.entry ->> 'name' as value,
        cast(listed.entry ->> 'weight' as double precision) as weight

    from own
    cross join lateral jsonb_array_elements(moods) as listed (entry)

    union all

    select
        listener_id,
        recording_id,
        'tempo' as facet,
        {{ tempo_word('tempo_bpm') }} as value,
        1 as weight

    from own

    where tempo_bpm is not null

    union all

    select
        listener_id,
        recording_id,
        'decade' as facet,
        cast(release_year / 10 * 10 as text) || 's' as value,
        1 as weight

    from own

    where release_year is not null

),

summed as (

    select
        listener_id,
        facet,
        value,
        sum(weight order by recording_id) as weight,
        count(*) as recording_count

    from facets

    group by 1, 2, 3

),

final as (

    select
        {{ week() }} as week,
        listener_id,
        facet,
        value,
        weight / sum(weight) over (
            partition by listener_id, facet order by value collate "C"
            rows between unbounded preceding and unbounded following
        ) as share,
        recording_count

    from summed

)

select * from final
