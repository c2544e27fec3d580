"""The shortlist that the model is asked to judge: the best of the pool without its verdicts, and all it may cite."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.domain.hashing import canonical_json
from pipelines.domain.weeks import first_edition
from pipelines.recommend.arrays import best_first
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.listeners import has_begun, read_listener
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.plans import make_plan, read_editions
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.shortlist_facts import OwnShelf, song_facts, wish_payload
from pipelines.recommend.taste import Taste, read_taste
from pipelines.release import release
from pipelines.settings import Settings
from pipelines.standing import still_open

PER_ARTIST = 2
"""Songs of one artist; proposals of the model come on top."""
PROFILE_ROWS = 6
"""Largest shares of the listener's profile per facet."""
MOST_WISHES = 12

Tables = dict[str, list[dict[str, Any]]]


def write_shortlists(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Write recs.shortlist and recs.shortlist_evidence of each listener; how many songs were shortlisted.

    Without a model nobody is asked, and what stood there goes. A listener whose edition stands keeps the shortlist
    that it was made with. Safe to run twice, and beside itself.
    """
    asked = still_open(settings, week, listener_ids, "recs.shortlist")
    with db.transaction(settings, "open") as connection:
        listeners = [one for one in asked if has_begun(read_listener(connection, one), week)]
        catalogue = read_catalogue(connection, settings, week) if listeners and settings.has_model else None
    count = 0
    for listener_id in listeners:
        if catalogue is None:
            _replace(settings, week, listener_id, {"shortlist": [], "shortlist_evidence": []})
            continue
        with db.transaction(settings, "open") as connection:
            plan = make_plan(read_editions(connection, listener_id, week), release(settings), first_edition(week))
            delivered = read_delivered(connection, listener_id, week, plan.edition, plan.publication_seen)
            taste = read_taste(connection, catalogue, listener_id, delivered)
            profile = _read_profile(connection, week, listener_id)
        tables = shortlist_tables(catalogue, taste, profile, settings)
        _replace(settings, week, listener_id, tables)
        count += len(tables["shortlist"])
    return count


def shortlist_tables(
    catalogue: Catalogue, taste: Taste, profile: Sequence[Mapping[str, Any]], settings: Settings
) -> Tables:
    """The rows of both tables without listener and week: songs by recording_id, so that no place hints at a score.

    Args:
        catalogue: The week's.
        taste: The listener's; verdicts of earlier answers play no part.
        profile: facet, value and share, largest first in each facet.
        settings: `shortlist_size`, and the weights of all other terms.
    """
    asked = replace(taste, verdicts={})
    scored = score_pool(catalogue, asked, settings.model_copy(update={"weight_judgement": 0.0}))
    rules = [rule for rule in taste.rules if rule.effect in ("prefer", "avoid")][:MOST_WISHES]
    wishes = {rule.rule_id: f"w{number}" for number, rule in enumerate(rules, start=1)}
    shelf = OwnShelf()
    songs = [
        {
            "song_id": f"s{number}",
            "recording_id": catalogue.ids[scored.candidates.pool.rows[row]],
            "facts": song_facts(row, scored, catalogue, asked, wishes, shelf, settings),
        }
        for number, row in enumerate(pick_shortlist(catalogue, scored, settings.shortlist_size), start=1)
    ]
    evidence = [
        {"evidence_id": f"f{number}", "kind": "profile", "payload": dict(row)}
        for number, row in enumerate(profile, start=1)
    ]
    evidence += [
        {"evidence_id": wishes[rule.rule_id], "kind": "wish", "payload": wish_payload(rule, catalogue)}
        for rule in rules
    ]
    evidence += [
        {"evidence_id": evidence_id, "kind": "own", "payload": payload} for evidence_id, payload in shelf.payloads()
    ]
    return {"shortlist": songs, "shortlist_evidence": evidence}


def pick_shortlist(catalogue: Catalogue, scored: Scored, size: int) -> list[int]:
    """Rows of the pool, ascending: the best `size` by score, two per artist, one version each; and what was proposed.

    Args:
        catalogue: The week's.
        scored: The pool, with verdicts of proposals only; its scores know none.
        size: How many, proposals aside.
    """
    pool = scored.candidates.pool
    proposed = [int(row) for row in np.flatnonzero(pool.judgement != 0)]
    chosen, groups = set(proposed), {int(catalogue.groups[pool.rows[row]]) for row in proposed}
    by_artist: dict[int, int] = {}
    for row in best_first(scored.scores):
        if len(chosen) - len(proposed) >= size:
            break
        song = pool.rows[row]
        artist, group = int(catalogue.artists[song]), int(catalogue.groups[song])
        if group in groups or by_artist.get(artist, 0) == PER_ARTIST:
            continue
        by_artist[artist] = by_artist.get(artist, 0) + 1
        groups.add(group)
        chosen.add(int(row))
    return sorted(chosen)


def _read_profile(connection: db.Connection, week: str, listener_id: UUID) -> list[dict[str, Any]]:
    found = db.rows(
        connection,
        """
        select facet, value, share from (
            select facet, value, share, row_number() over (partition by facet order by share desc, value) as place
            from marts.listener_profile where week = %s and listener_id = %s
        ) as p where place <= %s order by facet, place
        """,
        [week, listener_id, PROFILE_ROWS],
    )
    return [{**row, "share": round(float(row["share"]), 3)} for row in found]


def _replace(settings: Settings, week: str, listener_id: UUID, tables: Tables) -> None:
    with db.transaction(settings, "open") as connection:
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        lock = f"shortlist:{listener_id}:{week}"
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
        for name, rows in tables.items():
            where = "where listener_id = %s and week = %s"
            db.execute(connection, f"delete from recs.{name} {where}", [listener_id, week])  # noqa: S608  (our own names)
            column = "facts" if name == "shortlist" else "payload"
            key = {"listener_id": listener_id, "week": week}
            db.insert_rows(
                connection,
                f"recs.{name}",
                [{**key, **row, column: db.Json(row[column], dumps=canonical_json)} for row in rows],
            )
