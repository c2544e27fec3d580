"""Why a song is not on a slate: the rule that kept it out, or what beat it, and what would bring it in."""

import math
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.errors import BadInputError
from pipelines.recommend.candidates import find_offers
from pipelines.recommend.frozen import Frozen, recompute
from pipelines.recommend.parts import song_parts
from pipelines.recommend.remedy import find_remedies
from pipelines.recommend.score import TERMS
from pipelines.recommend.select import RERANK_STEPS, deltas_after
from pipelines.recommend.slate import playable_reach
from pipelines.recommend.steering import kept_out_by
from pipelines.recommend.stored import StoredEdition
from pipelines.settings import Settings


def explain_absence(
    connection: db.Connection, settings: Settings, stored: StoredEdition, recording_id: UUID
) -> dict[str, Any]:
    """Why a recording is not on a stored slate, exact: the edition is computed again and compared first.

    Args:
        connection: As role open.
        settings: Those that the edition was made with.
        stored: The edition.
        recording_id: Any recording.

    Returns:
        reason (not_in_catalogue, owned, delivered, excluded, not_offered, cut, not_playable, version_on_slate,
        artist_cap or beaten), what it rests on, and remedies (`find_remedies`; none for what is not in the catalogue,
        owned or delivered: nothing can). Of a candidate also score, rank, pool_size and parts that add up to the score.

    Raises:
        BadInputError: The song is on the slate.
        ReproductionError: The edition comes out differently.
    """
    sql = "select position from recs.slate_song where listener_id = %s and week = %s and edition = %s"
    place = db.one(connection, f"{sql} and recording_id = %s", [*stored.key, recording_id])
    if place is not None:
        raise BadInputError(
            f"{recording_id} is on the slate of {stored.week}, at #{place['position']}: ask `linernotes why`"
        )
    frozen = recompute(connection, settings, stored)
    head = {"listener_id": str(stored.listener_id), "week": stored.week, "edition": stored.edition}
    head |= {"recording_id": str(recording_id), "remedies": []}
    row = frozen.catalogue.index.get(recording_id)
    if row is None:
        return {**head, "reason": "not_in_catalogue"}
    head["remedies"] = find_remedies(frozen, row, settings)
    pool_rows = frozen.computed.scored.candidates.pool.rows
    if row in pool_rows:
        return {**head, **_of_candidate(frozen, int(np.searchsorted(pool_rows, row)), settings)}
    return {**head, **_kept_from_pool(connection, settings, stored, frozen, row)}


def _kept_from_pool(
    connection: db.Connection, settings: Settings, stored: StoredEdition, frozen: Frozen, row: int
) -> dict[str, Any]:
    catalogue = frozen.catalogue
    group = catalogue.groups[row]
    versions = [catalogue.ids[one] for one in np.flatnonzero(catalogue.groups == group)]
    if frozen.owned[row]:
        return {"reason": "owned", "owned_as": _owned_as(connection, stored, versions)}
    if frozen.taste.excluded[row]:
        delivered = _delivered_in(connection, stored, catalogue.group_ids[int(group)], versions)
        return {"reason": "delivered", "delivered_in": delivered}
    taste = frozen.taste
    rules = [rule for rule, flags in kept_out_by(taste.rules, catalogue, taste.own_artists(catalogue)) if flags[row]]
    if rules:
        names = ("origin", "effect", "facet", "value", "words")
        told = [{"rule_id": str(rule.rule_id), **{name: getattr(rule, name) for name in names}} for rule in rules]
        return {"reason": "excluded", "rules": told}
    scored = frozen.computed.scored
    pool = scored.candidates.pool
    rows = np.concatenate([[row], pool.rows]).astype(np.int64)
    offer, *others = find_offers(rows, catalogue, frozen.taste, scored.weights, settings)
    inside = [places for places in offer.places.values() if places <= settings.candidate_pool]
    found = {"places": dict(offer.places), "pre_score": offer.pre_score, "pool_size": len(others)}
    if not inside:
        return {"reason": "not_offered", **found, "places_kept": settings.candidate_pool}
    proposed = scored.candidates.place_in_source["proposal"] > 0  # these stay whatever their pre-score
    kept = [one.pre_score for one, stays in zip(others, proposed, strict=True) if not stays]
    return {"reason": "cut", **found, "cut_at": min(kept) if kept else None}


def _owned_as(connection: db.Connection, stored: StoredEdition, versions: list[UUID]) -> list[dict[str, Any]]:
    """Versions among the listener's own things; empty when it is known by its group or salted hash only."""
    sql = (
        "select recording_id::text, playlist_id::text from marts.fct_interaction "
        "where week = %s and listener_id = %s and recording_id = any(%s::uuid[]) order by 1, 2"
    )
    return db.rows(connection, sql, [stored.week, stored.listener_id, [str(one) for one in versions]])


