"""The labelled wishes are what they promise to be, and are counted as told."""

from collections import Counter

import pytest

from bench._wish_labels import ARTISTS, HALVES, NAMESAKE, Label, LabelledWish, Score, invented_catalogue, read_labels
from pipelines.domain.wishes import ACTIVITIES, DECADES, NOVELTY, TEMPO_BPM, era_years
from pipelines.llm.rules import ParsedRule, parse_rules
from pipelines.llm.words import base_genres, base_moods, language_codes

VALUES = {
    "genre": set(base_genres()),
    "mood": set(base_moods()),
    "tempo": set(TEMPO_BPM),
    "decade": set(DECADES),
    "language": set(language_codes()),
    "artist": set(ARTISTS),
    "novelty": set(NOVELTY),
    "activity": set(ACTIVITIES),
    "explicit": {"true"},
}


def rule(effect: str, facet: str, value: str) -> ParsedRule:
    return ParsedRule(effect, facet, value, 1.0, "")  # type: ignore[arg-type]


def test_there_are_enough_of_each_language_half_and_kind() -> None:
    wishes = read_labels()
    assert len(wishes) >= 150
    assert len({wish.text for wish in wishes}) == len(wishes)
    by_language = Counter(wish.language for wish in wishes)
    assert all(by_language[language] >= 50 for language in ("en", "de", "es"))
    kinds = {"easy", "negated", "combined", "vague", "unreadable", "contradictory", "typo", "long"}
    for half in HALVES:
        for language in ("en", "de", "es"):
            assert kinds == {wish.kind for wish in wishes if (wish.half, wish.language) == (half, language)}


def test_every_label_names_what_exists() -> None:
    for wish in read_labels():
        for label in wish.rules:
            assert label.effects <= {"prefer", "avoid", "exclude", "only"}, wish.text
            if label.facet == "years":
                assert all(era_years(value) for value in label.values), wish.text
            else:
                assert label.values <= VALUES[label.facet], (wish.text, label.values - VALUES[label.facet])
        assert all(word in wish.text for word in wish.unread), wish.text


def test_counts_of_one_wish() -> None:
    """Two expected, one found in two of its values (counts once), one missed, one too many; one of two words unread."""
    happy = Label(frozenset({"prefer"}), "mood", frozenset({"happy", "cheerful"}))
    rap = Label(frozenset({"exclude", "avoid"}), "genre", frozenset({"hip hop"}))
    wish = LabelledWish("en", "held_out", "easy", "...", (happy, rap), frozenset({"sea", "fog"}))
    score = Score()
    score.add(
        wish,
        [rule("prefer", "mood", "happy"), rule("prefer", "mood", "cheerful"), rule("only", "genre", "jazz")],
        ["sea"],
    )
    assert (score.right, score.wrong, score.missed, score.exact) == (1, 1, 1, 0)
    assert (score.precision, score.recall, score.f1, score.unread_recall) == (0.5, 0.5, 0.5, 0.5)
    score.add(wish, [rule("prefer", "mood", "happy"), rule("avoid", "genre", "hip hop")], ["fog sea"])
    assert (score.exact_share, score.f1, score.unread_recall) == (0.5, pytest.approx(0.75), 0.75)


def test_the_parser_keeps_what_it_learned_from_the_development_half() -> None:
    score = Score()
    for wish in read_labels():
        if wish.half == "development":
            read = parse_rules(wish.text, None, invented_catalogue())
            score.add(wish, read.rules, read.unread)
    assert score.f1 > 0.95, score.failures
    assert parse_rules(f"more {NAMESAKE}", None, invented_catalogue()).unread == [NAMESAKE]
