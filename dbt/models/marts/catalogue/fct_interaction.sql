{# Grain: one row per week, listener, playlist and recording in it; saved tracks have playlist_id 'saved'. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

tracks as (

    select recording_id from {{ ref('dim_track') }}
    where week = {{ week() }}

),

from_spotify as (

    select
        listener_id,
        playlist_id,
        recording_id,
        case when playlist_id = 'saved' then 'saved' else 'playlist' end as kind,
        added_at

    from {{ ref('own_item') }}

    where week = {{ week() }} and recording_id is not null

),

from_files as (

    select
        read_in_week.listener_id,
        read_in_week.playlist_id,
        identified.recording_id,
        'playlist' as kind,
        read_in_week.added_at

    from {{ read_in_week(ref('stg_file__tracks')) }} as read_in_week
    inner join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'spotify_uri' and read_in_week.spotify_uri = identified.key_value

    where read_in_week.kind = 'library_item' and read_in_week.listener_id is not null

),

united as (

    select * from from_spotify

    union all

    select * from from_files

),

final as (

    select
        {{ week() }} as week,
        united.listener_id,
        united.playlist_id,
        united.recording_id,
        min(united.kind) as kind,
        min(united.added_at) as added_at

    from united
    inner join tracks
        using (recording_id)

    group by 1, 2, 3, 4

)

select * from final
