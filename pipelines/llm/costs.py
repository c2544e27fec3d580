"""What the ledger says: the cost of a listener's week, of weeks by room, and what the next week will cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pipelines.db import Connection, one, rows
from pipelines.domain.ids import SHARED
from pipelines.llm.prices import cost_usd
from pipelines.settings import Settings

FIRST_GUESS = {
    "wish": (900, 120, 0.2, False),
    "post": (500, 40, 32.0, True),
    "brief": (1400, 250, 1.0, True),
    "proposals": (4200, 700, 1.0, False),
    "words": (3800, 1500, 3.0, False),
}
"""By room: tokens in and out of a request, requests per week, and whether the week shares them; before any run.

Rough sizes, for as long as the ledger knows no better; `python -m bench cost` measures those of the sandbox world.
"""


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


def costs(connection: Connection, by: Sequence[str], weeks: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Requests, tokens and USD by week, room or listener (any of them, in order); of all weeks when none is named.

    `cached_share` is the share of input tokens that came from the provider's cache, `batch_share` that of requests
    that went by batch.
    """
    columns = {"week": "l.week", "room": "l.room", "listener": "coalesce(p.display_name, 'all')"}
    keys = ", ".join(columns[one] for one in by)
    named = ", ".join(f"{columns[one]} as {one}" for one in by)
    return rows(
        connection,
        f"""
        select
            {named}, count(*)::integer as requests, sum(l.attempts)::integer as attempts,
            sum(l.tokens_in)::bigint as tokens_in, sum(l.tokens_out)::bigint as tokens_out,
            coalesce(sum(l.tokens_cached)::float / nullif(sum(l.tokens_in), 0), 0.0) as cached_share,
            (count(l.batch_key)::float / count(*)) as batch_share, sum(l.cost_usd)::float as cost_usd
        from ops.llm_ledger as l
        left join app.listener as p on p.listener_id = l.listener_id
        where cardinality(%s::text[]) = 0 or l.week = any (%s)
        group by {keys} order by {keys}
        """,  # noqa: S608  (columns of ours)
        [list(weeks), list(weeks)],
    )


@dataclass(frozen=True)
class Forecast:
    """The next week's cost for a number of listeners; `source` is where the sizes come from."""

    listeners: int
    requests: float
    tokens: float
    direct_usd: float
    batch_usd: float
    source: str


@dataclass(frozen=True)
class _Size:
    tokens_in: float
    tokens_out: float
    cached: float = 0.0


def forecast(settings: Settings, connection: Connection, listeners: int) -> Forecast:
    """What a week of so many listeners will take, at today's prices.

    From what the rooms used in the last four weeks: of a listener's rooms the mean per listener and week, of the
    shared ones (posts, brief) the mean per week. Before any run from FIRST_GUESS.
    """
    used = rows(
        connection,
        """
        with recent as (
            select distinct week from ops.llm_ledger where length(week) = 8 order by week desc limit 4
        ),

        made as (
            select sum(greatest(listeners, 1)) as listener_weeks, count(*) as weeks
            from (
                select recent.week, count(frozen.listener_id) as listeners
                from recent left join recs.week_frozen as frozen
                    on frozen.week = recent.week and frozen.listener_id <> %s
                group by recent.week
            ) as by_week
        )

        select
            l.room, l.listener_id is null as is_shared, count(*)::float as requests,
            sum(l.tokens_in)::float as tokens_in, sum(l.tokens_out)::float as tokens_out,
            sum(l.tokens_cached)::float as cached,
            max(made.listener_weeks)::float as listener_weeks, max(made.weeks)::float as weeks
        from ops.llm_ledger as l cross join made
        where l.week in (select week from recent)
        group by l.room, l.listener_id is null
        """,
        [SHARED],
    )
    requests, tokens_in, tokens_out, cached = 0.0, 0.0, 0.0, 0.0
    for row in used:
        scale = 1.0 / row["weeks"] if row["is_shared"] else listeners / row["listener_weeks"]
        requests += row["requests"] * scale
        tokens_in += row["tokens_in"] * scale
        tokens_out += row["tokens_out"] * scale
        cached += row["cached"] * scale
    if not used:
        for room_in, room_out, count, is_shared in FIRST_GUESS.values():
            times = count * (1 if is_shared else listeners)
            requests += times
            tokens_in += times * room_in
            tokens_out += times * room_out
    size = _Size(tokens_in, tokens_out, cached)
    return Forecast(
        listeners=listeners,
        requests=requests,
        tokens=tokens_in + tokens_out,
        direct_usd=cost_usd(settings, size, is_batch=False),
        batch_usd=cost_usd(settings, size, is_batch=True),
        source="the last four weeks" if used else "rough sizes of requests",
    )
