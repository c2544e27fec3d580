{# A list of names is empty, or its weights sum to 1 and none is below 0. #}
{% test weights_sum_to_one(model, column_name) %}
    select {{ column_name }}
    from {{ model }}
    where
        {{ column_name }} <> '[]'
        and (
            select
                abs(sum(cast(listed.entry ->> 'weight' as double precision)) - 1) > 1e-9
                or min(cast(listed.entry ->> 'weight' as double precision)) < 0
            from jsonb_array_elements({{ column_name }}) as listed (entry)
        )
{% endtest %}

{# The values of each group sum to 1. #}
{% test sums_to_one(model, value, by) %}
    select {{ by | join(', ') }}
    from {{ model }}
    group by {{ by | join(', ') }}
    having abs(sum({{ value }}) - 1) > 1e-9
{% endtest %}

{# Of several columns just one has a value. #}
{% test exactly_one_known(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    where num_nonnulls({{ columns | join(', ') }}) <> 1
{% endtest %}
