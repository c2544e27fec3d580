"""Proof of a what-if: score the frozen pool again for a listener who lacks a playlist, an own recording or a feedback.

Nothing is taken from the stored what-if: interactions are read without it, and weights, links, terms,
ranks, profile and slate are made anew. Held fixed, as docs/scoring.md says: the pool, who is playable, the number of
own things under the root, which own things are among a candidate's nearest, the trend with its fit, what is new
to the listener, the model's verdicts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.errors import BadInputError
from pipelines.recommend.arrays import Ints, ranks
from pipelines.recommend.calibration import genre_profile
from pipelines.recommend.candidates import own_links
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.loops import Arrays
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.score import add_up, score_terms
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.select import select
from pipelines.recommend.slate import make_shelf
from pipelines.recommend.sound import sound_links
from pipelines.recommend.taste import Taste, read_taste
from pipelines.recommend.weights import own_weights
from pipelines.settings import Settings


@dataclass(frozen=True)
class Rerun:
    """The pool scored without something: place of every candidate, and the slate that would be."""

    ranks: dict[UUID, int]
    slate: tuple[UUID, ...]


def rerun_without_playlist(settings: Settings, week: str, listener_id: UUID, edition: int, playlist_id: str) -> Rerun:
    """Score a stored edition's pool again, the listener's week read without one playlist.

    Raises:
        BadInputError: There is no such edition.
    """
    return _rerun_without(settings, week, listener_id, edition, {"without_playlist": playlist_id})


def rerun_without_source(settings: Settings, week: str, listener_id: UUID, edition: int, source_id: UUID) -> Rerun:
    """The same, read without the factors of one wrong_reason feedback or saved song.

    Raises:
        BadInputError: There is no such edition.
    """
    return _rerun_without(settings, week, listener_id, edition, {"without_source": source_id})


def rerun_without_recording(
    settings: Settings, week: str, listener_id: UUID, edition: int, recording_id: UUID
) -> Rerun:
    """The same without one own recording, wherever it is kept.

    Raises:
        BadInputError: There is no such edition.
    """
    return _rerun_without(settings, week, listener_id, edition, {"without_recording": recording_id})


def _rerun_without(settings: Settings, week: str, listener_id: UUID, edition: int, without: Mapping[str, Any]) -> Rerun:
    with db.transaction(settings, "open") as connection:
        key = [listener_id, week, edition]
        where = "where listener_id = %s and week = %s and edition = %s"
        head = db.one(connection, f"select publication_seen, notes from recs.edition {where}", key)  # noqa: S608
        if head is None:
            raise BadInputError(f"{week}: listener {listener_id} has no edition {edition}")
        sql = f"select recording_id, spotify_uri from recs.candidate {where} order by 1"  # noqa: S608  (our own names)
        stored = db.rows(connection, sql, key)
        catalogue = read_catalogue(connection, settings, week)
        delivered = read_delivered(connection, listener_id, week, edition, head["publication_seen"])
        whole = read_taste(connection, catalogue, listener_id, delivered)
        reduced = read_taste(connection, catalogue, listener_id, delivered, **without)
    scored = score_pool(catalogue, whole, settings)
    if [row["recording_id"] for row in stored] != [catalogue.ids[row] for row in scored.candidates.pool.rows]:
        raise BadInputError(f"{week}: the pool of edition {edition} was made by other code or settings than these")
    only_playable = bool(head["notes"].get("playable_only"))
    eligible = np.array([row["spotify_uri"] is not None or not only_playable for row in stored], dtype=bool)
    return rerun(catalogue, scored, reduced, eligible, settings)


def rerun(catalogue: Catalogue, whole: Scored, reduced: Taste, eligible: np.ndarray, settings: Settings) -> Rerun:
    """The same in memory: the frozen pool of `whole`, scored for a listener who has only what is in `reduced`."""
    rows = whole.candidates.pool.rows
    weights = own_weights(reduced.interactions, settings.recency_half_life_days, own_count=len(whole.weights.things))
    pool = replace(
        whole.candidates.pool,
        own_links=own_links(catalogue, weights.things, settings).of_candidates(rows),
        sound_links=_same_neighbours(catalogue, whole, weights.things, rows),
    )
    scores = add_up(score_terms(pool, weights.totals, settings))
    profile = genre_profile(weights.totals, catalogue.genre_arrays, len(catalogue.genre_names), weights.things)
    shelf = make_shelf(catalogue, reduced, rows, eligible, settings, whole.candidates.novelty)
    slate = select(scores, shelf, profile, settings).order
    ids = [catalogue.ids[row] for row in rows]
    return Rerun(
        ranks={one: int(rank) for one, rank in zip(ids, ranks(scores), strict=True)},
        slate=tuple(ids[row] for row in slate),
    )


def _same_neighbours(catalogue: Catalogue, whole: Scored, things: Ints, rows: Ints) -> Arrays:
    """Fresh cosines with the remaining own things, those only that were among the nearest before."""
    fresh = sound_links(catalogue, rows, things, nearest=max(len(things), 1))
    kept = whole.candidates.pool.sound_links
    before = {(row, int(whole.weights.things[column])) for row, column in _places(kept)}
    chosen = np.array([(row, int(things[column])) in before for row, column in _places(fresh)], dtype=bool)
    counted = np.concatenate([[0], np.cumsum(chosen)])  # before each link
    return Arrays(counted[fresh.starts].astype(np.uint32), fresh.columns[chosen], fresh.values[chosen])


def _places(links: Arrays) -> list[tuple[int, int]]:
    counts = np.diff(links.starts)
    return list(zip(np.repeat(np.arange(len(counts)), counts).tolist(), links.columns.tolist(), strict=True))
