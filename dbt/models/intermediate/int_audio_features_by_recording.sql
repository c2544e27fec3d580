{# Grain: one row per recording with measured sound. #}

with

features as (

    select distinct on (identified.recording_id)
        identified.recording_id,
        read_in_week.tempo_bpm,
        read_in_week.energy,
        read_in_week.valence

    from {{ read_in_week(ref('stg_reccobeats__audio_features')) }} as read_in_week
    inner join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'isrc' and read_in_week.isrc = identified.key_value

    order by identified.recording_id, read_in_week.isrc, read_in_week.known_at, read_in_week.record_id

)

select * from features
