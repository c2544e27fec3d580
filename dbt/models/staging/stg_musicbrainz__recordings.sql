{# Grain: one row per captured recording. #}

with

captured as (

    select * from {{ source('landing', 'musicbrainz') }}
    where kind = 'recording'

),

renamed as (

    select
        ----------  ids
        source_key as recording_mbid,
        payload -> 'artist-credit' -> 0 -> 'artist' ->> 'id' as artist_mbid,
        slice_id,
        record_id,

        ----------  text
        {{ visible("payload ->> 'title'") }} as title,
        {{ visible("payload -> 'artist-credit' -> 0 ->> 'name'") }} as artist_name,
        jsonb_path_query_first(payload, '$.relations[*].work.languages[0]') #>> '{}' as language,

        ----------  lists
        coalesce(payload -> 'isrcs', '[]') as isrcs,
        coalesce(payload -> 'genres', '[]') as genres,
        coalesce(payload -> 'tags', '[]') as tags,

        ----------  numerics
        cast(payload ->> 'length' as integer) as duration_ms,
        cast(nullif(left(payload ->> 'first-release-date', 4), '') as integer) as release_year,

        ----------  flags, as MusicBrainz tells versions apart: "explicit", "clean"
        case
            when payload ->> 'disambiguation' ~* '\mclean\M' then false
            when payload ->> 'disambiguation' ~* '\mexplicit\M' then true
        end as is_explicit,

        ----------  times
        event_at,
        known_at

    from captured

)

select * from renamed
