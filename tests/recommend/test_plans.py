"""What stored editions ask for."""

from typing import Any

from pipelines.recommend.plans import make_plan


def test_a_plan_follows_the_newest_edition() -> None:
    stored = {"release": "r", "publication_seen": 4}
    assert ("make", 1) == as_pair(make_plan([], "r"))
    assert ("make", 1) == as_pair(make_plan([{**stored, "edition": 0, "state": "published"}], "r"))
    assert ("remake", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "scored"}], "r"))
    assert ("make", 2) == as_pair(make_plan([{**stored, "edition": 1, "state": "scored"}], "newer"))
    assert ("check", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "published"}], "r"))
    assert ("use", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "explained"}], "newer"))


def as_pair(plan: Any) -> tuple[str, int]:
    return plan.action, plan.edition
