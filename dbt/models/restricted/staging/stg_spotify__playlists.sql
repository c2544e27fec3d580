{# Grain: one row per capture of a playlist's metadata. #}

with

captured as (

    select * from {{ source('restricted_landing', 'landing_spotify') }}
    where kind in ('playlist', 'written_playlist')

),

renamed as (

    select
        listener_id,
        source_key as playlist_id,
        slice_id,
        record_id,
        kind = 'written_playlist' as is_ours,
        {{ visible("payload ->> 'name'") }} as playlist_name,
        payload ->> 'snapshot_id' as snapshot_id,
        event_at,
        known_at

    from captured

)

select * from renamed
