"""Make the slates of a week: compute without a lock, then one short transaction that writes or compares."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from threadpoolctl import threadpool_limits

from pipelines import db
from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.domain.weeks import first_edition, weeks_from
from pipelines.errors import BadInputError, ReproductionError
from pipelines.recommend import editions
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.drift import drift_metrics, read_before
from pipelines.recommend.hold_out import hold_out_metrics
from pipelines.recommend.listeners import goes_to_spotify, has_begun, read_listener
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.metrics import slate_metrics
from pipelines.recommend.plans import Plan, make_plan, read_editions
from pipelines.recommend.scene import Scene
from pipelines.recommend.slate import ComputedSlate, compute_slate, playable_reach
from pipelines.recommend.slate_evidence import short_because
from pipelines.recommend.taste import Delivered, Taste, read_taste
from pipelines.release import release
from pipelines.settings import Settings


def make_slates(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Make, or confirm, the slates of a week; how many listeners have one now.

    A listener whose chain begins later, or who left, is skipped. Safe to run twice, and beside itself.

    Raises:
        BadInputError: An earlier week of a listener's chain has no slate yet, or the week is not frozen.
        ReproductionError: A complete edition of this release comes out differently; nothing was overwritten.
    """
    with db.transaction(settings, "open") as connection:
        listeners = [one for one in sorted(set(listener_ids)) if has_begun(read_listener(connection, one), week)]
        catalogue = read_catalogue(connection, settings, week) if listeners else None
    with without_looking_again():
        for listener_id in listeners:
            assert catalogue is not None
            _make_slate(settings, catalogue, listener_id)
    return len(listeners)


@contextmanager
def without_looking_again() -> Iterator[None]:
    """Leave what is in memory now out of garbage collections.

    To look through a whole catalogue again and again, for what the rows of one listener left behind, takes a tenth of
    the time of a slate.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _make_slate(settings: Settings, catalogue: Catalogue, listener_id: UUID) -> None:
    week = catalogue.week
    with db.transaction(settings, "open") as connection:
        listener = read_listener(connection, listener_id)
        assert listener is not None
        _require_chain(connection, listener, week)
        plan = make_plan(read_editions(connection, listener_id, week), release(settings), first_edition(week))
        if plan.action == "use":
            return
        delivered = read_delivered(connection, listener_id, week, plan.edition, plan.publication_seen)
        taste = read_taste(connection, catalogue, listener_id, delivered)
        before = read_before(connection, listener_id, week)
        playable = _read_playable(connection, settings, listener, week, plan)
    with threadpool_limits(1, "blas"):  # BLAS threads of several tasks wait for each other
        computed = compute_slate(catalogue, taste, settings, playable)
        measured = hold_out_metrics(catalogue, taste, settings)
    rows = editions.edition_rows(catalogue, taste, computed, settings)
    hashes = editions.hash_tables(rows)
    head = _head(settings, taste, computed, plan, delivered, hashes, catalogue)
    drift = drift_metrics(catalogue, before, computed)
    metrics = {**slate_metrics(catalogue, taste, computed), **drift, **measured}
    with db.transaction(settings, "open") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(%s)", [lock_number(listener_id, week)])
        editions.write_release(connection, head["release"], settings)
        _settle(connection, plan, head, rows, hashes, metrics)


def _settle(
    connection: db.Connection,
    plan: Plan,
    head: Mapping[str, Any],
    rows: editions.Rows,
    hashes: Mapping[str, str],
    metrics: Mapping[str, float],
) -> None:
    """Under the lock: what stands now decides whether this slate is written, compared or dropped."""
    listener_id, week, edition = head["listener_id"], head["week"], plan.edition
    now = make_plan(read_editions(connection, listener_id, week), head["release"], first_edition(week))
    if now.edition != edition:
        return  # another run went ahead: its slate is the week's
    if now.action == "make":
        editions.write_edition(connection, head, rows)
        editions.write_metrics(connection, listener_id, week, metrics)
        return
    if now.action == "use":
        return
    stored = db.one(
        connection,
        "select rows_hash from recs.edition where listener_id = %s and week = %s and edition = %s",
        [listener_id, week, edition],
    )
    table = editions.first_difference(hashes, editions.stored_hashes(connection, listener_id, week, edition))
    if table is None and stored is not None and stored["rows_hash"] == head["rows_hash"]:
        return
    if now.action == "check" or _has_later(connection, listener_id, week):
        message = f"{week}, listener {listener_id}, edition {edition}: recs.{table or 'edition'} comes out differently"
        raise ReproductionError(
            f"{message}; nothing was overwritten. Compare releases and inputs with `linernotes hash`"
        )
    editions.delete_edition(connection, listener_id, week, edition)
    editions.write_edition(connection, head, rows)
    editions.write_metrics(connection, listener_id, week, metrics)


def lock_number(listener_id: UUID, week: str) -> int:
    """The advisory lock of a listener's week, a signed 64-bit number."""
    return int.from_bytes(bytes.fromhex(sha256_hex(f"slate:{listener_id}:{week}"))[:8], "big", signed=True)


