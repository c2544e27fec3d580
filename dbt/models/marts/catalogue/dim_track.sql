{# Grain: one row per week and recording with an open identity. #}

with

recordings as (

    select * from {{ ref('int_open_recordings') }}

),

version_groups as (

    select * from {{ ref('int_recordings_grouped') }}

),

artist_tags as (

    select * from {{ ref('int_artist_tags') }}

),

features as (

    select * from {{ ref('int_audio_features_by_recording') }}

),

listener_counts as (

    select * from {{ ref('int_listener_counts_by_recording') }}

),

weighted as (

    select
        recordings.*,
        version_groups.group_id,
        version_groups.artist_id,
        {{ as_weights('recordings.genres') }} as own_genres,
        {{ as_weights("coalesce(artist_tags.genres, '[]')") }} as artist_genres,
        {{ as_weights('recordings.tags', only_moods=true) }} as own_moods,
        {{ as_weights("coalesce(artist_tags.tags, '[]')", only_moods=true) }} as artist_moods,
        features.tempo_bpm as measured_tempo_bpm,
        features.energy as measured_energy,
        features.valence as measured_valence,
        listener_counts.listener_count

    from recordings
    inner join version_groups
        using (recording_id)
    left join artist_tags
        on artist_tags.artist_mbid = coalesce(recordings.artist_mbid, version_groups.artist_mbid)
    left join features
        using (recording_id)
    left join listener_counts
        using (recording_id)

),

final as (

    select
        ----------  ids
        {{ week() }} as week,
        recording_id,
        group_id,
        artist_id,

        ----------  text
        title,
        artist_name,
        language,

        ----------  lists
        case when own_genres <> '[]' then own_genres else artist_genres end as genres,
        case when own_moods <> '[]' then own_moods else artist_moods end as moods,
        jsonb_strip_nulls(jsonb_build_object(
            'names', source,
            'genres', case when own_genres <> '[]' then source when artist_genres <> '[]' then 'musicbrainz artist' end,
            'moods', case when own_moods <> '[]' then source when artist_moods <> '[]' then 'musicbrainz artist' end,
            'sound', case
                when measured_tempo_bpm is not null or measured_energy is not null then 'reccobeats'
                when tempo_bpm is not null or energy is not null then 'file'
            end
        )) as sources,

        ----------  numerics
        release_year,
        duration_ms,
        coalesce(measured_tempo_bpm, tempo_bpm) as tempo_bpm,
        coalesce(measured_energy, energy) as energy,
        coalesce(measured_valence, valence) as valence,
        listener_count,

        ----------  flags
        is_explicit

    from weighted

)

select * from final
