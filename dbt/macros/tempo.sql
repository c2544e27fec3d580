{# The word for a tempo in beats per minute. #}
{% macro tempo_word(column) -%}
    case
        when {{ column }} < 90 then 'slow'
        when {{ column }} < 120 then 'mid'
        when {{ column }} < 150 then 'fast'
        else 'very fast'
    end
{%- endmacro %}
