{# Grain: one row per captured list of similar recordings and neighbour in it. #}

with

captured as (

    select * from {{ source('landing', 'listenbrainz') }}
    where kind = 'similar_recordings'

),

listed as (

    select
        captured.source_key as recording_mbid,
        neighbour ->> 'recording_mbid' as similar_recording_mbid,
        captured.slice_id,
        captured.record_id,
        cast(neighbour ->> 'score' as double precision) as listen_score,
        captured.event_at,
        captured.known_at

    from captured
    cross join lateral jsonb_array_elements(captured.payload -> 'neighbours') as neighbours (neighbour)

)

select * from listed
