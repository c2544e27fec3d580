{# Grain: one row per week and recording that a listener has: its names at Spotify, for role display only. #}

with

items as (

    select * from {{ read_in_week(ref('stg_spotify__items')) }}

),

identified as (

    select * from {{ ref('int_recordings_identified') }}
    where key_kind = 'spotify_uri'

),

newest as (

    select distinct on (identified.recording_id)
        {{ week() }} as week,
        identified.recording_id,
        items.title,
        items.artist_name,
        items.spotify_uri

    from items
    inner join identified
        on items.spotify_uri = identified.key_value

    order by identified.recording_id, items.known_at desc, items.record_id, items.spotify_uri

)

select * from newest
where title is not null and artist_name is not null
