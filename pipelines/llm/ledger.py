"""The ledger: a row per request, written before it is sent with the most it can cost, corrected by what it did cost."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pipelines.db import Connection, execute, one, rows
from pipelines.domain.ids import SHARED, stable_id
from pipelines.domain.weeks import calendar_week, previous_week
from pipelines.llm import runs
from pipelines.llm.prices import cost_usd
from pipelines.settings import Settings

BYTES_PER_TOKEN = 3
"""UTF-8 bytes of one input token at the least: an estimate from above."""
LOCK = "llm-ledger"
_SUMS = (
    "select coalesce(sum(cost_usd), 0)::float as usd, coalesce(sum(tokens_in + tokens_out), 0)::bigint as tokens"
    " from ops.llm_ledger"
)
_OF = {"week": "in", "run": "per run in", "listener": "per listener in"}


class CapReachedError(Exception):
    """Sending could exceed a cap; the reason says which one, and its setting."""


@dataclass(frozen=True)
class Entry:
    """Who asks, for which week, and what the request is; tokens are the most that it can take."""

    request_hash: str
    week: str
    listener_id: UUID | None
    room: str
    model: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True)
class Reservation:
    """A row that holds the most its request can cost until it is settled."""

    ledger_id: UUID
    tokens_in: int
    tokens_out: int
    batch_key: UUID | None = None


@dataclass(frozen=True)
class Used:
    """What a request took; `cached` are those input tokens that the provider had in its cache."""

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0


NOTHING = Used()
LEAST_USD, LEAST_TOKENS = 1.00, 10_000_000
"""Of a week or a run with few listeners, whose caps are not set."""


def reserve(settings: Settings, connection: Connection, entry: Entry, *, now: datetime) -> Reservation:
    """Write the row of a request that is about to be sent, as `failed` at its highest cost.

    Raises:
        CapReachedError: A cap of the run, the listener or the week does not cover the request; nothing was written.
    """
    with connection:
        (found,) = reserve_many(settings, connection, [entry], now=now)
    if isinstance(found, str):
        raise CapReachedError(found)
    return found


def reserve_many(
    settings: Settings,
    connection: Connection,
    entries: Sequence[Entry],
    *,
    now: datetime,
    batch_key: UUID | None = None,
) -> list[Reservation | str]:
    """Reserve entries of one week in their order, inside the caller's transaction, as far as the caps go.

    One reservation at a time, so that requests side by side cannot exceed a cap together. A request that is sent
    again in the same week keeps its row and adds to it. First slates of the week count with it.

    Returns:
        For each entry its reservation, or which cap stands against it; then nothing was written for it.
    """
    if not entries:
        return []
    execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [LOCK])
    run_key = runs.current(connection, entries[0].week)
    spent = _Spent.read(settings, connection, entries[0].week, run_key)
    made: list[Reservation | str] = []
    for entry in entries:
        cost = cost_usd(settings, Used(entry.tokens_in, entry.tokens_out), is_batch=batch_key is not None)
        reason = spent.refusal(entry, cost)
        if reason:
            made.append(reason)
            continue
        spent.add(entry.listener_id, cost, entry.tokens_in + entry.tokens_out)
        ledger_id = stable_id("llm-ledger", entry.week, entry.request_hash)
        execute(
            connection,
            "insert into ops.llm_ledger as l (ledger_id, request_hash, week, listener_id, room, model, tokens_in,"
            " tokens_out, cost_usd, sent_at, outcome, run_key, price_version, batch_key)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'failed', %s, %s, %s)"
            " on conflict (ledger_id) do update set tokens_in = l.tokens_in + excluded.tokens_in,"
            " tokens_out = l.tokens_out + excluded.tokens_out, cost_usd = l.cost_usd + excluded.cost_usd,"
            " sent_at = excluded.sent_at, run_key = excluded.run_key, attempts = l.attempts + 1,"
            " batch_key = excluded.batch_key",
            [
                *(ledger_id, entry.request_hash, entry.week, entry.listener_id, entry.room, entry.model),
                *(entry.tokens_in, entry.tokens_out, cost, now, run_key, settings.llm_price_version, batch_key),
            ],
        )
        made.append(Reservation(ledger_id, entry.tokens_in, entry.tokens_out, batch_key))
    return made


def settle(
    settings: Settings, connection: Connection, reservation: Reservation, used: Used = NOTHING, *, outcome: str
) -> None:
    """Put what a request really took in the place of what was reserved; outcome: answered, refused, invalid, failed.

    In a transaction of its own for a direct call; inside the caller's for a line of a batch.
    """
    is_batch = reservation.batch_key is not None
    reserved = cost_usd(settings, Used(reservation.tokens_in, reservation.tokens_out), is_batch=is_batch)
    cost = cost_usd(settings, used, is_batch=is_batch)
    sql = (
        "update ops.llm_ledger set tokens_in = tokens_in + %s, tokens_out = tokens_out + %s,"
        " tokens_cached = tokens_cached + %s, cost_usd = greatest(cost_usd + %s, 0), outcome = %s where ledger_id = %s"
    )
    changes = (used.tokens_in - reservation.tokens_in, used.tokens_out - reservation.tokens_out, used.cached)
    params = [*changes, cost - reserved, outcome, reservation.ledger_id]
    if is_batch:
        execute(connection, sql, params)
        return
    with connection:
        execute(connection, sql, params)


class _Listeners(NamedTuple):
    """For how many listeners a week is made, and for how many, week by week, a run."""

    of_week: int
    of_run: int

    @classmethod
    def read(cls, connection: Connection, week: str, run_key: str) -> "_Listeners":
        """Those whose inputs are frozen."""
        found = one(
            connection,
            """
            select
                count(*) filter (where week = %(calendar)s or week like %(firsts)s) as of_week,
                count(*) filter (where exists (
                    select from ops.llm_run as made where made.week = frozen.week and made.run_key = %(run)s
                )) as of_run
            from recs.week_frozen as frozen where listener_id <> %(shared)s
            """,
            {**_scope(week), "run": run_key, "shared": SHARED},
        )
        assert found is not None
        return cls(found["of_week"], found["of_run"])


def _scope(week: str) -> dict[str, str]:
    """A week and the first slates that count with it, as parameters of a query."""
    calendar = calendar_week(week)
    return {"calendar": calendar, "firsts": f"{previous_week(calendar)}.%"}


def _usd_cap(settings: Settings, given: float | None, listeners: int) -> float:
    return max(LEAST_USD, listeners * settings.llm_cap_usd_per_listener) if given is None else given


def _token_cap(settings: Settings, given: int | None, listeners: int) -> int:
    return max(LEAST_TOKENS, listeners * settings.llm_cap_tokens_per_listener) if given is None else given


class _Spent:
    """What the caps are checked against: money and tokens of the week, the run and each listener, reserved included."""

    def __init__(self, settings: Settings, week: str, listeners: "_Listeners") -> None:
        self.week = week
        self.usd: defaultdict[object, float] = defaultdict(float)
        self.tokens: Counter[object] = Counter()
        self._usd_caps = (
            ("week", _usd_cap(settings, settings.llm_cap_usd_per_week, listeners.of_week)),
            ("run", _usd_cap(settings, settings.llm_cap_usd_per_run, listeners.of_run)),
            ("listener", settings.llm_cap_usd_per_listener),
        )
        self._token_caps = (
            ("week", _token_cap(settings, settings.llm_cap_tokens_per_week, listeners.of_week)),
            ("run", _token_cap(settings, settings.llm_cap_tokens_per_run, listeners.of_run)),
            ("listener", settings.llm_cap_tokens_per_listener),
        )

    @classmethod
    def read(cls, settings: Settings, connection: Connection, week: str, run_key: str) -> "_Spent":
        """Sums of the rows so far."""
        listeners = _Listeners.read(connection, week, run_key)
        spent = cls(settings, week, listeners)
        of_week = one(connection, f"{_SUMS} where week = %(calendar)s or week like %(firsts)s", _scope(week))
        of_run = one(connection, f"{_SUMS} where run_key = %s and run_key <> ''", [run_key])
        of_listeners = rows(
            connection,
            "select listener_id, sum(cost_usd)::float as usd, sum(tokens_in + tokens_out)::bigint as tokens"
            " from ops.llm_ledger where week = %s and listener_id is not null group by listener_id",
            [week],
        )
        assert of_week is not None
        assert of_run is not None
        totals = [("week", of_week), ("run", of_run), *((row["listener_id"], row) for row in of_listeners)]
        for scope, row in totals:
            spent.usd[scope], spent.tokens[scope] = row["usd"], row["tokens"]
        return spent

    def refusal(self, entry: Entry, cost: float) -> str:
        """Which cap a request would exceed; empty for none."""
        tokens = entry.tokens_in + entry.tokens_out
        for name, cap in self._usd_caps:
            scope = entry.listener_id if name == "listener" else name
            if scope is not None and self.usd[scope] + cost > cap:
                return f"cap of {cap:g} USD {_OF[name]} {self.week} (LINERNOTES_LLM_CAP_USD_PER_{name.upper()})"
        for name, most in self._token_caps:
            scope = entry.listener_id if name == "listener" else name
            if scope is not None and self.tokens[scope] + tokens > most:
                return f"cap of {most} tokens {_OF[name]} {self.week} (LINERNOTES_LLM_CAP_TOKENS_PER_{name.upper()})"
        return ""

    def add(self, listener_id: UUID | None, cost: float, tokens: int) -> None:
        """Count a request that will be sent."""
        for scope in ("week", "run", listener_id):
            if scope is not None:
                self.usd[scope] += cost
                self.tokens[scope] += tokens
