{# Grain: one row per week, listener and playlist that has a name to be seen: the name, for role display only. #}

with

playlists_at_spotify as (

    select
        listener_id,
        playlist_id,
        playlist_name,
        known_at,
        record_id

    from {{ read_in_week(ref('stg_spotify__playlists')) }}

    where not is_ours

),

playlists_in_files as (

    select
        listener_id,
        playlist_id,
        playlist_name,
        known_at,
        record_id

    from {{ read_in_week(ref('stg_file__tracks')) }}

    where kind = 'library_item' and listener_id is not null

),

playlists as (

    select * from playlists_at_spotify

    union all

    select * from playlists_in_files

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
where name is not null
