"""One edition's rows: made from a computed slate, hashed, compared with what is stored, written in one go."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from pipelines import db
from pipelines.domain.hashing import Canonical, canonical_json, content_hash, document_hash
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.evidence import evidence_rows
from pipelines.recommend.scene import Scene
from pipelines.recommend.score import TERMS
from pipelines.recommend.select import RERANK_STEPS
from pipelines.recommend.slate import ComputedSlate
from pipelines.recommend.taste import Taste
from pipelines.settings import Settings

COLUMNS = {
    "candidate": ("recording_id", "group_id", "artist_id", "sources", *TERMS, "score", "rank", "spotify_uri"),
    "score_part": ("recording_id", "term", "subject_kind", "subject_id", "value", "detail"),
    "slate_song": (
        *("position", "recording_id", "group_id", "artist_id", "score", "rank", "role", "spotify_uri"),
        *("picked", "picked_value"),
    ),
    "rerank_step": ("recording_id", "step", "delta"),
    "what_if": ("recording_id", "without_kind", "without_id", "rank", "on_slate"),
    "without_model": ("position", "recording_id", "group_id", "artist_id", "score"),
    "evidence": ("evidence_id", "recording_id", "kind", "payload", "sha256"),
}
"""Tables of an edition in the order in which they are compared; their columns beside listener, week and edition."""

_IDENTITY = ("recording_id", "group_id", "artist_id")
_ROW = msgspec.json.Encoder(order="sorted", decimal_format="number")
Rows = dict[str, list[dict[str, Any]]]
_WHERE = "where listener_id = %s and week = %s and edition = %s"


def edition_rows(catalogue: Catalogue, taste: Taste, computed: ComputedSlate, settings: Settings) -> Rows:
    """All rows of an edition by table, without listener, week and edition."""
    selection = computed.selection
    slate = [int(row) for row in selection.order]
    rows: Rows = {name: [] for name in COLUMNS}
    rows["candidate"] = _candidate_rows(catalogue, computed)
    for place, row in enumerate(slate):
        candidate = rows["candidate"][row]
        ids = {name: candidate[name] for name in _IDENTITY}
        song: dict[str, Any] = {"score": candidate["score"], "rank": candidate["rank"]}
        song |= {"role": computed.roles[place], "spotify_uri": computed.uris.get(row)}
        song |= {"picked": int(selection.picked[place]), "picked_value": float(selection.value[place])}
        rows["slate_song"].append({"position": place + 1, **ids, **song})
        recording = {"recording_id": ids["recording_id"]}
        for part in computed.parts[place]:
            named = {name: getattr(part, name) for name in COLUMNS["score_part"][1:]}
            rows["score_part"].append({**recording, **named, "detail": Canonical(part.detail)})
        rows["rerank_step"] += [
            {**recording, "step": step, "delta": float(getattr(selection, step)[place])} for step in RERANK_STEPS
        ]
    rows["what_if"] = _what_if_rows(computed, [rows["candidate"][row]["recording_id"] for row in slate])
    without = computed.without_model
    if without is not None:
        rows["without_model"] = [
            {"position": place, **_identity(catalogue, int(song)), "score": float(score)}
            for place, (song, score) in enumerate(zip(without.songs, without.scores, strict=True), start=1)
        ]
    rows["evidence"] = evidence_rows(Scene(catalogue, taste, computed, settings))
    return rows


def _candidate_rows(catalogue: Catalogue, computed: ComputedSlate) -> list[dict[str, Any]]:
    """One per row of the pool. A thousand per listener: arrays become lists once, not number by number."""
    scored = computed.scored
    pool_rows = scored.candidates.pool.rows
    places = scored.candidates.place_in_source
    flags = np.stack([place > 0 for place in places.values()], axis=1) @ (1 << np.arange(len(places)))
    sources = {
        int(code): [name for bit, name in enumerate(places) if code >> bit & 1] for code in np.unique(flags).tolist()
    }
    numbers = np.column_stack([scored.terms, scored.scores]).tolist()
    songs = zip(pool_rows.tolist(), catalogue.groups[pool_rows], catalogue.artists[pool_rows], strict=True)
    identity = [(catalogue.ids[row], catalogue.group_ids[group], catalogue.artist_ids[a]) for row, group, a in songs]
    columns = COLUMNS["candidate"]
    return [
        dict(zip(columns, (*ids, sources[code], *values, rank, computed.uris.get(row)), strict=True))
        for row, (ids, code, values, rank) in enumerate(
            zip(identity, flags.tolist(), numbers, scored.ranks.tolist(), strict=True)
        )
    ]


def _what_if_rows(computed: ComputedSlate, slate: list[UUID]) -> list[dict[str, Any]]:
    """Of each what-if, the songs that it is told of, song by song."""
    told = [(one, one.ranks.tolist(), one.on_slate.tolist(), one.songs.tolist()) for one in computed.what_ifs]
    return [
        {
            "recording_id": recording_id,
            "without_kind": one.kind,
            "without_id": one.without_id,
            "rank": ranks[place],
            "on_slate": on_slate[place],
        }
        for place, recording_id in enumerate(slate)
        for one, ranks, on_slate, songs in told
        if songs[place]
    ]


def _identity(catalogue: Catalogue, row: int) -> dict[str, UUID]:
    return {
        "recording_id": catalogue.ids[row],
        "group_id": catalogue.group_ids[catalogue.groups[row]],
        "artist_id": catalogue.artist_ids[catalogue.artists[row]],
    }


def table_hash(rows: Iterable[Mapping[str, Any]]) -> str:
    """Hash of rows whatever their order; a document in a row counts by its own hash.

    A row counts by its cells in the order of their names: msgspec writes the thousands of an edition in a tenth of the
    time of the standard library. Their texts are compared with each other alone, never read.
    """
    digest = hashlib.sha256()
    found = list(rows)
    documents = [name for name, value in found[0].items() if isinstance(value, dict)] if found else []
    flat = ({**row, **{name: document_hash(row[name]) for name in documents}} for row in found)
    for line in sorted(map(_ROW.encode, flat if documents else found)):
        digest.update(line + b"\n")
    return digest.hexdigest()


def hash_tables(rows: Rows) -> dict[str, str]:
    """Hash of each table of an edition."""
    return {name: table_hash(rows[name]) for name in COLUMNS}


def rows_hash(hashes: Mapping[str, str]) -> str:
    """One hash of all tables."""
    return content_hash({name: hashes[name] for name in COLUMNS})


def stored_hashes(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> dict[str, str]:
    """Hash of each table of an edition as it stands in PostgreSQL."""
    key = [listener_id, week, edition]
    return {
        name: table_hash(
            db.rows(connection, f"select {', '.join(columns)} from recs.{name} {_WHERE}", key)  # noqa: S608  (our own names)
        )
        for name, columns in COLUMNS.items()
    }


def first_difference(computed: Mapping[str, str], stored: Mapping[str, str]) -> str | None:
    """The first table whose hashes differ, or None."""
    return next((name for name in COLUMNS if computed[name] != stored[name]), None)


def delete_edition(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> None:
    """Take an unfinished edition away."""
    for name in [*COLUMNS, "edition"]:
        db.execute(connection, f"delete from recs.{name} {_WHERE}", [listener_id, week, edition])  # noqa: S608


def write_edition(connection: db.Connection, head: Mapping[str, Any], rows: Rows) -> None:
    """Insert an edition: its row in recs.edition and all its tables."""
    db.insert_rows(connection, "recs.edition", [head])
    key = {name: head[name] for name in ("listener_id", "week", "edition")}
    for name, found in rows.items():
        db.copy_rows(connection, f"recs.{name}", found, of_all=key)


def write_release(connection: db.Connection, release: str, settings: Settings) -> None:
    """Say once which settings a release hash stands for."""
    row = {"release": release, "settings": db.Json(settings.bearing_on_results(), dumps=canonical_json)}
    db.insert_rows(connection, "recs.release", [row], on_conflict="on conflict do nothing")


def write_metrics(connection: db.Connection, listener_id: UUID, week: str, metrics: Mapping[str, float]) -> None:
    """Replace the metrics of one listener's week; those of its wishes are written where they are read, and stay."""
    sql = "delete from recs.run_metrics where listener_id = %s and week = %s and name not like 'wish\\_%%'"
    db.execute(connection, sql, [listener_id, week])
    db.insert_rows(
        connection,
        "recs.run_metrics",
        [
            {"week": week, "listener_id": listener_id, "name": name, "value": value}
            for name, value in sorted(metrics.items())
        ],
    )
