"""What a listener's week cost: the own requests, and a share of those for all."""

from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_start
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
