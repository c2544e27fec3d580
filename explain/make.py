"""Explain a week: claims, words, pictures and the report of each listener's newest edition, in one transaction each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from explain import reports
from explain.charts import Chart, draw_charts
from explain.checker import CHECKER_VERSION, Checker
from explain.claims import Claim, Verdict, build_claims, recompute
from explain.evidence import context_row, make_evidence, read_evidence
from explain.words import CheckedText, check_words
from explain.writers.model import replay, write_with_model
from explain.writers.slots import Slot, SlotText, make_slots, offered
from pipelines import db
from pipelines.domain.hashing import canonical_json, content_hash, sha256_hex
from pipelines.domain.telling import Telling
from pipelines.domain.weeks import calendar_week
from pipelines.errors import BadInputError, ReproductionError
from pipelines.llm.ledger import week_cost
from pipelines.release import release
from pipelines.settings import Settings

log = structlog.get_logger()
Row = dict[str, Any]
TABLES = {
    "claim": "claim_id, recording_id::text, predicate, subject, objects, value, unit, evidence_ids, verdict, reason, "
    "checker_version, published",
    "text": "slot, writer, sentences, text, request_hash",
    "chart": "subject, kind, numbers, alt, sha256",
    "report": "sha256",
}
"""Tables of an explained edition in the order in which they are compared, with the columns that count."""
_WHERE = "where listener_id = %s and week = %s and edition = %s"


@dataclass(frozen=True)
class Explained:
    """All that is stored for one edition; `head` is its row of recs.edition."""

    head: Mapping[str, Any]
    claims: list[Row]
    texts: list[Row]
    charts: list[Chart]
    report: Row
    song_count: int

    @property
    def rows(self) -> dict[str, list[Row]]:
        """Rows by table, without listener, week, edition and picture bytes."""
        return {
            "claim": self.claims,
            "text": self.texts,
            "chart": [chart.row() for chart in self.charts],
            "report": [{"sha256": reports.report_hash(self.report)}],
        }

    @property
    def png_hash(self) -> str:
        """One hash over the pictures, in order."""
        return content_hash([chart.sha256 for chart in self.charts])


def explain_week(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Explain the newest edition of each listener of a week; how many songs were explained.

    A listener without a slate is skipped. Safe to run twice: a complete edition is computed again and compared.

    Raises:
        ReproductionError: A complete edition of this release comes out differently; nothing was overwritten.
        BadInputError: The newest edition is unfinished and of another release.
        RateLimitedError, ServiceError: The model must be asked again later; nothing of that listener was written.
    """
    return sum(_explain_listener(settings, week, listener_id) for listener_id in sorted(set(listener_ids)))


def _explain_listener(settings: Settings, week: str, listener_id: UUID) -> int:
    with db.transaction(settings, "display") as connection:
        head = _read_head(connection, listener_id, week)
        if head is None:
            return 0
        is_own, is_complete = head["release"] == release(settings), head["state"] != "scored"
        if is_complete and not is_own:
            return _count_songs(connection, head)  # another release finished it: it stays as it is
        if not is_own:
            raise BadInputError(
                f"{week}: edition {head['edition']} of listener {listener_id} was scored by another release; "
                f"make its slate again with `linernotes run --week {week}`"
            )
        evidence_rows = read_evidence(connection, listener_id, week, head["edition"])
        behind = reports.read_behind(connection, listener_id, week, head["edition"])
        asked = _read_asked(connection, head) if is_complete else {}
    explained = _compute(settings, head, evidence_rows, behind, asked if is_complete else None)
    with db.transaction(settings, "display") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(%s)", [_lock_number(listener_id, week)])
        _settle(connection, explained)
    log.info("edition.explained", listener_id=str(listener_id), week=week, edition=head["edition"])
    return explained.song_count


def _compute(
    settings: Settings, head: Row, evidence_rows: list[Row], behind: Row, asked: Mapping[str, str] | None
) -> Explained:
    """Everything about one edition; `asked` is None the first time, else the stored requests by slot."""
    rows = [*evidence_rows, context_row(calendar_week(head["week"]), head["edition"])]
    evidence = make_evidence(rows)
    claims = offered(build_claims(evidence))
    verdicts = {claim.claim_id: recompute(claim, evidence) for claim in claims}
    holding = [claim for claim in claims if verdicts[claim.claim_id][0] == "supported"]
    slots = make_slots(evidence, holding)
    by_model = _ask_model(settings, head, slots, evidence.telling, asked)
    texts = check_words(
        slots,
        Checker.of(holding, language=evidence.telling.language),
        by_model,
        f"{head['listener_id']} {head['week']}",
    )
    charts = draw_charts(evidence, settings.chart_dpi)
    claim_rows, text_rows = _claim_rows(claims, verdicts, texts), _text_rows(texts)
    drawn = [chart.row() for chart in charts]
    report = reports.build_report(head, behind, rows, claim_rows, text_rows, drawn)
    return Explained(head, claim_rows, text_rows, charts, report, len(evidence.songs))


def _ask_model(
    settings: Settings, head: Row, slots: Sequence[Slot], telling: Telling, asked: Mapping[str, str] | None
) -> dict[str, SlotText]:
    if asked is not None:
        return replay(settings, slots, asked)
    return write_with_model(settings, slots, head["week"], head["listener_id"], telling)


