{# Grain: one row per week, listener, playlist (or 'saved') and track that is in it at the end of the week. #}

with

playlists as (

    select * from {{ read_in_week(ref('stg_spotify__playlists')) }}
    where not is_ours

),

newest_captures as (

    select
        listener_id,
        max(known_at) as known_at

    from playlists

    group by 1

),

present_playlists as (

    select distinct
        playlists.listener_id,
        playlists.playlist_id

    from playlists
    inner join newest_captures
        on
            playlists.listener_id = newest_captures.listener_id
            and playlists.known_at >= newest_captures.known_at - interval '1 hour'

),

items as (

    select * from {{ read_in_week(ref('stg_spotify__items')) }}

),

newest_snapshots as (

    select distinct on (listener_id, playlist_id)
        listener_id,
        playlist_id,
        record_id

    from items

    order by listener_id, playlist_id, known_at desc, record_id

),

identified as (

    select * from {{ ref('int_recordings_identified') }}
    where key_kind = 'spotify_uri'

),

present_items as (

    select
        {{ week() }} as week,
        items.listener_id,
        items.playlist_id,
        items.kind,
        items.spotify_uri,
        identified.recording_id,
        min(items.added_at) as added_at

    from items
    inner join newest_snapshots
        using (listener_id, playlist_id, record_id)
    left join present_playlists
        using (listener_id, playlist_id)
    left join identified
        on items.spotify_uri = identified.key_value

    where items.playlist_id = 'saved' or present_playlists.playlist_id is not null

    group by 1, 2, 3, 4, 5, 6

)

select * from present_items
