"""The ledger: a row per request, written before it is sent with the most it can cost, corrected by what it did cost."""

from dataclasses import astuple, dataclass
from datetime import datetime
from uuid import UUID

from pipelines.db import Connection, execute, one
from pipelines.domain.ids import SHARED, stable_id
from pipelines.domain.weeks import calendar_week, previous_week
from pipelines.settings import Settings

BYTES_PER_TOKEN = 3
"""UTF-8 bytes of one input token at the least: an estimate from above."""


class CapReachedError(Exception):
    """Sending could exceed the week's cap; the reason says which one."""


@dataclass(frozen=True)
class Entry:
    """Who asks, for which week, and what the request is."""

    request_hash: str
    week: str
    listener_id: UUID | None
    room: str
    model: str


def cost_usd(settings: Settings, tokens_in: int, tokens_out: int) -> float:
    """What a number of tokens costs, in USD, at the prices of the settings."""
    return (tokens_in * settings.llm_price_in_usd + tokens_out * settings.llm_price_out_usd) / 1_000_000


def reserve(
    settings: Settings, connection: Connection, entry: Entry, *, tokens_in: int, tokens_out: int, now: datetime
) -> UUID:
    """Write the row of a request that is about to be sent, as `failed` at its highest cost; its id.

    One reservation at a time per week, so that requests side by side cannot exceed a cap together. First slates of the
    week count with it.

    Raises:
        CapReachedError: The week's cap in USD or in tokens does not cover the request; nothing was written.
    """
    week = calendar_week(entry.week)
    with connection:
        execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"llm-ledger {week}"])
        spent = one(
            connection,
            "select coalesce(sum(cost_usd), 0)::float as usd, count(*) as sent,"
            " coalesce(sum(tokens_in + tokens_out), 0)::bigint as tokens from ops.llm_ledger"
            " where week = %s or week like %s",
            [week, f"{previous_week(week)}.%"],
        )
        assert spent is not None
        cost = cost_usd(settings, tokens_in, tokens_out)
        if spent["usd"] + cost > settings.llm_cap_usd_per_week:
            raise CapReachedError(f"cap of {settings.llm_cap_usd_per_week:g} USD in {week}")
        if spent["tokens"] + tokens_in + tokens_out > settings.llm_cap_tokens_per_week:
            raise CapReachedError(f"cap of {settings.llm_cap_tokens_per_week} tokens in {week}")
        ledger_id = stable_id("llm-ledger", entry.week, entry.request_hash, spent["sent"])
        execute(
            connection,
            "insert into ops.llm_ledger (ledger_id, request_hash, week, listener_id, room, model,"
            " tokens_in, tokens_out, cost_usd, sent_at, outcome)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'failed')",
            [ledger_id, *astuple(entry), tokens_in, tokens_out, cost, now],
        )
    return ledger_id


def settle(
    settings: Settings, connection: Connection, ledger_id: UUID, *, tokens_in: int, tokens_out: int, outcome: str
) -> None:
    """Put what a request really took into its row; outcome is answered, refused, invalid or failed."""
    with connection:
        execute(
            connection,
            "update ops.llm_ledger set tokens_in = %s, tokens_out = %s, cost_usd = %s, outcome = %s"
            " where ledger_id = %s",
            [tokens_in, tokens_out, cost_usd(settings, tokens_in, tokens_out), outcome, ledger_id],
        )


def week_cost(connection: Connection, week: str, listener_id: UUID) -> dict[str, float]:
    """What a listener's week has sent to the model so far: llm_requests, llm_tokens (in and out) and llm_cost_usd.

    The listener's own rows, and of those of no listener (posts, the trend brief) one share among the listeners whose
    inputs of the week are frozen. A replayed answer has no row, so a re-run adds nothing.
    """
    found = one(
        connection,
        """
        with listeners as (
            select greatest(count(*), 1) as amount from recs.week_frozen
            where week = %(week)s and listener_id <> %(shared)s
        ),

        paid as (
            select
                case when sent.listener_id is null then 1.0 / listeners.amount else 1.0 end as share,
                sent.tokens_in + sent.tokens_out as tokens, sent.cost_usd
            from ops.llm_ledger as sent
            cross join listeners
            where sent.week = %(week)s and (sent.listener_id is null or sent.listener_id = %(listener)s)
        )

        select
            coalesce(sum(share), 0)::float as llm_requests, coalesce(sum(share * tokens), 0)::float as llm_tokens,
            coalesce(sum(share * cost_usd), 0)::float as llm_cost_usd
        from paid
        """,
        {"week": week, "listener": listener_id, "shared": SHARED},
    )
    assert found is not None
    return {name: float(value) for name, value in found.items()}