def _claim_rows(
    claims: Sequence[Claim], verdicts: Mapping[str, tuple[Verdict, str]], texts: Sequence[CheckedText]
) -> list[Row]:
    published = {claim_id for text in texts for one in text.published for claim_id in one.claim_ids}
    return [
        {
            **claim.model_dump(mode="json"),
            "verdict": verdicts[claim.claim_id][0],
            "reason": verdicts[claim.claim_id][1],
            "checker_version": CHECKER_VERSION,
            "published": claim.claim_id in published,
        }
        for claim in claims
    ]


def _text_rows(texts: Sequence[CheckedText]) -> list[Row]:
    return [
        {
            "slot": text.slot,
            "writer": text.writer,
            "sentences": text.sentences(),
            "text": text.text,
            "request_hash": text.request_hash,
        }
        for text in texts
    ]


# ------------------------------------------------------------------ tables
def _read_head(connection: db.Connection, listener_id: UUID, week: str) -> Row | None:
    return db.one(
        connection,
        """
        select listener_id, week, edition, release, input_hash, state, pool_size, playable, wanted, notes, rows_hash
        from recs.edition where listener_id = %s and week = %s order by edition desc limit 1
        """,
        [listener_id, week],
    )


def _count_songs(connection: db.Connection, head: Row) -> int:
    key = [head["listener_id"], head["week"], head["edition"]]
    found = db.one(connection, f"select count(*) as songs from recs.slate_song {_WHERE}", key)  # noqa: S608
    return 0 if found is None else int(found["songs"])


def _read_asked(connection: db.Connection, head: Row) -> dict[str, str]:
    key = [head["listener_id"], head["week"], head["edition"]]
    found = db.rows(connection, f"select slot, request_hash from explain.text {_WHERE} order by slot", key)  # noqa: S608
    return {row["slot"]: row["request_hash"] for row in found if row["request_hash"] is not None}


def _lock_number(listener_id: UUID, week: str) -> int:
    """The advisory lock of explaining a listener's week, a signed 64-bit number."""
    return int.from_bytes(bytes.fromhex(sha256_hex(f"explain:{listener_id}:{week}"))[:8], "big", signed=True)


def _settle(connection: db.Connection, explained: Explained) -> None:
    """Under the lock: write an unfinished edition, compare with a complete one."""
    head = explained.head
    key = [head["listener_id"], head["week"], head["edition"]]
    columns = "state, rows_hash, json_hash, png_hash"
    now = db.one(connection, f"select {columns} from recs.edition {_WHERE} for update", key)  # noqa: S608
    if now is None or now["rows_hash"] != head["rows_hash"]:
        raise BadInputError(f"{head['week']}: the slate was made anew meanwhile; run this step again")
    if now["state"] == "scored":
        _write(connection, explained, key)
        return
    difference = _first_difference(connection, explained, key)
    if difference is None and now["json_hash"] == reports.report_hash(explained.report):
        return
    raise ReproductionError(
        f"{head['week']}, listener {head['listener_id']}, edition {head['edition']}: "
        f"{difference or 'explain.report'} comes out differently; nothing was overwritten. "
        "Compare releases and inputs with `linernotes hash`"
    )


def _first_difference(connection: db.Connection, explained: Explained, key: list[Any]) -> str | None:
    for table, columns in TABLES.items():
        stored = db.rows(connection, f"select {columns} from explain.{table} {_WHERE}", key)  # noqa: S608
        if _canonical(stored) != _canonical(explained.rows[table]):
            return f"explain.{table}"
    return None


def _canonical(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(canonical_json(dict(row)) for row in rows)


def _write(connection: db.Connection, explained: Explained, key: list[Any]) -> None:
    base = dict(zip(("listener_id", "week", "edition"), key, strict=True))
    for table in TABLES:
        db.execute(connection, f"delete from explain.{table} {_WHERE}", key)  # noqa: S608  (our own names)
    db.insert_rows(
        connection,
        "explain.claim",
        [{**base, **row, "objects": _json(row["objects"])} for row in explained.claims],
    )
    db.insert_rows(
        connection,
        "explain.text",
        [{**base, **row, "sentences": _json(row["sentences"])} for row in explained.texts],
    )
    db.insert_rows(
        connection,
        "explain.chart",
        [{**base, **chart.row(), "numbers": _json(chart.numbers), "png": chart.png} for chart in explained.charts],
    )
    json_hash = reports.report_hash(explained.report)
    db.insert_rows(connection, "explain.report", [{**base, "report": _json(explained.report), "sha256": json_hash}])
    _write_metrics(connection, explained)
    db.execute(
        connection,
        f"update recs.edition set state = 'explained', json_hash = %s, png_hash = %s {_WHERE}",  # noqa: S608
        [json_hash, explained.png_hash, *key],
    )


def _write_metrics(connection: db.Connection, explained: Explained) -> None:
    """The run's own evaluation of its words, and what the week cost until they were finished."""
    names = ("claims", "claims_supported", "claims_published", "sentences", "sentences_dropped")
    counts = explained.report["checker"]
    found = {name: float(counts[name]) for name in names}
    found |= week_cost(connection, explained.head["week"], explained.head["listener_id"])
    db.insert_rows(
        connection,
        "recs.run_metrics",
        [
            {
                "week": explained.head["week"],
                "listener_id": explained.head["listener_id"],
                "name": name,
                "value": value,
            }
            for name, value in found.items()
        ],
        on_conflict="on conflict (week, listener_id, name) do update set value = excluded.value",
    )


def _json(value: Any) -> db.Json:  # noqa: ANN401  (any JSON value)
    return db.Json(value, dumps=canonical_json)
