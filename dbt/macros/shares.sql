{# [{"name", "count"}] as [{"name", "weight"}]: weights sum to 1, best first, [] when there are none. #}
{% macro as_weights(counted, only_moods=false) -%}
    (
        select coalesce(
            jsonb_agg(
                jsonb_build_object('name', counted.name, 'weight', counted.tag_count / counted.total)
                order by counted.tag_count desc, counted.name collate "C"
            ),
            '[]'
        )
        from (
            select
                listed.tag ->> 'name' as name,
                greatest(cast(listed.tag ->> 'count' as double precision), 1) as tag_count,
                sum(greatest(cast(listed.tag ->> 'count' as double precision), 1)) over () as total
            from jsonb_array_elements({{ counted }}) as listed (tag)
    {%- if only_moods %}
            where listed.tag ->> 'name' in (select mood from {{ ref('mood_words') }})
    {%- endif %}
        ) as counted
    )
{%- endmacro %}
