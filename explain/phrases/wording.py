"""What the wordings of a kind of claim are, and names that several kinds share."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrases:
    """The wordings of one kind of claim."""

    first: Sequence[str] = ()
    then: Sequence[str] = ()
    also: Sequence[str] = ()


Key = tuple[str, ...]
"""Predicate and variant."""

TERMS = {
    "own": "songs you already keep",
    "sound": "sound and tags it has in common with your songs",
    "trend": "this week's talk about the artist",
    "wish": "what you asked for",
    "judgement": "the model's own judgement",
}
"""The terms of a score, said of a song."""
ORIGINS = {
    "wish": "your wish",
    "feedback": "your feedback",
    "profile_edit": "your edit",
    "removed": "your removal of",
    "readded": "your putting back of",
}
"""Where a rule came from."""
