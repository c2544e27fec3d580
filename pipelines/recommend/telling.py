"""How a listener wants reports told, as a week was frozen: it changes no song, and stands in the slate's evidence."""

from collections.abc import Mapping
from typing import Any

from pipelines import db
from pipelines.domain.telling import CHOICES, Telling


def read_telling(connection: db.Connection, key: Mapping[str, Any]) -> Telling:
    """Of each choice the newest edit that the week has; what was never chosen stands as it does for everybody.

    Args:
        connection: As role open.
        key: week and listener.
    """
    found = db.rows(
        connection,
        """
        select distinct on (one.key) one.key as choice, one.value
        from recs.week_input as i
        join app.profile_edit as e on e.event_id = i.input_id and e.listener_id = i.listener_id
        cross join lateral jsonb_each_text(e.edit) as one
        where i.week = %(week)s and i.listener_id = %(listener)s and i.input_kind = 'profile_edit'
            and one.key = any(%(choices)s)
        order by one.key, e.created_at desc, e.event_id desc
        """,
        {**key, "choices": list(CHOICES)},
    )
    return Telling(**{row["choice"]: row["value"] for row in found})
