"""What the stored editions of a listener's week ask for: a new one, a comparison, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pipelines import db


@dataclass(frozen=True)
class Plan:
    """What to do for one (listener, week).

    make: write a new edition; remake: compare with an unfinished one, replace it where it differs; check: compare
    with a complete one;
    use: leave what another release completed.
    """

    action: Literal["make", "remake", "check", "use"]
    edition: int
    publication_seen: int | None = None


def make_plan(existing: Sequence[Mapping[str, Any]], own_release: str, first: int = 1) -> Plan:
    """What the stored editions (oldest first) of one listener's week, or of the first slate, ask for.

    Args:
        existing: Rows of recs.edition.
        own_release: The release that runs.
        first: Number of the first edition: 1, of a first slate 0, which stays alone.
    """
    if not existing:
        return Plan("make", first)
    newest = existing[-1]
    number, is_own = int(newest["edition"]), newest["release"] == own_release
    if newest["state"] == "scored":
        is_replaced = is_own or number == 0
        return Plan("remake", number, newest["publication_seen"]) if is_replaced else Plan("make", number + 1)
    return Plan("check", number, newest["publication_seen"]) if is_own else Plan("use", number)


def read_editions(connection: db.Connection, listener_id: UUID, week: str) -> list[dict[str, Any]]:
    """The editions of a listener's week, oldest first."""
    return db.rows(
        connection,
        """
        select edition, release, state, publication_seen from recs.edition
        where listener_id = %s and week = %s order by edition
        """,
        [listener_id, week],
    )
