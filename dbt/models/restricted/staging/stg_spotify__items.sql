{# Grain: one row per track or local file in a captured snapshot of a playlist, or among the saved tracks. #}

with

captured as (

    select * from {{ source('restricted_landing', 'landing_spotify') }}
    where kind in ('playlist_items', 'saved_tracks')

),

listed as (

    select
        captured.*,
        entry.item,
        coalesce(entry.item -> 'item', entry.item -> 'track') as track

    from captured
    cross join lateral jsonb_array_elements(captured.payload -> 'items') as entry (item)

),

renamed as (

    select
        ----------  ids
        kind,
        listener_id,
        coalesce(payload ->> 'playlist_id', 'saved') as playlist_id,
        slice_id,
        record_id,
        track ->> 'uri' as spotify_uri,
        upper(track -> 'external_ids' ->> 'isrc') as isrc,

        ----------  text
        {{ visible("track ->> 'name'") }} as title,
        {{ visible("track -> 'artists' -> 0 ->> 'name'") }} as artist_name,

        ----------  times
        cast(item ->> 'added_at' as timestamptz) as added_at,
        event_at,
        known_at

    from listed
    where jsonb_typeof(track) = 'object' and track ->> 'type' = 'track'

)

select * from renamed
