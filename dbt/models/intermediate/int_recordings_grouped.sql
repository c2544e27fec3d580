{#
    Grain: one row per recording that belongs to a group of versions, as of the week.
    A source names an artist in its own way (an MBID, a name), and so has groups of its own. Recordings that share a group
    of any source, or the hash of first artist and title, are versions of one song: what MusicBrainz tells of it and what
    a file tells of it must not be two songs, one of which the listener has.
#}

with

group_rows as (

    select * from {{ source('identity', 'recording_group') }}
    where known_at <= {{ known_until() }}

),

grouped as (

    select
        recording_id,
        cast(min(cast(group_id as text)) as uuid) as group_id,
        cast(min(cast(artist_id as text)) as uuid) as artist_id

    from group_rows

    group by 1

),

song_keys as (

    select
        recording_id,
        group_id as song_key

    from group_rows

    union all

    select
        recording_id,
        cast(md5(song_hash) as uuid) as song_key

    from {{ source('identity', 'song_hash') }}

    where known_at <= {{ known_until() }}

),

{# Few: most keys have recordings of one group only. #}
groups_united_by_key as (

    select
        song_keys.song_key,
        min(cast(grouped.group_id as text)) as group_id

    from song_keys
    inner join grouped
        using (recording_id)

    group by 1

    having min(cast(grouped.group_id as text)) <> max(cast(grouped.group_id as text))

),

united as (

    select
        song_keys.recording_id,
        cast(min(groups_united_by_key.group_id) as uuid) as group_id

    from song_keys
    inner join groups_united_by_key
        using (song_key)

    group by 1

),

final as (

    select
        grouped.recording_id,
        coalesce(united.group_id, grouped.group_id) as group_id,
        grouped.artist_id

    from grouped
    left join united
        using (recording_id)

)

select * from final