def _has_later(connection: db.Connection, listener_id: UUID, week: str) -> bool:
    sql = "select 1 from recs.edition where listener_id = %s and week > %s limit 1"
    return db.one(connection, sql, [listener_id, week]) is not None


def _require_chain(connection: db.Connection, listener: Mapping[str, Any], week: str) -> None:
    sql = "select distinct week from recs.edition where listener_id = %s and edition > 0"
    made = {row["week"] for row in db.rows(connection, sql, [listener["listener_id"]])}
    missing = [one for one in weeks_from(listener["first_week"], week)[:-1] if one not in made]
    if missing:
        raise BadInputError(
            f"{week}: listener {listener['listener_id']} has no slate for {missing[0]} yet; run the weeks in order, "
            f"or `linernotes run --week {week}`, which makes the earlier ones first"
        )


def _read_playable(
    connection: db.Connection, settings: Settings, listener: Mapping[str, Any], week: str, plan: Plan
) -> dict[object, str | None] | None:
    """Spotify URIs by recording; of a complete edition those that it used, since others may have been found since."""
    if not goes_to_spotify(settings, listener):
        return None
    if plan.action == "check":
        found = db.rows(
            connection,
            """
            select recording_id, spotify_uri from recs.candidate
            where listener_id = %s and week = %s and edition = %s
            """,
            [listener["listener_id"], week, plan.edition],
        )
    else:
        found = db.rows(
            connection,
            "select recording_id, spotify_uri from identity.playable where market = %s",
            [listener["market"]],
        )
    return {row["recording_id"]: row["spotify_uri"] for row in found}


def _head(
    settings: Settings,
    taste: Taste,
    computed: ComputedSlate,
    plan: Plan,
    delivered: Delivered,
    hashes: Mapping[str, str],
    catalogue: Catalogue,
) -> dict[str, Any]:
    notes: dict[str, Any] = {
        "candidates_found": computed.scored.candidates.found_count,
        "delta_scale": computed.selection.scale,
        "playable_only": computed.playable_only,
        "sources_missing": list(taste.missing),
    }
    if computed.playable_only:
        notes["looked_at"] = playable_reach(taste.weeks_before, settings)
    reason = short_because(Scene(catalogue, taste, computed, settings))
    if reason is not None:
        notes["short_because"] = reason
    return {
        "listener_id": taste.listener_id,
        "week": taste.week,
        "edition": plan.edition,
        "release": release(settings),
        "input_hash": content_hash(taste.input_hash),
        "state": "scored",
        "pool_size": len(computed.scored.scores),
        "playable": len(computed.uris),
        "wanted": settings.slate_size,
        "notes": db.Json(notes),
        "rows_hash": editions.rows_hash(hashes),
        "publication_seen": delivered.publication_seen,
    }
