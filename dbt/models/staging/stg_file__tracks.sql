{# Grain: one row per row of an imported file that names a track by URI: in a library, a public playlist, or facts. #}

with

captured as (

    select
        rows_of_files.*,
        slices.policy

    from {{ source('landing', 'file') }} as rows_of_files
    inner join {{ source('landing', 'slice') }} as slices
        on rows_of_files.slice_id = slices.slice_id

    where rows_of_files.kind in ('library_item', 'public_listing', 'track_fact')

),

renamed as (

    select
        ----------  ids
        kind,
        record_id,
        slice_id,
        listener_id,
        payload ->> 'uri' as spotify_uri,
        payload ->> 'playlist_id' as playlist_id,
        policy,

        ----------  text
        {{ visible("payload ->> 'title'") }} as title,
        {{ visible("payload ->> 'playlist_name'") }} as playlist_name,
        {{ visible("payload ->> 'artist_name'") }} as artist_name,

        ----------  lists
        coalesce(nullif(payload -> 'genres', 'null'), '[]') as genres,

        ----------  numerics
        cast(payload ->> 'year' as integer) as release_year,
        cast(payload ->> 'duration_ms' as integer) as duration_ms,
        cast(payload ->> 'tempo_bpm' as double precision) as tempo_bpm,
        cast(payload ->> 'energy' as double precision) as energy,
        cast(payload ->> 'valence' as double precision) as valence,

        ----------  flags
        cast(payload ->> 'explicit' as boolean) as is_explicit,

        ----------  times
        cast(payload ->> 'added_at' as timestamptz) as added_at,
        event_at,
        known_at

    from captured

)

select * from renamed
where spotify_uri like 'spotify:track:%'
