"""The template writer: within its length, not twice alike, reasons in the order of their weight, no trend said."""

import re
from collections.abc import Callable
from typing import Any

from explain.checker import Checker
from explain.claims import build_claims
from explain.evidence import context_row, make_evidence
from explain.reasons import MOST_WORDS
from explain.values import word_count
from explain.words import CheckedText, check_words
from explain.writers.slots import make_slots, offered

Rows = Callable[..., list[dict[str, Any]]]


def _texts(stored: list[dict[str, Any]], seed: str = "x") -> dict[str, CheckedText]:
    evidence = make_evidence([*stored, context_row("2026-W47", 1)])
    claims = offered(build_claims(evidence))
    return {text.slot: text for text in check_words(make_slots(evidence, claims), Checker.of(claims), {}, seed)}


def test_every_sentence_of_the_template_passes_the_checker(rows: Rows) -> None:
    for seed in range(6):
        texts = _texts(rows(seed, 12, trend=seed % 2 == 0, rules=seed % 3 > 0))
        refused = [one for text in texts.values() for one in text.judgements if one.verdict != "supported"]
        assert [] == refused


def test_each_song_has_a_reason_of_at_most_30_words_and_detail_behind_it(rows: Rows) -> None:
    """A playlist's name counts as three words; the detail: further reasons, a sum and two asides at most."""
    songs = [text for slot, text in _texts(rows(1, 30)).items() if slot.startswith("song:")]
    assert 30 == len(songs)
    for text in songs:
        parts = [one.part for one in text.written if one.is_published]
        assert "reason" == parts[0]
        assert set(parts[1:]) <= {"detail"}
        assert 1 <= len(parts) <= 5
        assert word_count(text.published[0].text, {}) <= MOST_WORDS
    assert any(len(text.published) > 2 for text in songs)


def test_a_reason_counts_the_words_of_names(rows: Rows) -> None:
    """With titles of 24 words a sentence that names one is too long: the reason says the kind of part, or less."""
    stored = rows(3, 6)
    for row in stored:
        if row["kind"] == "part" and row["payload"].get("title"):
            row["payload"] = {**row["payload"], "title": " ".join(["Long"] * 24)}
    texts = _texts(stored)
    for slot, text in texts.items():
        if slot.startswith("song:"):
            assert word_count(text.published[0].text, {}) <= MOST_WORDS
            assert "Long Long" not in text.published[0].text


def test_neighbours_do_not_read_alike(rows: Rows) -> None:
    """The first words of 12 songs: no three in a row are the same, and there are many."""
    texts = [text.text for slot, text in _texts(rows(2, 12)).items() if slot.startswith("song:")]
    openings = [re.sub(r"“[^”]*”|\d+%", "", text)[:18] for text in texts]
    assert len(set(openings)) >= 6
    assert not any(len({*openings[place : place + 3]}) == 1 for place in range(10))


def test_the_same_evidence_gives_the_same_words(rows: Rows) -> None:
    assert [one.text for one in _texts(rows(5, 8)).values()] == [one.text for one in _texts(rows(5, 8)).values()]
    assert [one.text for one in _texts(rows(5, 8)).values()] != [one.text for one in _texts(rows(5, 8), "y").values()]


def test_reasons_stand_in_the_order_of_their_shares(rows: Rows) -> None:
    """Kendall's tau between the shares in a sentence and their order is 1."""
    for slot, text in _texts(rows(7, 30)).items():
        if slot.startswith("song:"):
            shares = [int(one) for one in re.findall(r"(\d+)%", text.published[0].text)]
            assert sorted(shares, reverse=True) == shares


def test_no_trend_is_said_plainly(rows: Rows) -> None:
    assert "no trend" in _texts(rows(1, 4, trend=False))["trend"].text.lower()


def test_without_wish_or_feedback_nothing_is_made_up(rows: Rows) -> None:
    text = _texts(rows(1, 4, rules=False))["changes"].text
    assert "no wish and no feedback" in text.lower()


def test_feedback_is_answered_before_wishes(rows: Rows) -> None:
    text = _texts(rows(1, 6))["changes"].text
    assert text.index("Ghost Ferry") < text.index("no rap")
    assert "vibey" in text


def test_a_short_slate_says_why(rows: Rows) -> None:
    stored = rows(1, 4)
    slate = stored[0]["payload"] | {"wanted": 30, "short_because": "9 candidates, at most 2 per artist"}
    stored[0] = {**stored[0], "payload": slate}
    text = _texts(stored)["headline"].text
    assert "four songs instead of 30: 9 candidates, at most 2 per artist" in text


def test_variety_says_whose_artists_rested(rows: Rows) -> None:
    weeks = rows(3, 6)[0]["payload"]["weeks_before"]
    assert weeks > 1
    text = _texts(rows(3, 6))["variety"].text
    assert "and four songs came from artists who were on none of your lists before." in text


def test_variety_tells_every_role_and_towards_what_the_list_stretches(rows: Rows) -> None:
    """Of each role how many songs; and where the dial stands, when it was turned."""
    stored = rows(3, 5)
    stored[0]["payload"] |= {"dial": 0.8}
    roles = ["core", "core", "stretch", "trend", "discovery"]
    for row, role in zip([row for row in stored if row["kind"] == "song"], roles, strict=True):
        row["payload"] |= {"role": role, "genres": [{"name": "dub techno", "weight": 1.0}]}
    text = _texts(stored)["variety"].text
    assert "our dial is at 0.80, on the adventurous side" in text
    for told in ("two songs stayed close to home", "one song came because people talk", "one song came as a discovery"):
        assert told in text.lower()
    assert "one song came to stretch you towards dub techno" in text
    assert 1 == text.count("stretch")


def test_a_wish_for_one_thing_alone_says_what_it_kept_away_and_what_nobody_knows(rows: Rows) -> None:
    text = _texts(rows(1, 6))["changes"].text
    assert "“only instrumental”" in text
    assert "two songs stayed outside of which nobody knows whether they have it" in text


def test_a_wish_for_novelty_is_answered_with_how_many_songs_are_new(rows: Rows) -> None:
    text = _texts(rows(1, 8))["changes"].text
    assert "“más descubrimientos”: seven of eight songs on this list are by artists new to you" in text
    assert "“zum Einschlafen”: seven of eight songs on this list suit sleeping by tempo, energy and mood" in text
