"""Whose week stands already: what the model said for it stays as it is, and nobody is asked about it again."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

from pipelines import db
from pipelines.release import release
from pipelines.settings import Settings

Table = Literal["recs.rule", "recs.proposal", "recs.shortlist", "recs.judgement"]
"""Tables of what the model was asked and said, with one set of rows per listener and week."""


def still_open(settings: Settings, week: str, listener_ids: Collection[UUID], table: Table) -> list[UUID]:
    """The listeners whose rows of a table are not those of an edition that stands, by id.

    An edition stands once it is finished, whatever release made it, and also while one of this release waits for its
    words. A re-run leaves its rows, none being an answer too: what was asked cannot be asked a second time when a part
    of it has been forgotten since, such as sentences about a deleted post, or when the model is off meanwhile.
    make_slates computes the edition from them again and compares.
    """
    with db.transaction(settings, "open") as connection:
        editions = db.rows(
            connection,
            f"""
            select distinct on (e.listener_id) e.listener_id, e.state, e.release,
                exists (select from {table} as t where t.listener_id = e.listener_id and t.week = e.week) as has_rows
            from recs.edition as e
            where e.week = %s and e.listener_id = any(%s::uuid[])
            order by e.listener_id, e.edition desc
            """,  # noqa: S608  (our own names)
            [week, [str(one) for one in listener_ids]],
        )
    own = release(settings)
    stand = {
        row["listener_id"]
        for row in editions
        if row["state"] != "scored" or (row["release"] == own and row["has_rows"])
    }
    return sorted(set(listener_ids) - stand)
