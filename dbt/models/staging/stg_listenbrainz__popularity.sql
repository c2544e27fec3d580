{# Grain: one row per captured count of a recording's listeners. #}

with

captured as (

    select * from {{ source('landing', 'listenbrainz') }}
    where kind = 'popularity'

),

renamed as (

    select
        source_key as recording_mbid,
        slice_id,
        record_id,
        cast(payload ->> 'total_user_count' as integer) as listener_count,
        event_at,
        known_at

    from captured

)

select * from renamed
