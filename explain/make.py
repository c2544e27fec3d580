"""Explain a week: claims, words, pictures and the report of each listener's newest edition, in one transaction each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from explain import reports
from explain.charts import Chart, draw_charts
from explain.checker import CHECKER_VERSION, Checker
from explain.claims import Claim, Verdict, build_claims, recompute
from explain.evidence import Evidence, context_row, make_evidence, read_evidence
from explain.faithfulness import measure
from explain.findings import Finding
from explain.records import COLUMNS, read_asked, sentence_rows, support
from explain.words import CheckedText, check_words
from explain.writers.model import replay, word_questions, write_with_model
from explain.writers.slots import Slot, SlotText, make_slots, offered
from pipelines import db
from pipelines.domain.hashing import canonical_json, content_hash, sha256_hex
from pipelines.domain.telling import UNCHOSEN, Telling
from pipelines.domain.weeks import calendar_week
from pipelines.errors import BadInputError, ReproductionError
from pipelines.llm.costs import week_cost
from pipelines.llm.question import Question
from pipelines.release import release
from pipelines.settings import Settings

log = structlog.get_logger()
Row = dict[str, Any]
TABLES = {
    "claim": "claim_id, recording_id::text, predicate, subject, objects, value, unit, evidence_ids, verdict, reason, "
    "checker_version, published",
    "text": "slot, writer, sentences, text, request_hash, retry_hash",
    "sentence": COLUMNS,
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
    checked: list[CheckedText]
    charts: list[Chart]
    report: Row
    metrics: Mapping[str, float]
    song_count: int

    @property
    def texts(self) -> list[Row]:
        """Rows of explain.text, without listener, week and edition."""
        return _text_rows(self.checked)

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


class _Grounds(NamedTuple):
    """What an edition's words stand on: evidence, claims with their verdicts, and the slots that need words."""

    rows: list[Row]
    evidence: Evidence
    claims: Sequence[Claim]
    verdicts: Mapping[str, tuple[Verdict, str]]
    slots: Sequence[Slot]
    checker: Checker

    @classmethod
    def of(cls, head: Row, evidence_rows: list[Row]) -> "_Grounds":
        """The grounds of an edition, from its evidence."""
        rows = [*evidence_rows, context_row(calendar_week(head["week"]), head["edition"])]
        evidence = make_evidence(rows)
        claims = offered(build_claims(evidence))
        verdicts = {claim.claim_id: recompute(claim, evidence) for claim in claims}
        holding = [claim for claim in claims if verdicts[claim.claim_id][0] == "supported"]
        checker = Checker.of(holding, language=evidence.telling.language)
        return cls(rows, evidence, claims, verdicts, make_slots(evidence, holding), checker)


def words_ahead(
    settings: Settings, week: str, listener_ids: Sequence[UUID], *, retries: bool = False
) -> list[Question]:
    """What `explain_week` will ask the model, for a batch ahead of it; of editions that are not explained yet.

    Args:
        settings: As `explain_week` takes them.
        week: Of the editions.
        listener_ids: Of the editions.
        retries: Once the first drafts are stored: what will be asked again, with the checker's findings.
    """
    asked: list[Question] = []
    for listener_id in sorted(set(listener_ids)):
        with db.transaction(settings, "display") as connection:
            head = _read_head(connection, listener_id, week)
            if head is None or head["release"] != release(settings) or head["state"] != "scored":
                continue
            evidence_rows = read_evidence(connection, listener_id, week, head["edition"])
            names = reports.read_playlist_names(connection, listener_id, week)
        grounds = _Grounds.of(head, evidence_rows)
        asked += (
            _retry_questions(settings, head, grounds, names)
            if retries
            else word_questions(settings, grounds.slots, week, listener_id, grounds.evidence.telling)
        )
    return asked


