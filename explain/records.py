"""A record of every sentence: verdict, reason, writer, prompt, and what it cost when it was asked for."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from explain.checker import CHECKER_VERSION
from explain.words import CheckedText
from pipelines import db

Row = dict[str, Any]
COLUMNS = (
    "slot, number, draft, part, text, claim_ids, verdict, reason, published, checker_version, writer, prompt_version, "
    "request_hash"
)
"""What of explain.sentence must come out equal when an edition is made again; tokens and cost are of the first time."""


@dataclass(frozen=True)
class Asked:
    """A stored request: the version of its prompt, and what it took when it was sent."""

    prompt_version: str
    tokens_in: float
    tokens_out: float
    cost_usd: float


def read_asked(connection: db.Connection, texts: Sequence[CheckedText]) -> dict[str, Asked]:
    """The requests behind texts by hash; all tries of one together."""
    hashes = sorted({one.request_hash for text in texts for one in text.written if one.request_hash})
    found = db.rows(
        connection,
        """
        select asked.request_hash, asked.prompt_version,
            coalesce(sum(sent.tokens_in), 0)::float as tokens_in,
            coalesce(sum(sent.tokens_out), 0)::float as tokens_out, coalesce(sum(sent.cost_usd), 0)::float as cost_usd
        from ops.llm_request as asked
        left join ops.llm_ledger as sent using (request_hash)
        where asked.request_hash = any(%s)
        group by asked.request_hash, asked.prompt_version
        """,
        [hashes],
    )
    return {row.pop("request_hash"): Asked(**row) for row in found}


def sentence_rows(texts: Sequence[CheckedText], asked: Mapping[str, Asked]) -> list[Row]:
    """Rows for explain.sentence, without listener, week and edition.

    What a request took is shared out equally over all sentences of its answer, dropped ones included: so the rows of a
    request add up to its row in the ledger. A template's sentence took nothing.
    """
    counts = Counter(one.request_hash for text in texts for one in text.written)
    nothing = Asked("", 0.0, 0.0, 0.0)
    rows = []
    for text in texts:
        for number, one in enumerate(text.written, start=1):
            took = asked.get(one.request_hash or "", nothing)
            rows.append(
                {
                    **one.row(),
                    "slot": text.slot,
                    "number": number,
                    "checker_version": CHECKER_VERSION,
                    "prompt_version": took.prompt_version or None,
                    "request_hash": one.request_hash,
                    "tokens_in": took.tokens_in / counts[one.request_hash],
                    "tokens_out": took.tokens_out / counts[one.request_hash],
                    "cost_usd": took.cost_usd / counts[one.request_hash],
                }
            )
    return rows


def read_records(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> list[Row]:
    """The stored records of an edition, in the order of slots and numbers."""
    return db.rows(
        connection,
        f"select {COLUMNS}, tokens_in, tokens_out, cost_usd from explain.sentence"  # noqa: S608  (our own names)
        " where listener_id = %s and week = %s and edition = %s order by slot, number",
        [listener_id, week, edition],
    )


def support(texts: Sequence[CheckedText]) -> dict[str, float]:
    """How much of what was written held, as run metrics.

    first_draft_support_template and _model: the supported share of each writer's first drafts (missing when it wrote
    none); words_retried: slots for which the model was asked again with findings and answered.
    """
    found: dict[str, float] = {"words_retried": float(sum(text.retry_hash is not None for text in texts))}
    for writer, is_template in (("template", True), ("model", False)):
        first = [
            one.judgement.verdict == "supported"
            for text in texts
            for one in text.written
            if (one.request_hash is None) == is_template and one.draft in ("first", "fallback")
        ]
        if first:
            found[f"first_draft_support_{writer}"] = sum(first) / len(first)
    return found
