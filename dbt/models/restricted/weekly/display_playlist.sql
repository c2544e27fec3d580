{# Grain: one row per week, listener and playlist: its name, for role display only. #}

with

playlists as (

    select * from {{ read_in_week(ref('stg_spotify__playlists')) }}

),

newest as (

    select distinct on (listener_id, playlist_id)
        {{ week() }} as week,
        listener_id,
        playlist_id,
        playlist_name as name

    from playlists

    order by listener_id, playlist_id, known_at desc, record_id

)

select * from newest
