"""A slate picked again on the frozen inputs with something changed: a rule gone, a strength off, a score raised."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines.recommend.arrays import Flags, Floats
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.frozen import Frozen
from pipelines.recommend.score import TERMS, add_up
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.select import Selection, Shelf
from pipelines.recommend.slate import make_shelf, pick, who_plays
from pipelines.recommend.steering import Rule
from pipelines.recommend.taste import SAVED, Proposal, Taste
from pipelines.recommend.weights import Interactions
from pipelines.settings import Settings

MORE = (("artist", 0.6), ("genre", 0.3), ("genre", 0.3))
"""Rules of a `more` feedback: the artist, and the two first genres of the song."""
SELECTION_SETTINGS = (
    "slate_size",
    "max_per_artist",
    "playable_pool",
    "mmr_diversity",
    "calibration_strength",
    "freshness_strength",
    "dial_strength",
)
"""Settings that no pool and no score depends on; nor do the dial, a raised score and who plays."""
_COUNTS = ("slate_size", "max_per_artist", "candidate_pool", "playable_pool")
_LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise.

    kind: without_rule (name: its rule_id), prefer (a further wish; name: facet, amount: strength), feedback (`more` on
    the song), setting (name, amount), dial (amount), score (amount is added to the song's), playable (the song is known
    to play), keep (the listener keeps recording `value`), proposal (the model proposes the song with verdict amount).
    """

    kind: str
    name: str = ""
    value: str = ""
    amount: float | None = None

    def as_row(self) -> dict[str, Any]:
        """Its fields."""
        return asdict(self)


@dataclass(frozen=True)
class Trial:
    """A slate that would be, about one song.

    Attributes:
        row: Of the song in the pool; None when it is not in it.
        position: Of the song on the slate, from 1; None when it is not on it.
        scores: With what was added to them, shape (m,).
        selection: In slate order.
    """

    taste: Taste
    settings: Settings
    scored: Scored
    scores: Floats
    eligible: Flags
    shelf: Shelf
    selection: Selection
    row: int | None
    position: int | None

    @property
    def score(self) -> float | None:
        """Of the song; None when it is not in the pool."""
        return None if self.row is None else float(self.scores[self.row])


def run_with(frozen: Frozen, song: int, changes: Sequence[Change], settings: Settings) -> Trial:
    """Everything that these changes touch made anew: sources, pool, scores, who may be taken, slate, order.

    Held fixed: the catalogue, what is owned and was delivered, whose artists rest, who else is known to play.

    Args:
        frozen: The edition.
        song: Catalogue row of the song that changes speak of.
        changes: All of them are made.
        settings: Those that the edition was made with.
    """
    catalogue, computed = frozen.catalogue, frozen.computed
    taste = frozen.taste
    for change in changes:
        taste = _MADE[change.kind](taste, change, song, catalogue) if change.kind in _MADE else taste
    settings = settings.model_copy(
        update=dict(_setting(one) for one in changes if one.kind == "setting" and one.amount is not None)
    )
    scored = computed.scored
    if any(_rescores(one) for one in changes):
        scored = score_pool(catalogue, taste, settings)
    rise = sum(one.amount or 0.0 for one in changes if one.kind == "score")
    plays = any(one.kind == "playable" for one in changes)
    return _pick_again(frozen, taste, settings, scored, song, rise, plays=plays)


def run_as(frozen: Frozen, taste: Taste, settings: Settings) -> Trial:
    """The same for a listener whose week was frozen as this one; about no song."""
    return _pick_again(frozen, taste, settings, score_pool(frozen.catalogue, taste, settings))


def _pick_again(
    frozen: Frozen,
    taste: Taste,
    settings: Settings,
    scored: Scored,
    song: int | None = None,
    rise: float = 0.0,
    *,
    plays: bool = False,
) -> Trial:
    catalogue, computed = frozen.catalogue, frozen.computed
    rows = scored.candidates.pool.rows
    row = None if song is None else _place(rows, song)
    scores = scored.scores.copy()
    if row is not None:
        scores[row] += rise
    eligible = np.ones(len(rows), dtype=bool)
    if computed.playable_only:
        before = computed.scored.candidates.pool.rows
        playable = {catalogue.ids[before[one]]: uri for one, uri in computed.uris.items()}
        if plays and song is not None:
            playable[catalogue.ids[song]] = "known"
        eligible[:] = False
        eligible[sorted(who_plays(catalogue, taste, replace(scored, scores=scores), settings, playable))] = True
    shelf = make_shelf(catalogue, taste, rows, eligible, settings, scored.candidates.novelty)
    selection = pick(catalogue, scored.candidates, scores, shelf, settings)
    places = selection.order.tolist()
    position = places.index(row) + 1 if row in places else None
    return Trial(taste, settings, scored, scores, eligible, shelf, selection, row, position)


