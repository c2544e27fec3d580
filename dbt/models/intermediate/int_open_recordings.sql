{# Grain: one row per recording with an open identity (MusicBrainz, or a file of its own licence), with its facts. #}

with

identified as (

    select * from {{ ref('int_recordings_identified') }}

),

musicbrainz as (

    select distinct on (identified.recording_id)
        identified.recording_id,
        read_in_week.recording_mbid,
        read_in_week.artist_mbid,
        read_in_week.title,
        read_in_week.artist_name,
        read_in_week.release_year,
        read_in_week.duration_ms,
        read_in_week.genres,
        read_in_week.tags,
        read_in_week.language,
        read_in_week.is_explicit,
        'musicbrainz' as source

    from {{ read_in_week(ref('stg_musicbrainz__recordings')) }} as read_in_week
    inner join identified
        on identified.key_kind = 'mbid' and read_in_week.recording_mbid = identified.key_value

    order by identified.recording_id, read_in_week.known_at, read_in_week.record_id

),

file_rows as (

    select
        identified.recording_id,
        read_in_week.*

    from {{ read_in_week(ref('stg_file__tracks')) }} as read_in_week
    inner join identified
        on identified.key_kind = 'spotify_uri' and read_in_week.spotify_uri = identified.key_value

    where
        read_in_week.title is not null and read_in_week.artist_name is not null
        {%- if var('source_policy', 'open') != 'direct' %} and read_in_week.policy = 'open' {%- endif %}

),

file_genres as (

    select
        recording_id,
        jsonb_agg(jsonb_build_object('name', genre, 'count', genre_count) order by genre) as genres

    from (
        select
            file_rows.recording_id,
            lower(genre) as genre,
            count(*) as genre_count

        from file_rows
        cross join lateral jsonb_array_elements_text(file_rows.genres) as listed (genre)

        group by 1, 2
    ) as counted

    group by 1

),

files as (

    select
        file_rows.recording_id,
        cast(null as text) as recording_mbid,
        cast(null as text) as artist_mbid,
        (array_agg(file_rows.title order by file_rows.title collate "C"))[1] as title,
        (array_agg(file_rows.artist_name order by file_rows.artist_name collate "C"))[1] as artist_name,
        min(file_rows.release_year) as release_year,
        min(file_rows.duration_ms) as duration_ms,
        coalesce(min(cast(file_genres.genres as text)), '[]') as genres,
        '[]' as tags,
        cast(null as text) as language,
        min(file_rows.tempo_bpm) as tempo_bpm,
        min(file_rows.energy) as energy,
        min(file_rows.valence) as valence,
        bool_or(file_rows.is_explicit) as is_explicit,
        'file' as source

    from file_rows
    left join file_genres
        using (recording_id)

    group by 1

),

{# What a file measured of a recording, or knows of its words, MusicBrainz does not have. #}
musicbrainz_with_files as (

    select
        musicbrainz.recording_id,
        musicbrainz.recording_mbid,
        musicbrainz.artist_mbid,
        musicbrainz.title,
        musicbrainz.artist_name,
        coalesce(musicbrainz.release_year, files.release_year) as release_year,
        coalesce(musicbrainz.duration_ms, files.duration_ms) as duration_ms,
        musicbrainz.genres,
        musicbrainz.tags,
        musicbrainz.language,
        files.tempo_bpm,
        files.energy,
        files.valence,
        coalesce(musicbrainz.is_explicit, files.is_explicit) as is_explicit,
        musicbrainz.source

    from musicbrainz
    left join files
        using (recording_id)

),

united as (

    select * from musicbrainz_with_files

    union all

    select
        recording_id,
        recording_mbid,
        artist_mbid,
        title,
        artist_name,
        release_year,
        duration_ms,
        cast(genres as jsonb),
        cast(tags as jsonb),
        language,
        tempo_bpm,
        energy,
        valence,
        is_explicit,
        source

    from files
    where recording_id not in (select recording_id from musicbrainz)

)

select * from united
