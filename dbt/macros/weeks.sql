{# The week of the run, or the key of a first slate: refused unless it begins like 2026-W47. #}
{% macro week() -%}
    {%- set key = var('week') -%}
    {%- set is_week = key[4:6] == '-W' and (key[:4] ~ key[6:8]).isdigit() and key | length in (8, 26) -%}
    {%- if not is_week or not (key | replace('.', '') | replace('-', '')).isalnum() -%}
        {{ exceptions.raise_compiler_error("var week must look like 2026-W47, not " ~ key) }}
    {%- endif -%}
    '{{ key }}'
{%- endmacro %}

{# Monday 00:00 UTC of the week of the run, as timestamptz. #}
{% macro week_start() -%}
    cast('{{ var("week_start") }}' as timestamptz)
{%- endmacro %}

{# The ISO week of the run: of a first slate the one in which it was made. #}
{% macro calendar_week() -%}
    to_char({{ week_start() }} at time zone 'UTC', 'IYYY-"W"IW')
{%- endmacro %}

{# The first moment after the week. #}
{% macro week_end() -%}
    ({{ week_start() }} + interval '7 days')
{%- endmacro %}

{# The last moment at which something may have become known to count for the week. #}
{% macro known_until() -%}
    cast('{{ var("known_until") }}' as timestamptz)
{%- endmacro %}

{# Rows of a staged source that the week reads: sealed slices of its manifest, in time by both clocks. #}
{% macro read_in_week(relation) -%}
    (
        select landed.*
        from {{ relation }} as landed
        inner join recs.week_input as manifest
            on landed.slice_id = manifest.input_id
        where
            manifest.week = {{ week() }}
            and manifest.input_kind = 'slice'
            and (landed.event_at is null or landed.event_at < {{ week_end() }})
            and landed.known_at <= {{ known_until() }}
    )
{%- endmacro %}

{# Take the lock of (model, week), respect the fence of the task, and make room for the week's rows. #}
{% macro own_the_week() -%}
    {%- if is_incremental() -%}
        select pg_advisory_xact_lock(hashtextextended('{{ this }}:' || {{ week() }}, 0));
        select ops.check_fence(
            '{{ env_var("LINERNOTES_FENCE_SLICE", "") }}', {{ env_var("LINERNOTES_FENCE_VALUE", "0") }}
        );
        delete from {{ this }} where week = {{ week() }}
    {%- else -%}
        select 1
    {%- endif -%}
{%- endmacro %}
