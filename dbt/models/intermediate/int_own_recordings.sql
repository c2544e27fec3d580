{# Grain: one row per listener and own recording of the week, with its facts. #}

with

own as (

    select distinct
        listener_id,
        recording_id

    from {{ ref('fct_interaction') }}

    where week = {{ week() }}

),

tracks as (

    select * from {{ ref('dim_track') }}
    where week = {{ week() }}

),

joined as (

    select
        own.listener_id,
        tracks.*

    from own
    inner join tracks
        using (recording_id)

)

select * from joined
