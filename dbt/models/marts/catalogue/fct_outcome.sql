{# Grain: one row per week, delivered edition and position: what had become of the song when the week ended. #}
{{ config(indexes=[{'columns': ['week', 'listener_id']}]) }}

with

delivered as (

    select * from {{ ref('delivered_item') }}
    where week = {{ week() }}

),

own as (

    select
        interactions.listener_id,
        interactions.recording_id,
        interactions.added_at,
        tracks.group_id

    from {{ ref('fct_interaction') }} as interactions
    inner join {{ ref('dim_track') }} as tracks
        using (week, recording_id)

    where interactions.week = {{ week() }} and interactions.added_at is not null

),

saved as (

    select distinct on (delivered.listener_id, delivered.delivered_week, delivered.edition, delivered.position)
        delivered.listener_id,
        delivered.delivered_week,
        delivered.edition,
        delivered.position,
        own.recording_id as saved_recording_id,
        own.added_at as saved_at

    from delivered
    inner join own
        on
            delivered.listener_id = own.listener_id
            and (delivered.group_id = own.group_id or delivered.recording_id = own.recording_id)
            and delivered.delivered_at <= own.added_at

    order by
        delivered.listener_id, delivered.delivered_week, delivered.edition, delivered.position,
        own.added_at, own.recording_id

),

{# Who takes most of a slate out tidies up, and says nothing about a single song. #}
tidied as (

    select
        listener_id,
        delivered_week,
        edition,
        count(*) filter (where not is_present) * 2 > count(*) as is_tidied

    from delivered

    group by 1, 2, 3

),

final as (

    select
        delivered.week,
        delivered.listener_id,
        delivered.delivered_week,
        delivered.edition,
        delivered.position,
        delivered.recording_id,
        delivered.delivered_at,
        delivered.captured_at,
        saved.saved_recording_id,
        saved.saved_at,
        case
            when saved.saved_at is not null then 'saved'
            when delivered.is_present is null then 'unknown'
            when not delivered.is_present and tidied.is_tidied then 'tidied'
            when not delivered.is_present then 'removed'
            when delivered.present_count < delivered.capture_count then 'readded'
            else 'kept'
        end as kind

    from delivered
    left join saved
        using (listener_id, delivered_week, edition, position)
    left join tidied
        using (listener_id, delivered_week, edition)

)

select * from final
