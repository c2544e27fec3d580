{#
    A name without the characters that nobody sees or that turn a line around: controls, zero-width spaces, direction
    marks, tags. Joiners stay, since some scripts are written with them. Null when nothing is left.
#}
{% macro visible(column) -%}
    nullif(trim(regexp_replace(
        regexp_replace({{ column }}, '\s+', ' ', 'g'),
        '[\u0001-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]', '', 'g'
    )), '')
{%- endmacro %}
