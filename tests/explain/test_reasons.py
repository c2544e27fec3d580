"""The order of reasons: what names a part, and when a text names a larger one after a smaller one."""

import pytest

from explain.claims import Claim
from explain.reasons import breaks_order, kendall_tau, parts_named


def _claim(predicate: str, value: float, *objects: str) -> Claim:
    return Claim(
        claim_id="c1",
        recording_id=None,
        predicate=predicate,
        subject="x",
        objects=objects,
        value=value,
        evidence_ids=(),
    )


@pytest.mark.parametrize(
    ("shares", "tau"),
    [
        ([30, 20, 10], 1.0),
        ([10, 20, 30], -1.0),
        ([30, 10, 20], 1 / 3),  # of three pairs one is out of order: (3 - 2) / 3
        ([20, 20], 1.0),
        ([20], None),
    ],
)
def test_kendall_tau(shares: list[float], tau: float | None) -> None:
    assert kendall_tau(shares) == pytest.approx(tau) if tau is not None else kendall_tau(shares) is None


def test_talk_names_the_part_of_the_trend_once() -> None:
    """38% own, then 9% of the trend, which its count of mentions names again."""
    told = [
        _claim("because_of_own", 38.0, "A", "B"),
        _claim("term_share", 9.0, "trend", "Song"),
        _claim("trend_mentions", 12.0, "Artist", "3"),
        _claim("tempo_compared", 142.0, "faster"),
    ]
    assert [38.0, 9.0] == list(parts_named(told, 9.0).values())


def test_talk_without_a_share_and_sums_of_terms_are_no_parts() -> None:
    told = [_claim("trend_mentions", 12.0, "Artist"), _claim("term_share", 60.0, "own", "Song")]
    assert {} == parts_named(told, None)


def test_a_part_that_was_told_may_be_told_again() -> None:
    told = {("a",): 30.0, ("b",): 20.0}
    assert not breaks_order(told, {("a",): 30.0})
    assert not breaks_order(told, {("c",): 20.0})
    assert breaks_order(told, {("c",): 25.0})
