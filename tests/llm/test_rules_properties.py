"""What holds of every wish: politeness changes nothing, clauses may change places, and the later word wins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.llm.rules import ParsedRule, parse_rules

CLAUSES = {
    "en": ("no rap", "more jazz", "slow songs", "songs from before 1980", "artists I don't know", "less pop or disco"),
    "de": ("kein Rap", "mehr Jazz", "langsame Lieder", "alles vor 1980", "lass Techno weg", "weniger Pop oder Disco"),
    "es": ("nada de rap", "más jazz", "canciones lentas", "antes de 1980", "el metal no me gusta", "menos pop o disco"),
}
PLEASE = {"en": "please", "de": "bitte", "es": "por favor"}
SOME = st.sampled_from(sorted(CLAUSES)).flatmap(
    lambda lang: st.tuples(st.just(lang), st.permutations(CLAUSES[lang]).map(lambda found: found[:3]))
)


def said(rules: list[ParsedRule]) -> set[tuple[str, str, str, float]]:
    return {(one.effect, one.facet, one.value, one.strength) for one in rules}


@given(SOME)
@settings(max_examples=20, deadline=None)
def test_a_please_changes_nothing(wish: tuple[str, list[str]]) -> None:
    lang, clauses = wish
    plain = parse_rules(", ".join(clauses))
    polite = parse_rules(f"{PLEASE[lang]}, {', '.join(clauses)}, {PLEASE[lang]}!")
    assert said(plain.rules) == said(polite.rules)
    assert plain.unread == polite.unread == []


@given(SOME)
@settings(max_examples=20, deadline=None)
def test_clauses_may_change_places(wish: tuple[str, list[str]]) -> None:
    """Each says what it says alone, wherever it stands."""
    together = said(parse_rules(". ".join(wish[1])).rules)
    assert together == {one for clause in wish[1] for one in said(parse_rules(clause).rules)}


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_and_every_rule_stands_in_it(text: str) -> None:
    wish = parse_rules(text)
    assert all(text[one.start : one.end] == one.words for one in wish.rules)
    assert all(words in text for words in wish.unread)


@pytest.mark.parametrize(
    ("first", "second", "effect"),
    [
        ("never jazz", "more jazz", "prefer"),
        ("more jazz", "never jazz", "exclude"),
        ("nie Jazz", "mehr Jazz", "prefer"),
        ("mehr Jazz", "nie wieder Jazz", "exclude"),
        ("nunca jazz", "más jazz", "prefer"),
        ("más jazz", "nunca jazz", "exclude"),
    ],
)
def test_the_later_word_on_one_thing_wins(first: str, second: str, effect: str) -> None:
    assert [(one.effect, one.value) for one in parse_rules(f"{first}. {second}").rules] == [(effect, "jazz")]
