"""A claim before it has a number and a subject: what a derivation yields."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """What is said, and the evidence ids of the rows that say it."""

    predicate: str
    evidence_ids: tuple[str, ...]
    objects: tuple[str | int | float, ...] = ()
    value: float | None = None
    unit: str = ""
