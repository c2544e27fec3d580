{# Grain: one row per artist that MusicBrainz gave, with its genres and tags. #}

with

artists as (

    select distinct on (artist_mbid)
        artist_mbid,
        artist_name,
        genres,
        tags

    from {{ read_in_week(ref('stg_musicbrainz__artists')) }} as read_in_week

    order by artist_mbid, known_at, record_id

)

select * from artists
