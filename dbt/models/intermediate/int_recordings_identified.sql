{#
    Grain: one row per key of a recording, with the recording that it belongs to in the week.
    Ids follow from keys alone, so keys need no time. That two recordings are one is known in a week by its own captures
    of MusicBrainz: a merge whose capture came later, or late, belongs to no frozen week.
#}

with

recording_keys as (

    select * from {{ source('identity', 'recording_key') }}

),

listed_isrcs as (

    select distinct
        read_in_week.recording_mbid,
        upper(listed.isrc) as isrc

    from {{ read_in_week(ref('stg_musicbrainz__recordings')) }} as read_in_week
    cross join lateral jsonb_array_elements_text(read_in_week.isrcs) as listed (isrc)

),

known_merges as (

    select
        merged.from_recording_id,
        cast(min(cast(merged.into_recording_id as text)) as uuid) as into_recording_id

    from listed_isrcs
    inner join recording_keys as weaker
        on weaker.key_kind = 'isrc' and listed_isrcs.isrc = weaker.key_value
    inner join recording_keys as stronger
        on stronger.key_kind = 'mbid' and listed_isrcs.recording_mbid = stronger.key_value
    inner join {{ source('identity', 'recording_merge') }} as merged
        on weaker.recording_id = merged.from_recording_id and stronger.recording_id = merged.into_recording_id

    group by 1

),

canonical as (

    select distinct on (recording_keys.key_kind, recording_keys.key_value)
        recording_keys.key_kind,
        recording_keys.key_value,
        coalesce(known_merges.into_recording_id, recording_keys.recording_id) as recording_id

    from recording_keys
    left join known_merges
        on recording_keys.recording_id = known_merges.from_recording_id

    order by
        recording_keys.key_kind,
        recording_keys.key_value,
        known_merges.into_recording_id is null,
        cast(coalesce(known_merges.into_recording_id, recording_keys.recording_id) as text) collate "C"

)

select * from canonical
