{# Grain: one row per capture of the metadata of a playlist that we wrote. #}

with

captured as (

    select * from {{ source('restricted_landing', 'landing_spotify') }}
    where kind = 'written_playlist'

),

renamed as (

    select
        listener_id,
        source_key as playlist_id,
        slice_id,
        record_id,
        payload ->> 'snapshot_id' as snapshot_id,
        event_at,
        known_at

    from captured

)

select * from renamed
