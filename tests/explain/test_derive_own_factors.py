"""What a report says of wrong reasons and saved songs: what they did, or that they did nothing; checked as all is."""

from collections.abc import Callable
from typing import Any

import pytest

from explain.checker import Checker, check_text
from explain.claims import build_claims, recompute
from explain.evidence import Evidence, context_row, make_evidence
from explain.words import check_words
from explain.writers.slots import make_slots, offered
from pipelines.domain.hashing import content_hash

Rows = Callable[..., list[dict[str, Any]]]
SOURCE = "20000000-0000-4000-8000-000000000001"
WRONG = "Because you said the reason for “Ghost Ferry” by Dr. Felt was wrong"
WEIGHED_LESS = f"{WRONG}, three songs you keep carried less weight, “Sundial” by Pale Engine first of all"


def _row(number: int, kind: str, payload: dict[str, Any], about: str | None = None) -> dict[str, Any]:
    row = {"evidence_id": f"e{number}", "recording_id": about, "kind": kind, "payload": payload}
    return {**row, "sha256": content_hash(payload)}


def _evidence(rows: Rows, kind: str, own_count: int, gone: int, moved: int) -> Evidence:
    """A slate of six; without the source `gone` songs would leave it and `moved` would have another rank."""
    stored = rows(1, 6, rules=False)
    songs = sorted({str(row["recording_id"]) for row in stored if row["kind"] == "song"})
    payload: dict[str, Any] = {"source_id": SOURCE, "kind": kind, "title": "Ghost Ferry", "artist_name": "Dr. Felt"}
    payload |= {"own_count": own_count, "own_title": None, "own_artist_name": None}
    if own_count:
        payload |= {"own_title": "Sundial", "own_artist_name": "Pale Engine"}
    more = [_row(9000, "own_factor", payload)]
    origin = "feedback" if kind == "wrong_reason" else "saved"
    for place, song in enumerate(songs if own_count else []):
        ranks = {"rank_with": place + 1, "rank_without": place + 1 + (place < moved) * 50, "pool_size": 1000}
        what_if = {"without_kind": origin, "without_id": SOURCE, **ranks, "on_slate": place >= gone}
        more.append(_row(9001 + place, "what_if", what_if, song))
    return make_evidence([*stored, *more, context_row("2026-W47", 1)])


@pytest.mark.parametrize(
    ("kind", "own_count", "gone", "moved", "said"),
    [
        ("wrong_reason", 3, 2, 2, f"{WEIGHED_LESS}, and two songs came that would not be here without it."),
        (
            "saved",
            1,
            0,
            2,
            "Because you saved “Ghost Ferry” by Dr. Felt, it carries more weight than it otherwise would.",
        ),
        ("wrong_reason", 0, 0, 0, f"You {WRONG[len('Because you ') :]}, and that changed nothing on this list."),
        ("saved", 1, 0, 0, "You saved “Ghost Ferry” by Dr. Felt, and that changed nothing on this list."),
    ],
)
def test_the_report_says_what_it_changed(
    rows: Rows, kind: str, own_count: int, gone: int, moved: int, said: str
) -> None:
    evidence = _evidence(rows, kind, own_count, gone, moved)
    claims = offered(build_claims(evidence))
    texts = check_words(make_slots(evidence, claims), Checker.of(claims), {}, "x")
    changes = next(text for text in texts if text.slot == "changes")
    assert said == changes.text
    assert {"supported"} == {one.verdict for one in changes.judgements}
    assert {"supported"} == {recompute(one, evidence)[0] for one in build_claims(evidence)}


def test_an_effect_that_was_not_there_is_refused(rows: Rows) -> None:
    """Nothing moved: that it brought two songs, or weighed anything less, is not said of it; nor of another song."""
    idle = _evidence(rows, "wrong_reason", 0, 0, 0)
    moved = _evidence(rows, "wrong_reason", 3, 2, 2)
    lie = f"{WEIGHED_LESS}."
    assert ["unsupported"] == [one.verdict for one in check_text(idle, lie)]
    assert ["supported"] == [one.verdict for one in check_text(moved, lie)]
    for wrong in (lie.replace("three", "four"), lie.replace("less", "more"), lie.replace("Pale Engine", "Dr. Felt")):
        assert ["unsupported"] == [one.verdict for one in check_text(moved, wrong)]


def test_a_what_if_names_what_is_taken_away(rows: Rows) -> None:
    said = [
        one.objects for one in build_claims(_evidence(rows, "saved", 1, 1, 2)) if one.predicate.startswith("what_if")
    ]
    assert any(objects[0] == "saved" and "Ghost Ferry, Dr. Felt" in objects for objects in said)
