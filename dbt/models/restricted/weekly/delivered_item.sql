{# Grain: one row per week, delivered edition and position: in how many captures the song was still on our playlist. #}

with

publications as (

    select
        listener_id,
        week as delivered_week,
        edition,
        publication_number,
        uris,
        recording_ids,
        group_ids,
        sent_at as delivered_at

    from {{ source('app', 'publication') }}

    where sent_at < {{ week_end() }}

),

playlists as (

    select * from {{ read_in_week(ref('stg_spotify__playlists')) }}
    where is_ours

),

snapshots as (

    select distinct on (listener_id, playlist_id, snapshot_id)
        listener_id,
        playlist_id,
        snapshot_id,
        spotify_uris

    from {{ read_in_week(ref('stg_spotify__written_snapshots')) }}

    order by listener_id, playlist_id, snapshot_id, known_at desc, record_id

),

{# Snapshots are captured when they changed, playlists every day: a day shows the snapshot that it names. #}
captures as (

    select
        playlists.listener_id,
        playlists.slice_id,
        snapshots.spotify_uris,
        min(playlists.known_at) over (partition by playlists.listener_id, playlists.slice_id) as captured_at

    from playlists
    inner join snapshots
        using (listener_id, playlist_id, snapshot_id)

),

{# The playlist converges to the highest number, so a capture shows the newest publication before it. #}
live as (

    select
        captures.*,
        max(publications.publication_number) as publication_number

    from captures
    inner join publications
        on
            captures.listener_id = publications.listener_id
            and captures.captured_at >= publications.delivered_at

    group by 1, 2, 3, 4

),

delivered as (

    select
        publications.*,
        song.spotify_uri,
        song.recording_id,
        song.group_id,
        song.position

    from publications
    cross join lateral unnest(
        publications.uris, publications.recording_ids, publications.group_ids
    ) with ordinality as song (spotify_uri, recording_id, group_id, position)

),

seen as (

    select
        delivered.listener_id,
        delivered.delivered_week,
        delivered.edition,
        delivered.position,
        live.slice_id,
        live.captured_at,
        bool_or(delivered.spotify_uri = any(live.spotify_uris)) as is_present

    from delivered
    inner join live
        on
            delivered.listener_id = live.listener_id
            and delivered.publication_number = live.publication_number

    group by 1, 2, 3, 4, 5, 6

),

counted as (

    select
        listener_id,
        delivered_week,
        edition,
        position,
        count(*) as capture_count,
        count(*) filter (where is_present) as present_count,
        max(captured_at) as captured_at,
        (array_agg(is_present order by captured_at desc))[1] as is_present

    from seen

    group by 1, 2, 3, 4

)

select
    {{ week() }} as week,
    delivered.listener_id,
    delivered.delivered_week,
    delivered.edition,
    delivered.position,
    delivered.recording_id,
    delivered.group_id,
    delivered.delivered_at,
    coalesce(counted.capture_count, 0) as capture_count,
    coalesce(counted.present_count, 0) as present_count,
    counted.captured_at,
    counted.is_present

from delivered
left join counted
    using (listener_id, delivered_week, edition, position)
