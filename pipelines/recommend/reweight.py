"""What a listener's feedback and saving do to the weight of own things: factors by source, multiplied and bounded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.recommend.arrays import Floats, Ints

LEAST_FACTOR = 0.25
"""However often a reason is called wrong, an own thing keeps this much of its weight."""


@dataclass(frozen=True)
class OwnFactor:
    """A row of recs.own_factor: what one source does to one own thing, or, at place 0, that it does nothing.

    Attributes:
        source_id: The feedback event; of a saved song the id that stands for its outcome.
        kind: wrong_reason or saved.
        subject_id: The delivered song that it is about.
        recording_id: The own thing whose weight is multiplied by `factor`; None at place 0.
    """

    source_id: UUID
    kind: str
    subject_id: UUID
    place: int
    recording_id: UUID | None
    factor: float

    @property
    def origin(self) -> str:
        """The kind of what-if that takes it away: feedback was said, saving was seen."""
        return "feedback" if self.kind == "wrong_reason" else "saved"


@dataclass(frozen=True)
class Reweight:
    """A factor on one own thing, given as a catalogue row."""

    thing: int
    source: OwnFactor


def read_own_factors(
    connection: db.Connection, key: Mapping[str, Any], without_source: UUID | None = None
) -> tuple[OwnFactor, ...]:
    """The factors of a listener's week by source and place, one source left out for proofs of what-ifs."""
    found = db.rows(
        connection,
        """
        select source_id, kind, subject_id, place, recording_id, factor from recs.own_factor
        where week = %(week)s and listener_id = %(listener)s order by source_id, place
        """,
        key,
    )
    return tuple(OwnFactor(**row) for row in found if row["source_id"] != without_source)


def reweights(factors: Sequence[OwnFactor], index: Mapping[UUID, int]) -> tuple[Reweight, ...]:
    """Those factors whose own thing the catalogue knows, in their order."""
    return tuple(
        Reweight(index[thing], one) for one in factors if (thing := one.recording_id) is not None and thing in index
    )


def factor_of(things: Ints, found: Sequence[Reweight]) -> Floats:
    """The factor of each own thing (catalogue rows, ascending), shape (h,): their product in order, at least 0.25."""
    factors = np.ones(len(things))
    for one in found:
        factors[things == one.thing] *= one.source.factor
    return np.maximum(factors, LEAST_FACTOR)
