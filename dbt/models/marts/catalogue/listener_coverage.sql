{# Grain: one row per week and listener: how many of their songs have an open identity. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

items as (

    select
        listener_id,
        spotify_uri,
        recording_id

    from {{ ref('own_item') }}

    where week = {{ week() }}

    union

    select
        read_in_week.listener_id,
        read_in_week.spotify_uri,
        identified.recording_id

    from {{ read_in_week(ref('stg_file__tracks')) }} as read_in_week
    left join {{ ref('int_recordings_identified') }} as identified
        on identified.key_kind = 'spotify_uri' and read_in_week.spotify_uri = identified.key_value

    where read_in_week.kind = 'library_item' and read_in_week.listener_id is not null

),

tracks as (

    select recording_id from {{ ref('dim_track') }}
    where week = {{ week() }}

),

final as (

    select
        {{ week() }} as week,
        items.listener_id,
        count(distinct items.spotify_uri) as item_count,
        count(distinct items.spotify_uri) filter (where tracks.recording_id is not null) as identified_count

    from items
    left join tracks
        using (recording_id)

    group by 1, 2

)

select * from final
