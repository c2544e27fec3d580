"""Delivered editions with what became of their songs, and how well a score agrees with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.recommend.arrays import Floats, Ints
from pipelines.recommend.catalogue import Catalogue

GRADES = {"removed": 0, "kept": 1, "readded": 2, "saved": 2}
"""How much an outcome says for a song; of the others (tidied, unknown) nothing is known."""


@dataclass(frozen=True)
class Delivery:
    """One edition that a listener got.

    Attributes:
        rows: Catalogue rows of its songs with a grade, shape (k,).
        grades: Theirs, shape (k,); not all the same.
    """

    rows: Ints
    grades: Ints


def read_deliveries(connection: db.Connection, catalogue: Catalogue, listener_id: UUID) -> list[Delivery]:
    """A listener's deliveries until the end of the catalogue's week in which some song did better than another.

    Args:
        connection: As role open.
        catalogue: The week's.
        listener_id: Whose.
    """
    found = db.rows(
        connection,
        """
        select delivered_week, edition, recording_id, kind from marts.fct_outcome
        where week = %s and listener_id = %s and kind = any(%s) order by delivered_week, edition, position
        """,
        [catalogue.week, listener_id, list(GRADES)],
    )
    editions: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for one in found:
        if one["recording_id"] in catalogue.index:
            graded = (catalogue.index[one["recording_id"]], GRADES[one["kind"]])
            editions.setdefault((one["delivered_week"], one["edition"]), []).append(graded)
    return [made for songs in editions.values() if (made := make_delivery(songs)) is not None]


def make_delivery(songs: Sequence[tuple[int, int]]) -> Delivery | None:
    """A delivery of (catalogue row, grade); None when no song did better than another."""
    if len({grade for _, grade in songs}) < 2:  # noqa: PLR2004  (a comparison takes two)
        return None
    rows, grades = np.array(songs, dtype=np.int64).T
    return Delivery(rows, grades)


def concordance(scores: Floats, grades: Ints) -> float:
    """Of all pairs with different grades, the share in which the better grade has the higher score; ties count half.

    With two grades this is the area under the ROC curve (Hanley and McNeil 1982).

    Args:
        scores: Shape (k,).
        grades: Shape (k,), not all the same.
    """
    is_better = grades[:, None] > grades[None, :]
    wins = (scores[:, None] > scores[None, :]) + 0.5 * (scores[:, None] == scores[None, :])
    return float(wins[is_better].sum() / is_better.sum())
