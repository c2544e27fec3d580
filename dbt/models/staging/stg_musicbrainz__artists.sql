{# Grain: one row per captured artist. #}

with

captured as (

    select * from {{ source('landing', 'musicbrainz') }}
    where kind = 'artist'

),

renamed as (

    select
        source_key as artist_mbid,
        slice_id,
        record_id,
        {{ visible("payload ->> 'name'") }} as artist_name,
        coalesce(payload -> 'genres', '[]') as genres,
        coalesce(payload -> 'tags', '[]') as tags,
        event_at,
        known_at

    from captured

)

select * from renamed
