{# Grain: one row per week, recording and similar one; similarity = score / best score of that recording's list. #}

with

similar_rows as (

    select
        recording_mbid,
        similar_recording_mbid,
        listen_score / max(listen_score) over (partition by recording_mbid) as similarity

    from {{ read_in_week(ref('stg_listenbrainz__similar_recordings')) }} as read_in_week

    where listen_score > 0

),

identified as (

    select * from {{ ref('int_recordings_identified') }}
    where key_kind = 'mbid'

),

final as (

    select
        {{ week() }} as week,
        own.recording_id,
        other.recording_id as similar_recording_id,
        'listenbrainz' as source,
        max(similar_rows.similarity) as similarity

    from similar_rows
    inner join identified as own
        on similar_rows.recording_mbid = own.key_value
    inner join identified as other
        on similar_rows.similar_recording_mbid = other.key_value

    where own.recording_id <> other.recording_id

    group by 1, 2, 3, 4

)

select * from final