def wish_picks(trial: Trial, steers: Floats, catalogue: Catalogue) -> bool:
    """Whether the song is on the slate with further wishes on the same pool: a sieve before `run_with`.

    Args:
        trial: Whose pool, with the song in it.
        steers: What the wishes add to the pool's, shape (m, wishes).
        catalogue: The week's.
    """
    terms, wish = trial.scored.terms.copy(), TERMS.index("wish")
    for column in steers.T:
        terms[:, wish] = terms[:, wish] + trial.settings.weight_wish * column
    scores = add_up(terms)
    return bool(trial.row in pick(catalogue, trial.scored.candidates, scores, trial.shelf, trial.settings).order)


def wishes_of(change: Change, song: int, catalogue: Catalogue) -> list[Rule]:
    """The rules that a `prefer` or a `more` feedback makes, by facet; last by id."""
    wanted = [(change.name, change.value, change.amount or 0.0)]
    if change.kind == "feedback":
        values = [str(catalogue.artist_ids[int(catalogue.artists[song])]), *main_genres(song, catalogue)]
        wanted = [(facet, value, strength) for (facet, strength), value in zip(MORE, values, strict=False)]
    return [Rule(_LAST, "wish", _LAST, "prefer", *one, "") for one in wanted]


def main_genres(song: int, catalogue: Catalogue) -> list[str]:
    """The two first genres of a catalogue row, largest weight first, ties by name."""
    weights = np.asarray(catalogue.genres[[song], :].todense(), dtype=np.float64).ravel()
    best = sorted(np.flatnonzero(weights > 0), key=lambda column: (-weights[column], catalogue.genre_names[column]))
    return [catalogue.genre_names[column] for column in best[:2]]


def _setting(change: Change) -> tuple[str, float]:
    amount = change.amount or 0.0
    return change.name, (int(amount) if change.name in _COUNTS else amount)


def _rescores(change: Change) -> bool:
    if change.kind == "setting":
        return change.name not in SELECTION_SETTINGS
    return change.kind not in ("dial", "score", "playable")


def _place(rows: np.ndarray, song: int) -> int | None:
    place = int(np.searchsorted(rows, song))
    return place if place < len(rows) and rows[place] == song else None


def _without_rule(taste: Taste, change: Change, _song: int, _catalogue: Catalogue) -> Taste:
    return replace(taste, rules=tuple(rule for rule in taste.rules if str(rule.rule_id) != change.name))


def _wished(taste: Taste, change: Change, song: int, catalogue: Catalogue) -> Taste:
    return replace(taste, rules=(*taste.rules, *wishes_of(change, song, catalogue)))


def _turned(taste: Taste, change: Change, _song: int, _catalogue: Catalogue) -> Taste:
    return taste if change.amount is None else replace(taste, dial=change.amount)


def _proposed(taste: Taste, change: Change, song: int, catalogue: Catalogue) -> Taste:
    proposal = Proposal(0, catalogue.ids[song], change.amount or 0.0)
    verdicts = {one: found for one, found in taste.verdicts.items() if one != proposal.recording_id}
    return replace(taste, proposals=(proposal, *taste.proposals), verdicts=verdicts)


def _kept(taste: Taste, change: Change, _song: int, catalogue: Catalogue) -> Taste:
    """A recording saved at the end of the week: an own thing of age 0, and no candidate in any version."""
    row = catalogue.index[UUID(change.value)]
    had = taste.interactions
    ids = tuple(sorted({*had.playlist_ids, SAVED}))
    numbers = np.array([ids.index(one) for one in had.playlist_ids], dtype=np.int64)
    playlists = np.append(numbers[had.playlists], ids.index(SAVED)).astype(np.int64)
    recordings = np.append(had.recordings, row).astype(np.int64)
    by = np.lexsort((playlists, recordings))
    ages = np.append(had.age_days, 0.0)[by]
    kept = Interactions(recordings[by], playlists[by], ages, ids, had.reweights)
    excluded = taste.excluded | (catalogue.groups == catalogue.groups[row])
    return replace(taste, interactions=kept, excluded=excluded)


_MADE: dict[str, Callable[[Taste, Change, int, Catalogue], Taste]] = {
    "without_rule": _without_rule,
    "prefer": _wished,
    "feedback": _wished,
    "dial": _turned,
    "proposal": _proposed,
    "keep": _kept,
}