def _delivered_in(
    connection: db.Connection, stored: StoredEdition, group: UUID, versions: list[UUID]
) -> list[dict[str, Any]]:
    """Slates and publications that this edition kept out, and that held a version: week, edition, recording_id."""
    key = {"listener": stored.listener_id, "week": stored.week, "edition": stored.edition, "group": group}
    key |= {"versions": [str(one) for one in versions], "seen": stored.head["publication_seen"]}
    return db.rows(
        connection,
        """
        select week, edition, recording_id::text from recs.slate_song
        where listener_id = %(listener)s
            and week < %(week)s and edition in (0, 1)
            and (group_id = %(group)s or recording_id = any(%(versions)s::uuid[]))
        union
        select p.week, p.edition, song.recording_id::text
        from app.publication as p, unnest(p.group_ids, p.recording_ids) as song (group_id, recording_id)
        where p.listener_id = %(listener)s and p.publication_number <= %(seen)s
            and (p.week < %(week)s or (%(edition)s > 1 and (p.week, p.edition) <> (%(week)s, %(edition)s)))
            and (song.group_id = %(group)s or song.recording_id = any(%(versions)s::uuid[]))
        order by 1, 2, 3
        """,
        key,
    )


def _of_candidate(frozen: Frozen, row: int, settings: Settings) -> dict[str, Any]:
    """A candidate that was not taken: its parts, the last step, in which it was beaten, and what would lift it."""
    computed, catalogue = frozen.computed, frozen.catalogue
    scored, order = computed.scored, computed.selection.order
    candidates = scored.candidates
    (parts,) = song_parts(np.array([row]), scored, catalogue, frozen.taste, settings)
    rank = int(scored.ranks[row])
    found: dict[str, Any] = {
        "score": float(scored.scores[row]),
        "rank": rank,
        "pool_size": len(scored.scores),
        "terms": {term: float(value) for term, value in zip(TERMS, scored.terms[row], strict=True)},
        "parts": [part._asdict() for part in parts],
        "sum": math.fsum(part.value for part in parts),
    }
    if not computed.eligible[row]:
        reach = playable_reach(frozen.taste.weeks_before, settings)
        return {"reason": "not_playable", **found, "looked_at": rank <= reach, "playable_pool": reach}
    shelf = frozen.shelf
    same = order[shelf.groups[order] == shelf.groups[row]]
    if len(same):
        version = str(catalogue.ids[candidates.pool.rows[int(same[0])]])
        return {"reason": "version_on_slate", **found, "version": version}
    of_artist = order[shelf.artists[order] == shelf.artists[row]]
    taken = [str(catalogue.ids[candidates.pool.rows[int(one)]]) for one in of_artist]
    capped = {"reason": "artist_cap", "max_per_artist": settings.max_per_artist, "songs_of_artist": taken}
    if len(order) < settings.slate_size:  # places were left, so nothing beat it
        return {**capped, **found}
    found |= _last_step(frozen, row, settings)
    is_capped = len(of_artist) >= settings.max_per_artist and found["gap"] <= 0
    return {**(capped if is_capped else {"reason": "beaten"}), **found}


def _last_step(frozen: Frozen, row: int, settings: Settings) -> dict[str, Any]:
    """The step that filled the last place: both songs' score and deltas, the gap, the weakest term."""
    computed = frozen.computed
    scored, selection = computed.scored, computed.selection
    picked = selection.order[np.argsort(selection.picked)]
    last = int(picked[-1])
    deltas = deltas_after(picked[:-1], frozen.shelf, scored.candidates.profile, selection.scale, settings)
    value = scored.scores
    for step in RERANK_STEPS:
        value = value + deltas[step]
    short = {
        term: float(b - a) for term, a, b in zip(TERMS, scored.terms[row], scored.terms[last], strict=True) if b > a
    }
    weakest = max(short, key=lambda term: short[term], default=None)
    sides = {
        name: {
            "score": float(scored.scores[one]),
            **{step: float(deltas[step][one]) for step in RERANK_STEPS},
            "value": float(value[one]),
        }
        for name, one in (("song", row), ("last", last))
    }
    return {
        "last_recording_id": str(frozen.catalogue.ids[scored.candidates.pool.rows[last]]),
        "last_step": sides,
        "gap": float(value[last] - value[row]),
        "weakest": weakest,
        "weakest_by": None if weakest is None else short[weakest],
    }
