{# Grain: one row per week, listener and feature that is known for at least one own recording. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

own as (

    select * from {{ ref('int_own_recordings') }}

),

features as (

    select
        own.listener_id,
        feature.name as feature,
        feature.value

    from own
    cross join
        lateral (
            values
            ('tempo_bpm', own.tempo_bpm),
            ('energy', own.energy),
            ('valence', own.valence),
            ('release_year', cast(own.release_year as double precision))
        ) as feature (name, value)

    where feature.value is not null

),

final as (

    select
        {{ week() }} as week,
        listener_id,
        feature,
        percentile_cont(0.1) within group (order by value) as p10,
        percentile_cont(0.5) within group (order by value) as p50,
        percentile_cont(0.9) within group (order by value) as p90,
        count(*) as known_count

    from features

    group by 1, 2, 3

)

select * from final
