{# Grain: one row per recording that belongs to a group of versions, as of the week. #}

with

grouped as (

    select
        recording_id,
        cast(min(cast(group_id as text)) as uuid) as group_id,
        cast(min(cast(artist_id as text)) as uuid) as artist_id

    from {{ source('identity', 'recording_group') }}

    where known_at <= {{ known_until() }}

    group by 1

)

select * from grouped
