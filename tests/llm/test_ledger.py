"""What a listener's week cost: the own requests, and a share of those for all."""

from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_start
from pipelines.forget.listeners import forget_left
from pipelines.llm.costs import week_cost
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"
ANA, BEN = UUID(int=1), UUID(int=2)


def test_a_weeks_cost_is_the_own_rows_and_a_share_of_the_common_ones(settings: Settings) -> None:
    """Two listeners. Common: 100 + 20 tokens, 0.5 USD; Ana's: 10 + 5 tokens, 0.1 USD; another week's counts nowhere.

    Ana has 1.5 requests, 15 + 60 tokens, 0.1 + 0.25 USD; Ben half of the common one.
    """
    sent = [(WEEK, None, 100, 20, 0.5), (WEEK, ANA, 10, 5, 0.1), ("2026-W46", ANA, 1000, 1000, 9.0)]
    with db.transaction(settings) as connection:
        assert {"llm_requests": 0, "llm_tokens": 0, "llm_cost_usd": 0} == week_cost(connection, WEEK, ANA)
        frozen = [{"week": WEEK, "listener_id": one, "input_hash": "h"} for one in (SHARED, ANA, BEN)]
        db.insert_rows(connection, "recs.week_frozen", frozen)
        for number, (week, listener, tokens_in, tokens_out, cost) in enumerate(sent, start=10):
            row = {"ledger_id": UUID(int=number), "request_hash": "h", "week": week, "listener_id": listener}
            row |= {"room": "wish", "model": "m", "tokens_in": tokens_in, "tokens_out": tokens_out, "cost_usd": cost}
            row |= {"sent_at": week_start(week), "outcome": "answered"}
            db.insert_rows(connection, "ops.llm_ledger", [row])
        ana, ben = week_cost(connection, WEEK, ANA), week_cost(connection, WEEK, BEN)
    assert {"llm_requests": 1.5, "llm_tokens": 75, "llm_cost_usd": 0.35} == pytest.approx(ana)
    assert {"llm_requests": 0.5, "llm_tokens": 60, "llm_cost_usd": 0.25} == pytest.approx(ben)


def test_who_leaves_takes_their_stored_requests_along(settings: Settings) -> None:
    """Ana has left: what only she asked goes with its answer; what Ben asked too, and what is everybody's, stays."""
    with db.transaction(settings) as connection:
        for one, name in ((ANA, "Ana"), (BEN, "Ben")):
            left_at = week_start(WEEK) if one == ANA else None
            person = {"listener_id": one, "display_name": name, "first_week": WEEK, "left_at": left_at}
            db.insert_rows(connection, "app.listener", [{**person, "created_at": week_start(WEEK)}])
        asked = [("hers", ANA), ("theirs", ANA), ("theirs", BEN), ("everybody's", None)]
        for number, (request_hash, listener) in enumerate(asked):
            row = {"ledger_id": UUID(int=number), "request_hash": request_hash, "week": WEEK, "listener_id": listener}
            row |= {"room": "wish", "model": "m", "tokens_in": 1, "tokens_out": 1, "cost_usd": 0, "outcome": "answered"}
            db.insert_rows(connection, "ops.llm_ledger", [{**row, "sent_at": week_start(WEEK)}])
        for request_hash in dict(asked):
            row = {"request_hash": request_hash, "room": "wish", "prompt_version": "1", "model": "m", "request": {}}
            row |= {"state": "answered", "claimed_at": week_start(WEEK), "lease_until": week_start(WEEK)}
            db.insert_rows(connection, "ops.llm_request", [row])
        batch = {"batch_key": UUID(int=7), "request_hash": "hers", "week": WEEK, "listener_id": ANA}
        batch |= {"ledger_id": UUID(int=0), "reserved_in": 1, "reserved_out": 1}
        db.insert_rows(connection, "ops.llm_batch_request", [batch])
    assert forget_left(settings) == 1
    with db.transaction(settings) as connection:
        kept = db.rows(connection, "select request_hash from ops.llm_request order by 1")
        assert [row["request_hash"] for row in kept] == ["everybody's", "theirs"]
        assert db.rows(connection, "select 1 from ops.llm_batch_request") == []
