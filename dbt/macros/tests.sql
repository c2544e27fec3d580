{# The columns together are unique. #}
{% test unique_combination(model, columns) %}
    select {{ columns | join(', ') }}
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

{# A number lies between two others, both included; null is allowed. #}
{% test within(model, column_name, least, most) %}
    select {{ column_name }}
    from {{ model }}
    where {{ column_name }} < {{ least }} or {{ column_name }} > {{ most }}
{% endtest %}
