"""What stored editions ask for."""

from typing import Any

from pipelines.recommend.plans import make_plan


def test_a_plan_follows_the_newest_edition() -> None:
    stored = {"release": "r", "publication_seen": 4}
    assert ("make", 1) == as_pair(make_plan([], "r"))
    assert ("remake", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "scored"}], "r"))
    assert ("make", 2) == as_pair(make_plan([{**stored, "edition": 1, "state": "scored"}], "newer"))
    assert ("check", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "published"}], "r"))
    assert ("use", 1) == as_pair(make_plan([{**stored, "edition": 1, "state": "explained"}], "newer"))


def test_a_first_slate_stays_edition_0() -> None:
    """One that another release left unfinished is made again in its place."""
    stored = {"edition": 0, "release": "r", "publication_seen": 4}
    assert ("make", 0) == as_pair(make_plan([], "r", first=0))
    for release in ("r", "newer"):
        assert ("remake", 0) == as_pair(make_plan([{**stored, "state": "scored"}], release, first=0))
    assert ("check", 0) == as_pair(make_plan([{**stored, "state": "published"}], "r", first=0))
    assert ("use", 0) == as_pair(make_plan([{**stored, "state": "published"}], "newer", first=0))


def as_pair(plan: Any) -> tuple[str, int]:
    return plan.action, plan.edition
