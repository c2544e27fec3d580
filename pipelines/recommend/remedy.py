"""What would bring a song onto a slate: every means that fits what kept it out, each tried by picking again."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from pipelines.recommend.arrays import best_first
from pipelines.recommend.candidates import own_links
from pipelines.recommend.frozen import Frozen
from pipelines.recommend.select import RERANK_STEPS
from pipelines.recommend.slate import playable_reach
from pipelines.recommend.smallest import Search
from pipelines.recommend.steering import HARD, kept_out_by
from pipelines.recommend.trial import Change, Trial, main_genres, run_with
from pipelines.settings import Settings

STRENGTH_OF = {
    "mmr": "mmr_diversity",
    "calibration": "calibration_strength",
    "freshness": "freshness_strength",
    "dial": "dial_strength",
}
"""The setting that turns a re-ranking step off, by step."""
NEIGHBOURS = 3
"""Recordings most like the song that a listener might keep; tried one by one."""
Changes = tuple[Change, ...]


def find_remedies(frozen: Frozen, song: int, settings: Settings) -> list[dict[str, Any]]:
    """What was tried to bring a song in, and whether it did.

    First what makes it a candidate that may be taken: the rules that keep it out are gone, the pool is larger, the
    listener keeps something like it, the model proposes it, it plays. When that alone does not bring it in, a means
    that lifts it as well. A candidate is lifted right away. Every outcome is that of `run_with`; the order of a slate
    keeps nothing out, since it only arranges what was picked.

    Args:
        frozen: The edition.
        song: Catalogue row; not on the slate.
        settings: Those that the edition was made with.

    Returns:
        Per means: changes (all of them together), position and score that the song would have; position None: it
        would stay out. Empty for what is owned or was delivered: nothing can bring it in.
    """
    if frozen.taste.excluded[song]:
        return []
    found = []
    for first in _first_means(frozen, song, settings):
        trial = run_with(frozen, song, first, settings)
        if first:
            found.append(_told(first, trial))
        if trial.position is None and trial.row is not None:
            lifts: list[Changes] = [(one,) for one in _lifts(frozen, first, trial, song, settings)]
            further = lifts if first else [*lifts, *_other_means(frozen, trial, song, settings)]
            found += [_told((*first, *one), run_with(frozen, song, (*first, *one), settings)) for one in further]
    return found


def _told(changes: Changes, trial: Trial) -> dict[str, Any]:
    return {"changes": [one.as_row() for one in changes], "position": trial.position, "score": trial.score}


def _first_means(frozen: Frozen, song: int, settings: Settings) -> Iterator[Changes]:
    """What makes the song a candidate that may be taken, each enough for that; one empty means when it is one."""
    catalogue = frozen.catalogue
    taste = frozen.taste
    rules = [rule for rule, flags in kept_out_by(taste.rules, catalogue, taste.own_artists(catalogue)) if flags[song]]
    gone = tuple(Change("without_rule", str(rule.rule_id), rule.words) for rule in rules)
    trial = run_with(frozen, song, gone, settings)
    if trial.row is not None:
        yield (*gone, *_playing(trial))
        return
    if gone:
        yield gone
    means = [_larger_pool(frozen, song, gone, settings), Change("feedback", "more"), Change("proposal", amount=1.0)]
    means += [Change("keep", "recording", str(catalogue.ids[row])) for row in _nearest(frozen, song, settings)]
    for one in means:
        yield (*gone, one, *_playing(run_with(frozen, song, (*gone, one), settings)))


def _playing(trial: Trial) -> Changes:
    """It plays in the market, and as many candidates are looked up as it takes."""
    if trial.row is None or trial.eligible[trial.row]:
        return ()
    rank = int(trial.scored.ranks[trial.row])
    if rank <= playable_reach(trial.taste.weeks_before, trial.settings):
        return (Change("playable"),)
    return (Change("playable"), Change("setting", "playable_pool", amount=float(rank)))


def _larger_pool(frozen: Frozen, song: int, gone: Changes, settings: Settings) -> Change:
    """The first size of the pool that holds the song, of twice, four times, ... the one in force."""
    size = settings.candidate_pool
    while size < len(frozen.catalogue):
        size = min(2 * size, len(frozen.catalogue))
        change = Change("setting", "candidate_pool", amount=float(size))
        if run_with(frozen, song, (*gone, change), settings).row is not None:
            return change
    return Change("setting", "candidate_pool")


def _nearest(frozen: Frozen, song: int, settings: Settings) -> list[int]:
    """Recordings that the listener might keep: those most like the song, by S, without any by cosine."""
    catalogue = frozen.catalogue
    alike = own_links(catalogue, np.array([song]), settings).sums(np.ones(1))
    if not alike.any() and catalogue.has_vector[song]:
        near = np.asarray(catalogue.near[[catalogue.vector_of[song]]].todense(), dtype=np.float64).ravel()
        alike = np.where(catalogue.has_vector, near[catalogue.vector_of], 0.0)
    alike[frozen.taste.excluded | (catalogue.groups == catalogue.groups[song])] = 0.0
    return [int(row) for row in best_first(alike)[:NEIGHBOURS] if alike[row] > 0]


def _lifts(frozen: Frozen, first: Changes, trial: Trial, song: int, settings: Settings) -> list[Change]:
    """What lifts a candidate: `more` feedback, the weakest wish for its artist or genre, the smallest rise in score."""
    search = Search(frozen, song, first, trial, settings)
    artist = str(frozen.catalogue.artist_ids[int(frozen.catalogue.artists[song])])
    genres = main_genres(song, frozen.catalogue)[:1]
    return [
        *([] if any(one.kind == "feedback" for one in first) else [Change("feedback", "more")]),
        *(search.wish(facet, value) for facet, value in [("artist", artist), *(("genre", one) for one in genres)]),
        search.score(),
    ]


def _other_means(frozen: Frozen, trial: Trial, song: int, settings: Settings) -> list[Changes]:
    """What else decides about a candidate: a wish or a feedback taken back, the model, the re-ranking, the size."""
    events = sorted({rule.event_id for rule in frozen.taste.rules if rule.effect not in HARD})
    means: list[Changes] = [
        tuple(
            Change("without_rule", str(one.rule_id), one.words) for one in frozen.taste.rules if one.event_id == event
        )
        for event in events
    ]
    if frozen.taste.has_model:
        means.append((Change("setting", "weight_judgement", amount=0.0),))
    strengths = [STRENGTH_OF[step] for step in RERANK_STEPS]
    means += [(Change("setting", one, amount=0.0),) for one in strengths if getattr(settings, one) > 0]
    of_artist = np.count_nonzero(trial.shelf.artists[trial.selection.order] == trial.shelf.artists[trial.row])
    if of_artist >= settings.max_per_artist:
        means.append((Change("setting", "max_per_artist", amount=settings.max_per_artist + 1.0),))
    search = Search(frozen, song, (), trial, settings)
    return [*means, (search.dial(),), (search.slate_size(),)]
