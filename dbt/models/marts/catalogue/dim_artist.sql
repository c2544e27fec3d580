{# Grain: one row per week and artist of a recording in dim_track. #}

with

tracks as (

    select * from {{ ref('dim_track') }}
    where week = {{ week() }}

),

artist_keys as (

    select
        artist_id,
        key_value as mbid

    from {{ source('identity', 'artist_key') }}

    where key_kind = 'mbid' and known_at <= {{ known_until() }}

),

artist_tags as (

    select * from {{ ref('int_artist_tags') }}

),

named as (

    select
        artist_id,
        (array_agg(artist_name order by artist_name collate "C"))[1] as name

    from tracks

    group by 1

),

final as (

    select
        {{ week() }} as week,
        named.artist_id,
        coalesce(artist_tags.artist_name, named.name) as name,
        artist_keys.mbid,
        {{ as_weights("coalesce(artist_tags.genres, '[]')") }} as genres

    from named
    left join artist_keys
        using (artist_id)
    left join artist_tags
        on artist_keys.mbid = artist_tags.artist_mbid

)

select * from final
