{# Grain: one row per captured ISRC; energy and valence from 0 to 1. #}

with

captured as (

    select * from {{ source('landing', 'reccobeats') }}
    where kind = 'audio_features'

),

renamed as (

    select
        source_key as isrc,
        slice_id,
        record_id,
        nullif(cast(payload ->> 'tempo' as double precision), 0) as tempo_bpm,
        cast(payload ->> 'energy' as double precision) as energy,
        cast(payload ->> 'valence' as double precision) as valence,
        event_at,
        known_at

    from captured

)

select * from renamed
