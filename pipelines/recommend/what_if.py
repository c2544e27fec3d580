"""Exact what-ifs: a slate song's place without each playlist, own thing, rule, feedback, saving, the talk, the model.

Held fixed: pool, exclusions, S and the cut of cos+, trend and its fit, the dial and what is new, the model's verdicts,
the square root of the number of own things, and which candidates are playable. What changes: w(u, h), and with it the
genre profile that calibration uses; or one term.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, row_sums
from pipelines.recommend.calibration import genre_profiles
from pipelines.recommend.score import TERMS, Pool, add_up, wish_term
from pipelines.recommend.select import Shelf, select_each
from pipelines.recommend.steering import Rule
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

_BATCH = 32
"""What-ifs per block: what is moved about in it stays in the processor's cache."""
SIDES: tuple[Literal["left"], Literal["right"]] = ("left", "right")
OWN_THING = "own_thing"
OWN, SOUND, TREND, WISH, JUDGEMENT = (TERMS.index(name) for name in ("own", "sound", "trend", "wish", "judgement"))


@dataclass(frozen=True)
class Change:
    """One "without": the scores of the pool (m,) and the genre profile (g,) that remain."""

    kind: str
    without_id: str
    scores: Floats
    profile: Floats


@dataclass(frozen=True)
class WhatIf:
    """What becomes of each slate song without one thing.

    Attributes:
        ranks: Place by score in the frozen pool, shape (k,), in slate order.
        on_slate: Whether the re-selected slate still has it, shape (k,).
        songs: Slate songs that it is told of, shape (k,): all, but of an own thing those that rest on it most.
    """

    kind: str
    without_id: str
    ranks: Ints
    on_slate: Flags
    songs: Flags


@dataclass(frozen=True)
class TriedThing:
    """An own thing that is left out once.

    Attributes:
        thing: Row among the own things.
        recording_id: The same as it is stored.
        songs: Slate songs of which it is one of the largest parts, shape (k,): whose what-if it becomes.
    """

    thing: int
    recording_id: str
    songs: Flags


def what_ifs(  # noqa: PLR0913, PLR0917  (all that the algebra needs)
    pool: Pool,
    terms: Floats,
    weights: OwnWeights,
    own_genres: Links,
    rules: tuple[Rule, ...],
    shelf: Shelf,
    slate: Ints,
    settings: Settings,
    things: Sequence[TriedThing] = (),
) -> list[WhatIf]:
    """Every what-if of a slate: playlists by id, own things, the talk, rules by id, what weighs anew, the model.

    The rules of one feedback go together, since the listener said one thing.

    Args:
        pool: The m candidates.
        terms: Their terms, shape (m, 6).
        weights: Of the h own things.
        own_genres: Genres of the own things, shape (h, g).
        rules: In the order of `pool.steer`.
        shelf: The same m candidates.
        slate: Rows of the pool that are on the slate, shape (k,).
        settings: Weights and slate settings.
        things: Own things to leave out, each once, in the order of the answer.
    """
    profile = genre_profiles(weights.totals[:, None], own_genres)[0]
    songs_of = {one.recording_id: one.songs for one in things}
    all_songs = np.ones(len(slate), dtype=bool)
    changes = list(_changes(pool, terms, weights, own_genres, rules, profile, settings, things))
    found = []
    for first in range(0, len(changes), _BATCH):
        batch = changes[first : first + _BATCH]
        scores = np.stack([change.scores for change in batch])
        again = select_each(scores, shelf, np.stack([change.profile for change in batch]), settings)
        for change, selection in zip(batch, again, strict=True):
            songs = songs_of[change.without_id] if change.kind == OWN_THING else all_songs
            is_picked = np.zeros(len(pool.rows), dtype=bool)
            is_picked[selection.order] = True
            ranks = ranks_of(change.scores, slate)
            found.append(WhatIf(change.kind, change.without_id, ranks, is_picked[slate], songs))
    return found


def ranks_of(scores: Floats, chosen: Ints) -> Ints:
    """Place of the chosen rows by score, 1 = best; of equal scores the smaller row comes first."""
    ordered = np.sort(scores)
    first, last = (np.searchsorted(ordered, scores[chosen], side) for side in SIDES)
    ranks = 1 + len(scores) - last
    for place in np.flatnonzero(last - first > 1):  # others have the very same score
        row = chosen[place]
        ranks[place] += np.count_nonzero(scores[:row] == scores[row])
    return np.asarray(ranks, dtype=np.int64)


def _changes(
    pool: Pool,
    terms: Floats,
    weights: OwnWeights,
    own_genres: Links,
    rules: tuple[Rule, ...],
    profile: Floats,
    settings: Settings,
    things: Sequence[TriedThing],
) -> Iterator[Change]:
    for first in range(0, len(weights.playlist_ids), _BATCH):
        ids = weights.playlist_ids[first : first + _BATCH]
        remaining = weights.without_playlists(np.arange(first, first + len(ids), dtype=np.int64))
        yield from _reweighed("playlist", ids, remaining, pool, terms, own_genres, settings)
    for first in range(0, len(things), _BATCH):
        tried = things[first : first + _BATCH]
        remaining = weights.without_things(np.array([one.thing for one in tried], dtype=np.int64))
        ids = tuple(one.recording_id for one in tried)
        yield from _reweighed(OWN_THING, ids, remaining, pool, terms, own_genres, settings)
    yield Change("reddit", "all", _without(terms, TREND), profile)
    for (kind, without_id), columns in _together(rules).items():
        changed = terms.copy()
        steer = pool.steer.copy()
        steer[:, columns] = 0.0
        changed[:, WISH] = wish_term(steer, settings.weight_wish)
        yield Change(kind, without_id, add_up(changed), profile)
    for source in weights.sources():
        left = weights.without_source(source.source_id)
        changed = terms.copy()
        changed[:, OWN] = row_sums(pool.own_links, left)
        changed[:, SOUND] = settings.weight_sound * row_sums(pool.sound_links, left)
        yield Change(
            source.origin, str(source.source_id), add_up(changed), genre_profiles(left[:, None], own_genres)[0]
        )
    yield Change("model", "all", _without(terms, JUDGEMENT), profile)


def _reweighed(
    kind: str,
    ids: Sequence[str],
    remaining: Floats,
    pool: Pool,
    terms: Floats,
    own_genres: Links,
    settings: Settings,
) -> Iterator[Change]:
    """One change per column of `remaining`, the weights of the own things that are left, shape (h, len(ids))."""
    changed = [np.broadcast_to(terms[:, [column]], (len(terms), len(ids))) for column in range(len(TERMS))]
    changed[OWN] = row_sums(pool.own_links, remaining)
    changed[SOUND] = settings.weight_sound * row_sums(pool.sound_links, remaining)
    scores = np.ascontiguousarray(add_up(np.stack(changed, axis=-1)).T)
    profiles = genre_profiles(remaining, own_genres)
    for column, without_id in enumerate(ids):
        yield Change(kind, without_id, scores[column], profiles[column])


def _together(rules: tuple[Rule, ...]) -> dict[tuple[str, str], list[int]]:
    """Columns of the rules by (kind, id) of what is left out: a rule by its id, a feedback whole by its event."""
    found: dict[tuple[str, str], list[int]] = {}
    for column, rule in enumerate(rules):
        without_id = rule.event_id if rule.origin == "feedback" else rule.rule_id
        found.setdefault((rule.origin, str(without_id)), []).append(column)
    return found


def _without(terms: Floats, column: int) -> Floats:
    changed = terms.copy()
    changed[:, column] = 0.0
    return add_up(changed)
