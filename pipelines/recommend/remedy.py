"""What would bring a song onto a slate: the smallest preference, found by selecting again on the frozen pool."""

from typing import Any
from uuid import UUID

import numpy as np

from pipelines.recommend.frozen import Frozen
from pipelines.recommend.score import TERMS, add_up, wish_term
from pipelines.recommend.slate import pick
from pipelines.recommend.steering import Rule, steer
from pipelines.settings import Settings

STEPS = 100
"""Strengths that are tried: 0.01, 0.02, ... 1.00, so the answer is the smallest of these."""
MORE = (("artist", 0.6), ("genre", 0.3), ("genre", 0.3))
"""Rules of a `more` feedback: the artist, and the two first genres of the song."""
_LAST = UUID(int=2**128 - 1)


def find_remedies(frozen: Frozen, row: int, settings: Settings) -> list[dict[str, Any]]:
    """Whether `more` feedback on a candidate would do, and the smallest `prefer` rule per facet that does.

    Args:
        frozen: The edition.
        row: Of the pool.
        settings: Those that the edition was made with.

    Returns:
        Per means: kind (feedback, prefer), facet, value, strength (None: none up to 1 does), position and score that
        the song would have, None when it would stay out.
    """
    catalogue_row = int(frozen.computed.scored.candidates.pool.rows[row])
    seen = frozen.catalogue
    artist = str(seen.artist_ids[int(seen.artists[catalogue_row])])
    weights = np.asarray(seen.genres[[catalogue_row], :].todense(), dtype=np.float64).ravel()
    best = sorted(np.flatnonzero(weights > 0), key=lambda column: (-weights[column], seen.genre_names[column]))
    genres = [seen.genre_names[column] for column in best[:2]]
    values = [artist, *genres]
    more = [(facet, value, strength) for (facet, strength), value in zip(MORE, values, strict=False)]
    found = [_tried("feedback", "more", "", None, _with(frozen, row, more, settings))]
    for facet, value in [("artist", artist), *(("genre", name) for name in genres[:1])]:
        found.append(_smallest(frozen, row, facet, value, settings))
    return found


def _smallest(frozen: Frozen, row: int, facet: str, value: str, settings: Settings) -> dict[str, Any]:
    """Every strength from below, since more of it may lift rivals too: the first that does is the smallest."""
    for step in range(1, STEPS + 1):
        strength = step / STEPS
        outcome = _with(frozen, row, [(facet, value, strength)], settings)
        if outcome is not None:
            return _tried("prefer", facet, value, strength, outcome)
    return _tried("prefer", facet, value, None, None)


def _tried(
    kind: str, facet: str, value: str, strength: float | None, outcome: tuple[int, float] | None
) -> dict[str, Any]:
    position, score = outcome or (None, None)
    named = {"kind": kind, "facet": facet, "value": value, "strength": strength}
    return {**named, "position": position, "score": score}


def _with(
    frozen: Frozen, row: int, preferences: list[tuple[str, str, float]], settings: Settings
) -> tuple[int, float] | None:
    """Position and score of a candidate with further `prefer` rules, the last by id; None when it stays out."""
    scored = frozen.computed.scored
    pool = scored.candidates.pool
    columns = [
        steer(Rule(_LAST, "wish", _LAST, "prefer", facet, value, strength, ""), frozen.catalogue)[pool.rows]
        for facet, value, strength in preferences
    ]
    terms = scored.terms.copy()
    steers = np.concatenate([pool.steer, np.stack(columns, axis=1)], axis=1)
    terms[:, TERMS.index("wish")] = wish_term(steers, settings.weight_wish)
    scores = add_up(terms)
    order = pick(frozen.catalogue, scored.candidates, scores, frozen.shelf, settings).order
    places = np.flatnonzero(order == row)
    return (int(places[0]) + 1, float(scores[row])) if len(places) else None
