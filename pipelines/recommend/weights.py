"""w(u, h): how much each own thing of a listener counts, one share per recording and playlist."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from pipelines.recommend.arrays import Floats, Ints
from pipelines.recommend.reweight import OwnFactor, Reweight, factor_of


@dataclass(frozen=True)
class Interactions:
    """What a listener keeps: rows of one recording in one playlist, sorted by (recording, playlist).

    Attributes:
        recordings: Row numbers in the catalogue, shape (i,).
        playlists: Row numbers in `playlist_ids`, shape (i,).
        age_days: Days from adding to the end of the week, shape (i,); nan when unknown.
        playlist_ids: Sorted.
        reweights: What feedback and saving do to own things, by source.
    """

    recordings: Ints
    playlists: Ints
    age_days: Floats
    playlist_ids: tuple[str, ...]
    reweights: tuple[Reweight, ...] = ()


@dataclass(frozen=True)
class OwnWeights:
    """The weights of a listener's own things, and the shares that they are made of.

    Attributes:
        things: Catalogue rows of the h own recordings, ascending.
        thing_of: Row in `things` of each interaction, shape (i,).
        playlist_of: Row in `playlist_ids` of each interaction, shape (i,).
        shares: Weight of each interaction, shape (i,).
        totals: Weight of each own recording: its interactions' shares, added in playlist order; shape (h,).
        plain_shares: The shares before feedback and saving, shape (i,).
        reweights: Feedback and saving, by source.
    """

    things: Ints
    thing_of: Ints
    playlist_of: Ints
    shares: Floats
    totals: Floats
    playlist_ids: tuple[str, ...]
    plain_shares: Floats
    reweights: tuple[Reweight, ...] = ()

    @cached_property
    def _playlists(self) -> dict[int, list[dict[str, Any]]]:
        return {}

    @cached_property
    def _starts(self) -> list[int]:
        return [int(place) for place in np.searchsorted(self.thing_of, np.arange(len(self.things) + 1))]

    def playlists(self, thing: int) -> list[dict[str, Any]]:
        """The playlists of an own thing and the weight that it has in each, as the parts tell them."""
        if thing not in self._playlists:
            span = slice(self._starts[thing], self._starts[thing + 1])
            pairs = zip(self.playlist_of[span].tolist(), self.shares[span].tolist(), strict=True)
            self._playlists[thing] = [
                {"playlist_id": self.playlist_ids[playlist], "weight": share} for playlist, share in pairs
            ]
        return self._playlists[thing]

    @cached_property
    def because(self) -> dict[int, list[dict[str, Any]]]:
        """Of each own thing (by its catalogue row) that feedback or saving changed, what did, as the parts tell it."""
        found: dict[int, list[dict[str, Any]]] = {}
        for one in self.reweights:
            source = one.source
            told = {"kind": source.kind, "source_id": str(source.source_id), "factor": source.factor}
            found.setdefault(int(one.thing), []).append(told)
        return found

    def without_playlists(self, playlists: Ints) -> Floats:
        """Totals without one playlist each, shape (h, len(playlists)): the other shares, added in the same order."""
        columns = [self._totals(np.asarray(self.playlist_of != playlist)) for playlist in playlists]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.things), 0))

    def without_things(self, things: Ints) -> Floats:
        """Totals without one own recording each, shape (h, len(things)): its shares left out."""
        columns = [self._totals(np.asarray(self.thing_of != thing)) for thing in things]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.things), 0))

    def sources(self) -> list[OwnFactor]:
        """Each source of a factor on these own things once, in the order of its id."""
        own = set(self.things.tolist())
        return list({one.source.source_id: one.source for one in self.reweights if one.thing in own}.values())

    def without_source(self, source_id: UUID) -> Floats:
        """Totals as if one feedback had not been given, or one song not saved: its factors left out; shape (h,)."""
        left = [one for one in self.reweights if one.source.source_id != source_id]
        return _sums(self.thing_of, _weighed(self.plain_shares, self.thing_of, self.things, left), len(self.things))

    def _totals(self, counted: np.ndarray) -> Floats:
        return _sums(self.thing_of[counted], self.shares[counted], len(self.things))


def recency(age_days: Floats, half_life_days: float) -> Floats:
    """0.5 ** (age / half-life), in (0, 1].

    An unknown age counts as one half-life; an age below 0 (added after the week ended) as 0.
    """
    known = np.where(np.isnan(age_days), half_life_days, np.maximum(age_days, 0.0))
    return np.asarray(0.5 ** (known / half_life_days), dtype=np.float64)


def own_weights(interactions: Interactions, half_life_days: float, own_count: int | None = None) -> OwnWeights:
    """Recency / sqrt(number of own recordings) x the recording's factor, per recording and playlist.

    Args:
        interactions: Sorted, as their class says.
        half_life_days: Of the recency.
        own_count: Number of own recordings to scale by; counted when None. A what-if keeps the count of the whole
            library.
    """
    recordings = interactions.recordings
    is_first = np.ones(len(recordings), dtype=bool)
    np.not_equal(recordings[1:], recordings[:-1], out=is_first[1:])
    things, thing_of = recordings[is_first], np.cumsum(is_first) - 1
    count = len(things) if own_count is None else own_count
    plain = recency(interactions.age_days, half_life_days) / np.sqrt(max(count, 1))
    shares = _weighed(plain, thing_of, things, interactions.reweights)
    totals = _sums(thing_of, shares, len(things))
    return OwnWeights(
        things=things.astype(np.int64),
        thing_of=thing_of.astype(np.int64),
        playlist_of=interactions.playlists,
        shares=shares,
        totals=totals,
        playlist_ids=interactions.playlist_ids,
        plain_shares=plain,
        reweights=interactions.reweights,
    )


def _weighed(plain: Floats, thing_of: Ints, things: Ints, found: Sequence[Reweight]) -> Floats:
    return plain * factor_of(things, found)[thing_of] if found else plain


def _sums(places: Ints, values: Floats, size: int) -> Floats:
    """Sum of the values at each place, added in the order given."""
    return np.bincount(places, weights=values, minlength=size).astype(np.float64)
