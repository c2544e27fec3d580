{# Grain: one row per week, other people's public playlist and recording in it. #}

with

listings as (

    select
        read_in_week.playlist_id,
        identified.recording_id

    from {{ read_in_week(ref('stg_file__tracks')) }} as read_in_week
    inner join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'spotify_uri' and read_in_week.spotify_uri = identified.key_value

    where read_in_week.kind = 'public_listing'

),

final as (

    select distinct
        {{ week() }} as week,
        playlist_id,
        recording_id

    from listings

)

select * from final
