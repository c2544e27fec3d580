{#
    Grain: one row per recording that belongs to a group of versions, as of the week.
    A source names an artist in its own way (an MBID, a name), and so has groups of its own. Recordings that share a group
    of any source, or the hash of first artist and title, are versions of one song: what MusicBrainz tells of it and what
    a file tells of it must not be two songs, one of which the listener has.
    So is their artist: whom a file names by the name of one artist of MusicBrainz, with a song of theirs, is that artist. Two of
    MusicBrainz stay two, for it tells apart who bears one name.
#}

with

group_rows as (

    select * from {{ source('identity', 'recording_group') }}
    where known_at <= {{ known_until() }}

),

artist_keys as (

    select
        artist_id,
        min(key_value) as mbid

    from {{ source('identity', 'artist_key') }}

    where key_kind = 'mbid' and known_at <= {{ known_until() }}

    group by 1

),

group_artists as (

    select
        group_rows.recording_id,
        group_rows.group_id,
        group_rows.artist_id,
        artist_keys.mbid

    from group_rows
    left join artist_keys
        using (artist_id)

),

grouped as (

    select
        recording_id,
        cast(min(cast(group_id as text)) as uuid) as group_id,
        cast(coalesce(
            min(cast(artist_id as text)) filter (where mbid is not null),
            min(cast(artist_id as text))
        ) as uuid) as artist_id

    from group_artists

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

artists_by_key as (

    select distinct
        song_keys.song_key,
        group_artists.artist_id,
        group_artists.mbid

    from song_keys
    inner join group_artists
        using (recording_id)

),

named_artists as (

    select
        named.artist_id,
        cast(min(cast(known.artist_id as text)) as uuid) as known_artist_id,
        min(known.mbid) as mbid

    from artists_by_key as named
    inner join artists_by_key as known
        using (song_key)

    where named.mbid is null and known.mbid is not null

    group by 1

    having count(distinct known.artist_id) = 1

),

final as (

    select
        grouped.recording_id,
        coalesce(united.group_id, grouped.group_id) as group_id,
        coalesce(named_artists.known_artist_id, grouped.artist_id) as artist_id,
        named_artists.mbid as artist_mbid

    from grouped
    left join united
        using (recording_id)
    left join named_artists
        using (artist_id)

)

select * from final
