"""One listener's week, computed: pool, scores, slate, parts, what-ifs. Pure; nothing is read or written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, best_first
from pipelines.recommend.candidates import Candidates
from pipelines.recommend.catalogue import FEATURES, Catalogue
from pipelines.recommend.dial import lift
from pipelines.recommend.flow import flow
from pipelines.recommend.freshness import staleness
from pipelines.recommend.parts import Part, song_parts
from pipelines.recommend.score import TERMS
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.select import Selection, Shelf, select
from pipelines.recommend.taste import Taste
from pipelines.recommend.what_if import TriedThing, WhatIf, what_ifs
from pipelines.settings import Settings

TREND_ROLE, WISH_ROLE, CORE_ROLE, STRETCH_ROLE = 0.25, 0.25, 0.50, 0.10
"""Shares of the positive parts from which a song has that role."""
_HEARD = [FEATURES.index("tempo_bpm"), FEATURES.index("energy")]
"""What the order of a slate goes by."""


@dataclass(frozen=True)
class WithoutModel:
    """The slate that the same inputs give when the model said nothing.

    Attributes:
        songs: Catalogue rows, in slate order, shape (k,).
        scores: Without verdicts, shape (k,).
    """

    songs: Ints
    scores: Floats


@dataclass(frozen=True)
class ComputedSlate:
    """A slate with everything behind it.

    Attributes:
        uris: Spotify URI per pool row, among those that were looked at; a row without an entry is unknown or nowhere.
        eligible: Candidates that were allowed onto the slate, shape (m,).
        selection: In slate order, that is in the order of the flow.
        parts: Per slate song, in slate order.
        roles: Per slate song.
        playable_only: Whether only playable candidates were allowed.
        without_model: What would be there without the model; None where it said nothing of any song.
    """

    scored: Scored
    uris: Mapping[int, str]
    eligible: Flags
    selection: Selection
    parts: tuple[list[Part], ...]
    roles: tuple[str, ...]
    what_ifs: tuple[WhatIf, ...]
    playable_only: bool
    without_model: WithoutModel | None = None


def compute_slate(
    catalogue: Catalogue, taste: Taste, settings: Settings, playable: Mapping[object, str | None] | None = None
) -> ComputedSlate:
    """Everything about one listener's week.

    Args:
        catalogue: The week's.
        taste: The listener's.
        settings: Weights and slate settings.
        playable: Spotify URI by recording_id, None or absent when there is none: the slate then takes only the best
            candidates that have one (`playable_reach`). None as a whole: nothing goes to Spotify, all may be taken.
    """
    scored = score_pool(catalogue, taste, settings)
    rows = scored.candidates.pool.rows
    uris = {} if playable is None else who_plays(catalogue, taste, scored, settings, playable)
    eligible = np.ones(len(rows), dtype=bool)
    if playable is not None:
        eligible[:] = False
        eligible[sorted(uris)] = True
    shelf = make_shelf(catalogue, taste, rows, eligible, settings, scored.candidates.novelty)
    selection = pick(catalogue, scored.candidates, scored.scores, shelf, settings)
    parts = tuple(song_parts(selection.order, scored, catalogue, taste, settings))
    found_what_ifs = what_ifs(
        scored.candidates.pool,
        scored.terms,
        scored.weights,
        catalogue.genres[scored.weights.things],
        taste.rules,
        shelf,
        selection.order,
        settings,
        tried_things(catalogue, scored, parts, settings.own_things_tried),
    )
    return ComputedSlate(
        scored=scored,
        uris=uris,
        eligible=eligible,
        selection=selection,
        parts=parts,
        roles=tuple(role_of(song) for song in parts),
        what_ifs=tuple(found_what_ifs),
        playable_only=playable is not None,
        without_model=slate_without_model(catalogue, taste, settings, scored, uris if playable is not None else None),
    )


def slate_without_model(
    catalogue: Catalogue, taste: Taste, settings: Settings, scored: Scored, uris: Mapping[int, str] | None
) -> WithoutModel | None:
    """Everything made anew without proposals and verdicts; None when there are none.

    Held fixed: the frozen inputs, rules that the model read out of wishes included, and who is known to play.

    Args:
        catalogue: The week's.
        taste: The listener's.
        settings: Weights and slate settings.
        scored: The pool with the model.
        uris: Spotify URI per row of that pool; None when all may be taken.
    """
    if not taste.has_model:
        return None
    bare = replace(taste, proposals=(), verdicts={})
    found = score_pool(catalogue, bare, settings)
    rows = found.candidates.pool.rows
    eligible = np.ones(len(rows), dtype=bool)
    if uris is not None:
        known = {catalogue.ids[scored.candidates.pool.rows[row]]: uri for row, uri in uris.items()}
        eligible[:] = False
        eligible[sorted(who_plays(catalogue, bare, found, settings, known))] = True
    shelf = make_shelf(catalogue, bare, rows, eligible, settings, found.candidates.novelty)
    order = pick(catalogue, found.candidates, found.scores, shelf, settings).order
    return WithoutModel(rows[order], found.scores[order])


def tried_things(catalogue: Catalogue, scored: Scored, parts: Sequence[Sequence[Part]], most: int) -> list[TriedThing]:
    """The `most` largest own things of each slate song, by its own and sound parts together; by recording_id.

    Args:
        catalogue: The week's.
        scored: The pool that the songs are of.
        parts: Stored parts per slate song.
        most: Own things per song; ties by recording_id.
    """
    songs: dict[str, Flags] = {}
    for place, song in enumerate(parts):
        sums: dict[str, float] = {}
        for part in song:
            if part.subject_kind == "recording":
                sums[part.subject_id] = sums.get(part.subject_id, 0.0) + part.value
        for recording_id in sorted(sums, key=lambda one: (-sums[one], one))[:most]:
            songs.setdefault(recording_id, np.zeros(len(parts), dtype=bool))[place] = True
    rows = scored.weights.things
    return [
        TriedThing(int(np.searchsorted(rows, catalogue.row_of[recording_id])), recording_id, flags)
        for recording_id, flags in sorted(songs.items())
    ]


def playable_reach(weeks_before: int, settings: Settings) -> int:
    """How many of the best candidates a slate for Spotify looks at.

    `playable_pool` for the first slate, and a slate's worth more for each week before, at most `playable_pool_most`:
    artists who came lately rest, so later slates must look further; the first one need not, and does not.
    """
    return max(
        settings.playable_pool,
        min(settings.playable_pool + settings.slate_size * weeks_before, settings.playable_pool_most),
    )


def who_plays(
    catalogue: Catalogue, taste: Taste, scored: Scored, settings: Settings, playable: Mapping[object, str | None]
) -> dict[int, str]:
    """Spotify URI per pool row, of the best candidates that are looked at and have one."""
    looked_at = best_first(scored.scores)[: playable_reach(taste.weeks_before, settings)]
    rows = scored.candidates.pool.rows
    found = {int(row): playable.get(catalogue.ids[rows[row]]) for row in sorted(looked_at)}
    return {row: uri for row, uri in found.items() if uri is not None}


def pick(catalogue: Catalogue, candidates: Candidates, scores: Floats, shelf: Shelf, settings: Settings) -> Selection:
    """The slate of these scores (m,), in the order in which it is heard."""
    picked = select(scores, shelf, candidates.profile, settings)
    rows = candidates.pool.rows[picked.order]
    return picked.rearranged(flow(catalogue.features[rows][:, _HEARD], catalogue.artists[rows]))


def make_shelf(
    catalogue: Catalogue,
    taste: Taste,
    rows: Ints,
    eligible: Flags,
    settings: Settings,
    novelty: Floats | None = None,
) -> Shelf:
    """What the selection sees of the pool, given as catalogue rows (m,), beside its scores.

    Without the novelty of the candidates (m,) nothing is lifted, as with a dial in its middle.
    """
    artists = catalogue.artists[rows]
    stale = staleness(taste.recent_artists, catalogue.artist_index, artists, settings.freshness_half_life_weeks)
    lifted = None if novelty is None else lift(taste.dial, settings.dial_strength, novelty)
    vectors, genres = catalogue.unit_vectors(rows), catalogue.genres[rows]
    kinds = catalogue.genre_kinds[rows]
    return Shelf(catalogue.groups[rows], artists, vectors, genres, eligible, stale, lifted, kinds)


def role_of(parts: list[Part]) -> str:
    """A song's role by what its positive parts are made of.

    trend from 25 % trend, else wish from 25 % wishes, else core from 50 % own songs, else stretch from 10 % own songs
    (sound leads, own songs agree), else discovery (sound or the model alone).
    """
    positive = {term: sum(max(part.value, 0.0) for part in parts if part.term == term) for term in TERMS}
    total = sum(positive.values())
    if total <= 0:
        return "discovery"
    if positive["trend"] >= TREND_ROLE * total:
        return "trend"
    if positive["wish"] >= WISH_ROLE * total:
        return "wish"
    if positive["own"] >= CORE_ROLE * total:
        return "core"
    return "stretch" if positive["own"] >= STRETCH_ROLE * total else "discovery"
