"""`linernotes cost`: what was paid, and what the next week will cost."""

from uuid import UUID

import pytest

from pipelines import db
from pipelines.cli.cost import cost
from pipelines.domain.ids import SHARED
from pipelines.errors import BadInputError
from pipelines.llm import costs
from pipelines.settings import Settings

ANA, BEN = UUID(int=1), UUID(int=2)


@pytest.fixture
def paid(settings: Settings) -> Settings:
    """Two weeks of two listeners: a shared brief of 1,000 + 100 tokens; words of one, 2,000 (half cached) + 400."""
    with db.transaction(settings) as connection:
        number = 0
        for week in ("2026-W46", "2026-W47"):
            frozen = [{"week": week, "listener_id": one, "input_hash": "h"} for one in (SHARED, ANA, BEN)]
            db.insert_rows(connection, "recs.week_frozen", frozen)
            for listener, room, tokens in ((None, "brief", (1000, 100, 0)), (ANA, "words", (2000, 400, 1000))):
                number += 1
                row = {"ledger_id": UUID(int=number), "request_hash": "h", "week": week, "listener_id": listener}
                row |= {"room": room, "model": "m", "cost_usd": 0.25, "sent_at": "2026-11-23Z", "outcome": "answered"}
                row |= dict(zip(("tokens_in", "tokens_out", "tokens_cached"), tokens, strict=True))
                db.insert_rows(connection, "ops.llm_ledger", [row])
    return settings


def test_costs_are_summed_by_what_is_asked_for(paid: Settings) -> None:
    with db.transaction(paid) as connection:
        by_room = costs.costs(connection, ["room"])
        of_one_week = costs.costs(connection, ["week"], ["2026-W47"])
    assert [(row["room"], row["requests"], row["tokens_in"], row["cost_usd"]) for row in by_room] == [
        ("brief", 2, 2000, 0.5),
        ("words", 2, 4000, 0.5),
    ]
    assert [row["cached_share"] for row in by_room] == [0, 0.5]
    assert [(row["week"], row["requests"]) for row in of_one_week] == [("2026-W47", 2)]


def test_the_next_week_is_predicted_from_what_the_rooms_used(paid: Settings) -> None:
    """10 listeners. Shared once a week: 1,000 + 100. Words: 2 requests in 4 listener-weeks, so 5 of 2,000 + 400.

    In: 1,000 + 10,000, of which 5,000 cached; out: 100 + 2,000. Direct: (6,000 * 0.10 + 5,000 * 0.01 + 2,100 * 0.50)
    / 1e6 = 0.0017 USD, half of it in a batch.
    """
    with db.transaction(paid) as connection:
        coming = costs.forecast(paid, connection, 10)
    assert (coming.requests, coming.tokens) == (6, 13_100)
    assert coming.direct_usd == pytest.approx(0.0017)
    assert coming.batch_usd == pytest.approx(0.00085)


def test_before_any_run_the_prediction_rests_on_rough_sizes(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        few, many = (costs.forecast(settings, connection, count) for count in (1, 1000))
    assert few.source == "rough sizes of requests"
    assert few.tokens < many.tokens < 1000 * few.tokens


def test_the_command_prints_costs_and_the_prediction(paid: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    cost(by=["room"], week=None, listeners=10)
    told = capsys.readouterr().out
    assert "words" in told
    assert "next week, 10 listeners (from the last four weeks" in told
    assert "0.0017 USD directly" in told
    with pytest.raises(BadInputError, match="--by colour: it is one of week, room, listener"):
        cost(by=["colour"])
