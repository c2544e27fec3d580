{# Grain: one row per captured snapshot of a playlist that we wrote, with what was in it. #}

with

captured as (

    select * from {{ source('restricted_landing', 'landing_spotify') }}
    where kind = 'written_items'

),

renamed as (

    select
        ----------  ids
        listener_id,
        payload ->> 'playlist_id' as playlist_id,
        payload ->> 'snapshot_id' as snapshot_id,
        slice_id,
        record_id,
        array(
            select coalesce(entry.item -> 'item', entry.item -> 'track') ->> 'uri'
            from jsonb_array_elements(captured.payload -> 'items') as entry (item)
        ) as spotify_uris,

        ----------  times
        event_at,
        known_at

    from captured

)

select * from renamed
