"""Claims are computed from evidence, and computed again: whatever does not come out the same is not supported."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from explain.checker import Checker
from explain.claims import Claim, build_claims, recompute
from explain.evidence import Evidence, context_row, make_evidence
from explain.phrases import PHRASES
from pipelines.domain.hashing import content_hash
from pipelines.errors import BadInputError

Rows = Callable[..., list[dict[str, Any]]]
SONG = UUID(int=1)


def _row(number: int, kind: str, payload: dict[str, Any], about: UUID | None = SONG) -> dict[str, Any]:
    return {
        "evidence_id": f"e{number}",
        "recording_id": None if about is None else str(about),
        "kind": kind,
        "payload": payload,
        "sha256": content_hash(payload),
    }


def _song(**facts: Any) -> dict[str, Any]:
    base = {"title": "Sundial", "artist_name": "Lila Voss", "position": 1, "rank": 3, "pool_size": 100, "score": 0.5}
    return {**base, "role": "core", **facts}


def _part(value: float, share: float, **more: Any) -> dict[str, Any]:
    return {"term": "own", "subject_kind": "recording", "subject_id": "x", "value": value, "share": share, **more}


def _claims(evidence: Evidence, predicate: str) -> list[Claim]:
    return [claim for claim in build_claims(evidence) if claim.predicate == predicate]


def test_a_share_is_the_parts_own_share_in_percent() -> None:
    """0.4 of the positive sum is 40 %; a part of 0.3 % is too small to be claimed."""
    named = {"title": "Old", "artist_name": "Friend"}
    evidence = make_evidence(
        [
            _row(1, "song", _song()),
            _row(2, "part", _part(0.2, 0.4, **named)),
            _row(3, "part", _part(0.0015, 0.003, **named)),
        ]
    )
    found = _claims(evidence, "because_of_own")
    assert [(40.0, "%", ("Old", "Friend"), ("e2",))] == [(c.value, c.unit, c.objects, c.evidence_ids) for c in found]


def test_a_playlist_gets_the_shares_of_all_songs_kept_in_it() -> None:
    """30 % + 20 % from A; the second song is in B as well: 20 %."""
    evidence = make_evidence(
        [
            _row(1, "song", _song()),
            _row(2, "part", _part(0.3, 0.3, playlist_ids=["A"])),
            _row(3, "part", _part(0.2, 0.2, playlist_ids=["A", "B"])),
        ]
    )
    found = {claim.objects[0]: claim.value for claim in _claims(evidence, "because_of_playlist")}
    assert {"A": pytest.approx(50.0), "B": pytest.approx(20.0)} == found


@pytest.mark.parametrize(
    ("tempo", "known", "expected"),
    [(80.0, 9, "slower"), (88.0, 9, "within"), (121.5, 9, "faster"), (None, 9, None), (80.0, 4, None)],
)
def test_a_tempo_is_compared_with_a_known_range_only(tempo: float | None, known: int, expected: str | None) -> None:
    """The range is 88 to 121; unknown tempos and ranges of fewer than 5 songs say nothing."""
    usual = {"feature": "tempo_bpm", "song": tempo, "p10": 88.0, "p50": 100.0, "p90": 121.0, "known_count": known}
    evidence = make_evidence([_row(1, "song", _song()), _row(2, "range", usual)])
    found = _claims(evidence, "tempo_compared")
    assert ([expected] if expected else []) == [claim.objects[0] for claim in found]


@pytest.mark.parametrize(
    ("rank", "picked", "expected"),
    [(14, 5, ("forward", 14, "Sundial")), (2, 9, ("back", 2, "Sundial")), (3, 3, None), (3, None, None)],
)
def test_the_re_ranking_moves_a_song_from_its_rank_by_score_to_its_pick(
    rank: int, picked: int | None, expected: tuple[Any, ...] | None
) -> None:
    evidence = make_evidence([_row(1, "song", _song(rank=rank, picked=picked))])
    found = [(claim.objects, claim.value) for claim in _claims(evidence, "rerank_moved")]
    assert found == ([] if expected is None else [(expected, float(picked or 0))])


def test_a_step_of_the_re_ranking_adds_or_takes_what_is_stored() -> None:
    """0.0004 would be printed as 0.000: nothing is said of it."""
    song = _song(picked=2, mmr=-0.25, calibration=0.125, freshness=-0.0004, dial=0.0)
    evidence = make_evidence([_row(1, "song", song)])
    found = _claims(evidence, "rerank_step")
    assert [("mmr takes", -0.25), ("calibration adds", 0.125)] == [(one.objects[0], one.value) for one in found]
    assert "supported" == recompute(found[0], evidence)[0]
    turned = found[0].model_copy(update={"objects": ("mmr adds", "Sundial")})
    assert "unsupported" == recompute(turned, evidence)[0]
    checker = Checker.of(found)
    assert (
        "supported"
        == checker.judge_finished(
            "When the list was picked, being alike to songs already picked cost “Sundial” 0.250.", SONG
        ).verdict
    )
    assert (
        "unsupported"
        == checker.judge_finished(
            "When the list was picked, bringing the genres of the list closer to yours added 0.250 to “Sundial”.", SONG
        ).verdict
    )


def test_a_shared_tag_is_told_once_of_each_own_thing() -> None:
    """The same own thing as neighbour and by sound; another one shares nothing."""
    named = {"title": "Old", "artist_name": "Friend"}
    evidence = make_evidence(
        [
            _row(1, "song", _song()),
            _row(2, "part", _part(0.2, 0.4, **named, shared_tags=["jazz", "calm"])),
            _row(3, "part", _part(0.1, 0.2, **named, shared_tags=["jazz", "calm"], term="sound")),
            _row(4, "part", _part(0.1, 0.2, **{**named, "subject_id": "y"}, shared_tags=[])),
        ]
    )
    found = _claims(evidence, "shares_tag")
    assert [("jazz", "Old", "Friend", "Sundial")] == [claim.objects for claim in found]
    swapped = found[0].model_copy(update={"objects": ("calm", "Old", "Friend", "Sundial")})
    assert "unsupported" == recompute(swapped, evidence)[0]


@pytest.mark.parametrize(
    ("mentions", "usual", "expected"), [(2, 5.5, 5.5), (6, 5.5, None), (0, 5.5, None), (2, None, None)]
)
def test_talk_falls_when_there_is_less_than_usual(mentions: int, usual: float | None, expected: float | None) -> None:
    talk = {"artist_id": "a", "artist_name": "Lila Voss", "mention_count": mentions, "author_count": 2}
    evidence = make_evidence([_row(1, "song", _song()), _row(2, "trend", {**talk, "baseline_mean": usual})])
    assert ([] if expected is None else [expected]) == [claim.value for claim in _claims(evidence, "trend_fall")]


def test_a_rule_is_named_in_what_ifs_by_the_listeners_own_words() -> None:
    rule = {
        "rule_id": "r1",
        "origin": "wish",
        "words": "no rap",
        "effect": "exclude",
        "facet": "genre",
        "value": "hip hop",
    }
    what_if = {"without_kind": "wish", "without_id": "r1", "rank_with": 3, "rank_without": 9, "pool_size": 100}
    evidence = make_evidence(
        [
            _row(1, "rule", {**rule, "songs_met": 1, "song_count": 1}, about=None),
            _row(2, "song", _song()),
            _row(3, "what_if", {**what_if, "on_slate": True}),
        ]
    )
    claim = _claims(evidence, "what_if_rank")[0]
    assert ("wish", "falls", 3, 100, "", "no rap", "Sundial") == claim.objects
    assert ("e3", "e1", "e2") == claim.evidence_ids


def test_every_claim_of_a_slate_holds(rows: Rows) -> None:
    for seed in range(5):
        evidence = make_evidence([*rows(seed, 8), context_row("2026-W47", 1)])
        assert {("supported", "")} == {recompute(claim, evidence) for claim in build_claims(evidence)}


def test_any_change_of_a_claim_is_noticed(rows: Rows) -> None:
    """Another value, object, subject, row or predicate: not one of them comes out the same."""
    evidence = make_evidence([*rows(3, 8), context_row("2026-W47", 1)])
    claims = build_claims(evidence)
    for claim in claims:
        for change in (
            {"value": (claim.value or 0.0) + 1},
            {"objects": (*claim.objects[:-1], "another")},
            {"objects": (*claim.objects, "more")},
            {"evidence_ids": claim.evidence_ids[1:] or ("e999",)},
            {"recording_id": UUID(int=5), "subject": str(UUID(int=5))},
        ):
            assert "supported" != recompute(claim.model_copy(update=change), evidence)[0], (claim, change)


def test_evidence_that_was_changed_carries_nothing(rows: Rows) -> None:
    stored = rows(3, 4)
    claim = build_claims(make_evidence(stored))[0]
    changed = [
        {**row, "payload": {**row["payload"], "pool_size": 7}} if row["evidence_id"] in claim.evidence_ids else row
        for row in stored
    ]
    assert ("not_checkable", f"evidence {claim.evidence_ids[0]} is not what was frozen") == recompute(
        claim, make_evidence(changed)
    )


def test_a_count_that_leaves_rows_out_is_not_supported(rows: Rows) -> None:
    """A claim that cites only some of the songs of a role would count fewer of them."""
    evidence = make_evidence(rows(4, 20))
    claim = next(one for one in build_claims(evidence) if one.predicate == "slate_role" and (one.value or 0) > 2)
    fewer = claim.model_copy(update={"value": 2.0, "evidence_ids": claim.evidence_ids[:2]})
    assert "unsupported" == recompute(fewer, evidence)[0]


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ({"evidence_id": "e1", "payload": {}}, "without kind"),
        ({"evidence_id": "e1", "kind": "terms", "payload": {"own": "much"}}, "e1"),
        ({"evidence_id": "e1", "kind": "song", "payload": {}, "recording_id": "no uuid"}, "e1"),
    ],
)
def test_evidence_that_is_none_is_refused_in_one_line(broken: dict[str, Any], line: str) -> None:
    with pytest.raises(BadInputError, match=line):
        make_evidence([broken])


def test_songs_of_artists_who_rested_are_counted_only_when_it_is_known_of_all(rows: Rows) -> None:
    """Of six songs the artists of two were there three weeks ago: four are left, each cited beside the slate."""
    stored = rows(3, 6)
    weeks = stored[0]["payload"]["weeks_before"]
    claim = _claims(make_evidence(stored), "slate_rested")[0]
    assert (4.0, "songs", (weeks,), 5) == (claim.value, claim.unit, claim.objects, len(claim.evidence_ids))
    unknown = next(row for row in stored if row["kind"] == "song")
    unknown["payload"] = {name: value for name, value in unknown["payload"].items() if name != "artist_weeks_ago"}
    assert [] == _claims(make_evidence(stored), "slate_rested")
    first_week = rows(3, 6)
    first_week[0]["payload"]["weeks_before"] = 0
    assert [] == _claims(make_evidence(first_week), "slate_rested")


def _what_if(kind: str, what: str, after: int, *, on_slate: bool = True, **more: Any) -> dict[str, Any]:
    ranks = {"rank_with": 3, "rank_without": after, "pool_size": 100, "on_slate": on_slate}
    return {"without_kind": kind, "without_id": what, **ranks, **more}


OWN = {"title": "Old", "artist_name": "Friend"}


@pytest.mark.parametrize(
    ("playlist", "own", "expected"),
    [
        (_what_if("playlist", "A", 9), _what_if("own_thing", "x", 20, **OWN), ("falls", 3, 100)),
        (_what_if("playlist", "A", 20), _what_if("own_thing", "x", 20, **OWN), None),
        (_what_if("playlist", "A", 20), _what_if("own_thing", "x", 9, on_slate=False, **OWN), ("gone", 3, 100)),
        (_what_if("playlist", "A", 4, on_slate=False), _what_if("own_thing", "x", 20, **OWN), None),
        (_what_if("playlist", "A", 3), _what_if("own_thing", "x", 1, **OWN), ("rises", 3, 100)),
        (_what_if("playlist", "A", 3), _what_if("own_thing", "x", 3, **OWN), None),
        (_what_if("playlist", "A", 3), _what_if("own_thing", "x", 9), None),
    ],
)
def test_an_own_thing_is_told_only_where_it_does_more_than_any_playlist(
    playlist: dict[str, Any], own: dict[str, Any], expected: tuple[Any, ...] | None
) -> None:
    """Leaving the list counts more than any fall; an equal fall does not; one without a name is not told."""
    evidence = make_evidence([_row(1, "song", _song()), _row(2, "what_if", playlist), _row(3, "what_if", own)])
    found = _claims(evidence, "what_if_own")
    assert ([] if expected is None else [(*expected, "Old", "Friend", "Sundial")]) == [one.objects for one in found]
    assert all(one.evidence_ids == ("e3", "e1") for one in found)


def test_the_rules_of_one_feedback_are_answered_once() -> None:
    """`more` made two rules; without the feedback the song would be gone: one claim, that rests on the first rule."""
    base = {"origin": "feedback", "event_id": "f1", "words": "more: Sundial", "effect": "prefer"}
    rules = [
        {**base, "rule_id": f"r{n}", "facet": facet, "value": "x", "songs_met": 1, "song_count": 1}
        for n, facet in enumerate(("artist", "genre"))
    ]
    evidence = make_evidence(
        [
            *(_row(n, "rule", rule, about=None) for n, rule in enumerate(rules, start=1)),
            _row(3, "song", _song()),
            _row(4, "what_if", _what_if("feedback", "f1", 50, on_slate=False)),
        ]
    )
    (gone,) = _claims(evidence, "rule_gone")
    assert (("feedback", "more: Sundial"), 1.0, ("e1", "e4")) == (gone.objects, gone.value, gone.evidence_ids)
    (song,) = _claims(evidence, "what_if_gone")
    assert "more: Sundial" in song.objects


@pytest.mark.parametrize(
    ("dial", "expected"), [(0.8, ("adventurous", 1)), (0.2, ("familiar", 1)), (0.5, None), (None, None)]
)
def test_a_dial_that_was_turned_is_told_with_the_songs_by_new_artists(
    rows: Rows, dial: float | None, expected: tuple[str, int] | None
) -> None:
    """A slate of before the dial has none in its row: it counts as the middle."""
    stored = rows(3, 4)
    stored[0]["payload"] = {name: value for name, value in stored[0]["payload"].items() if name != "dial"}
    if dial is not None:
        stored[0]["payload"]["dial"] = dial
    songs = [row for row in stored if row["kind"] == "song"]
    for place, row in enumerate(songs):
        row["payload"]["is_new_artist"] = place == 2
    found = _claims(make_evidence(stored), "slate_dial")
    assert ([] if expected is None else [(expected, dial, (stored[0]["evidence_id"], songs[2]["evidence_id"]))]) == [
        (one.objects, one.value, one.evidence_ids) for one in found
    ]


def test_stretching_songs_are_those_of_that_role(rows: Rows) -> None:
    """Two stretch, towards jazz twice and folk once; the discovery is told by its own role."""
    stored = rows(3, 4)
    songs = [row["payload"] for row in stored if row["kind"] == "song"]
    roles = [("stretch", "jazz"), ("core", "ambient"), ("discovery", "dub techno"), ("stretch", "folk")]
    for payload, (role, genre) in zip(songs, roles, strict=True):
        payload |= {"role": role, "genres": [{"name": genre, "weight": 1.0}]}
    (found,) = _claims(make_evidence(stored), "slate_stretch")
    assert (2.0, ("two", "folk", "jazz")) == (found.value, found.objects)


def test_what_nobody_knows_is_told_of_a_wish_for_one_thing_alone(rows: Rows) -> None:
    found = _claims(make_evidence(rows(3, 4)), "rule_unknown")
    assert [(("wish", "only instrumental"), 2.0)] == [(one.objects, one.value) for one in found]


@pytest.mark.parametrize(
    ("facet", "value", "said"),
    [
        ("novelty", "new", "22 of 30 songs on this list are by artists new to you"),
        ("novelty", "obscure", "22 of 30 songs on this list are among the catalogue's least heard"),
        ("activity", "running", "22 of 30 songs on this list suit running by tempo and energy"),
        ("activity", "sleeping", "22 of 30 songs on this list suit sleeping by tempo, energy and mood"),
    ],
)
def test_a_wish_for_novelty_or_an_activity_is_told_by_what_it_found(facet: str, value: str, said: str) -> None:
    """The count is of the songs that have it, whatever the effect; the sentence is checked as written, and no other."""
    rule = {
        "rule_id": "r1",
        "origin": "wish",
        "words": "más de esto",
        "effect": "prefer",
        "facet": facet,
        "value": value,
    }
    counts = {"songs_met": 22, "songs_with": 22, "song_count": 30}
    rows = [_row(1, "rule", {**rule, **counts}, about=None), context_row("2026-W47", 1)]
    evidence = make_evidence(rows)
    claim = _claims(evidence, f"rule_{facet}")[0]
    assert ((value, 30, "más de esto"), 22.0, ("e1",)) == (claim.objects, claim.value, claim.evidence_ids)
    assert recompute(claim, evidence) == ("supported", "")
    fewer = make_evidence(
        [_row(1, "rule", {**rule, **counts, "songs_with": 21}, about=None), context_row("2026-W47", 1)]
    )
    assert recompute(claim, fewer)[0] != "supported"
    clause = PHRASES[claim.predicate, value].first[0]
    assert clause.format(words="W", met="22", of="30 songs") == f"your wish W: {said}"


def test_songs_of_the_model_are_counted_and_the_first_that_it_kept_off_is_named(rows: Rows) -> None:
    """Two of three brought, one kept off; none brought; two brought onto a list that lacked songs; only one lost."""

    def told(brought: int, displaced: int) -> list[Any]:
        stored = rows(3, 3)
        model = next(row["payload"] for row in stored if row["kind"] == "model")
        named = [{"title": "Cold Harbour", "artist_name": "Dr. Felt"}, {"title": "Sundial", "artist_name": "alt-K"}]
        model |= {"song_count": 3, "model_song_count": brought, "displaced": named[:displaced]}
        return [(one.value, one.objects) for one in _claims(make_evidence(stored), "slate_model")]

    assert told(2, 2) == [(2.0, ("some", 3, "Cold Harbour", "Dr. Felt"))]
    assert told(2, 0) == [(2.0, ("alone", 3))]
    assert told(0, 0) == [(0.0, ("none", 3))]
    assert told(0, 1) == []
