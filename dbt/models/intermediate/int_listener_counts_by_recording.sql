{# Grain: one row per recording with a known number of listeners. #}

with

counts as (

    select distinct on (identified.recording_id)
        identified.recording_id,
        read_in_week.listener_count

    from {{ read_in_week(ref('stg_listenbrainz__popularity')) }} as read_in_week
    inner join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'mbid' and read_in_week.recording_mbid = identified.key_value

    where read_in_week.listener_count is not null

    order by identified.recording_id, read_in_week.known_at, read_in_week.record_id

)

select * from counts