def _retry_questions(settings: Settings, head: Row, grounds: _Grounds, names: Mapping[str, str]) -> list[Question]:
    asked: list[Question] = []
    telling = grounds.evidence.telling

    def note(slots: Sequence[Slot], findings: Mapping[str, Sequence[Finding]]) -> dict[str, SlotText]:
        asked.extend(word_questions(settings, slots, head["week"], head["listener_id"], telling, findings))
        return {}

    first = _Model(settings, head, None, telling).write(grounds.slots)
    seed = f"{head['listener_id']} {head['week']}"
    check_words(grounds.slots, grounds.checker, first, seed, again=note, names=names, voice=telling.voice)
    return asked


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
        names = reports.read_playlist_names(connection, listener_id, week)
        stored = _read_requests(connection, head) if is_complete else None
    explained = _compute(settings, head, evidence_rows, behind, _Model(settings, head, stored), names)
    with db.transaction(settings, "display") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(%s)", [_lock_number(listener_id, week)])
        _settle(connection, explained)
    log.info("edition.explained", listener_id=str(listener_id), week=week, edition=head["edition"])
    return explained.song_count


@dataclass(frozen=True)
class _Model:
    """The model as the writer of one report; of a finished edition its stored answers alone.

    Attributes:
        stored: Requests of the first drafts and of the retries by slot; None: the edition is made for the first time.
    """

    settings: Settings
    head: Row
    stored: tuple[Mapping[str, str], Mapping[str, str]] | None
    telling: Telling = UNCHOSEN

    def told(self, telling: Telling) -> "_Model":
        """The same, asked for words in a language and a voice."""
        return replace(self, telling=telling)

    def write(self, slots: Sequence[Slot]) -> dict[str, SlotText]:
        """First drafts."""
        if self.stored is not None:
            return replay(self.settings, slots, self.stored[0], self.telling)
        return write_with_model(self.settings, slots, self.head["week"], self.head["listener_id"], self.telling)

    def again(self, slots: Sequence[Slot], findings: Mapping[str, Sequence[Finding]]) -> dict[str, SlotText]:
        """Better sentences for what was refused."""
        if self.stored is not None:
            return replay(self.settings, slots, self.stored[1], self.telling)
        week, listener_id = self.head["week"], self.head["listener_id"]
        return write_with_model(self.settings, slots, week, listener_id, self.telling, findings)


def _compute(
    settings: Settings, head: Row, evidence_rows: list[Row], behind: Row, model: _Model, names: Mapping[str, str]
) -> Explained:
    """Everything about one edition; `names` of playlists count words and are not stored."""
    rows, evidence, claims, verdicts, slots, checker = _Grounds.of(head, evidence_rows)
    telling = evidence.telling
    seed, ask = f"{head['listener_id']} {head['week']}", model.told(telling)
    checked = check_words(slots, checker, ask.write(slots), seed, again=ask.again, names=names, voice=telling.voice)
    charts = draw_charts(evidence, settings.chart_dpi)
    claim_rows = _claim_rows(claims, verdicts, checked)
    drawn = [chart.row() for chart in charts]
    report = reports.build_report(head, behind, rows, claim_rows, _text_rows(checked), drawn)
    faithful = measure(evidence, checker, {text.slot: text.text for text in checked}, report["slate"])
    metrics = {**support(checked), **faithful.as_metrics()}
    return Explained(head, claim_rows, checked, charts, report, metrics, len(evidence.songs))


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
            "retry_hash": text.retry_hash,
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


def _read_requests(connection: db.Connection, head: Row) -> tuple[dict[str, str], dict[str, str]]:
    """Requests by slot: of first drafts, of retries."""
    key = [head["listener_id"], head["week"], head["edition"]]
    found = db.rows(
        connection,
        f"select slot, request_hash, retry_hash from explain.text {_WHERE} order by slot",  # noqa: S608
        key,
    )
    first, retry = (
        {row["slot"]: row[name] for row in found if row[name] is not None} for name in ("request_hash", "retry_hash")
    )
    return first, retry


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
    made = {**explained.rows, "sentence": _sentences(connection, explained)}
    for table, columns in TABLES.items():
        stored = db.rows(connection, f"select {columns} from explain.{table} {_WHERE}", key)  # noqa: S608
        if _canonical(stored) != _canonical(made[table]):
            return f"explain.{table}"
    return None


def _sentences(connection: db.Connection, explained: Explained) -> list[Row]:
    """The records of the sentences, without what they cost at first."""
    kept = COLUMNS.split(", ")
    rows = sentence_rows(explained.checked, read_asked(connection, explained.checked))
    return [{name: row[name] for name in kept} for row in rows]


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
    asked = read_asked(connection, explained.checked)
    db.insert_rows(connection, "explain.sentence", [{**base, **row} for row in sentence_rows(explained.checked, asked)])
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
    found |= explained.metrics
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
