{# Grain: one row per week, listener and group of versions that they own, or hash of a song without one. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

own_recordings as (

    select
        listener_id,
        recording_id

    from {{ ref('own_item') }}

    where week = {{ week() }} and recording_id is not null

    union

    select
        read_in_week.listener_id,
        identified.recording_id

    from {{ read_in_week(ref('stg_file__tracks')) }} as read_in_week
    inner join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'spotify_uri' and read_in_week.spotify_uri = identified.key_value

    where read_in_week.kind = 'library_item' and read_in_week.listener_id is not null

),

keyed as (

    select
        own_recordings.listener_id,
        version_groups.group_id,
        case when version_groups.group_id is null then song_hashes.song_hash end as song_hash

    from own_recordings
    left join {{ ref('int_recordings_grouped') }} as version_groups
        using (recording_id)
    left join {{ source('identity', 'song_hash') }} as song_hashes
        on own_recordings.recording_id = song_hashes.recording_id and song_hashes.known_at <= {{ known_until() }}

),

final as (

    select distinct
        {{ week() }} as week,
        listener_id,
        group_id,
        song_hash

    from keyed

    where group_id is not null or song_hash is not null

)

select * from final
