"""The frame is whole: each text in every language, German words for all our keys, and no words beside the table."""

import json
import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from explain import web
from explain.evidence import KINDS
from explain.lexicon import CLASSES
from explain.phrases import PHRASES
from explain.predicates import PREDICATES
from explain.web.frame import FRAMES, Frame
from explain.web.frame.codes import CODES
from explain.web.frame.controls import IslandTexts
from explain.web.frame.keys import KEYS
from explain.web.frame.text import Counted, Labels, Text, texts_of, written
from pipelines.domain.telling import CHOICES, ENGLISH, GERMAN, LANGUAGES

ENGLISH_FRAME, GERMAN_FRAME = FRAMES[ENGLISH], FRAMES[GERMAN]
WEB = Path(web.__file__).parent
TEMPLATES = [path for path in (WEB / "templates").glob("*.html") if path.name != "listeners.html"]
"""The list of listeners is nobody's page, so it is English."""
ALIKE = {"taken.reddit", "playlist", "little", "hundredths", "in_this_month", "facts.genres", "facts.tempo"}
ALIKE |= {"verdict_outcomes.supported", "verdict_outcomes.resolved"}
"""Texts that are the same in both languages, or nothing but a value."""
NAMES_ON_PAGES = {"Linernotes", "report.json", "sha256", "r"}
SHOWN_ELSEWHERE = {"edition", "permalink", "playlist_id"}
"""Fields of rows that are added when a report is made or shown, and are no proof."""


def pieces() -> dict[str, tuple[str, str]]:
    """English and German of every piece of every text."""
    found = {}
    for name, text in texts_of(Frame):
        for place, both in enumerate(zip(*(written(text.by_language[one]) for one in LANGUAGES), strict=True)):
            keys = list(text.by_language[ENGLISH]) if isinstance(text, Labels) else []
            found[f"{name}.{keys[place]}" if keys else f"{name}.{place}" if isinstance(text, Counted) else name] = both
    return found


def places(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_every_text_has_every_language_the_same_keys_and_the_same_places() -> None:
    for name, text in texts_of(Frame):
        assert set(LANGUAGES) == set(text.by_language), name
        if isinstance(text, Labels):
            assert list(text.by_language[ENGLISH]) == list(text.by_language[GERMAN]), name
    for name, (english, german) in pieces().items():
        assert places(english) == places(german), name
        assert bool(english) == bool(german), name
    assert len(pieces()) > 250


def test_german_is_no_copy_of_english() -> None:
    assert {name for name, (english, german) in pieces().items() if english == german} <= ALIKE


def test_no_name_stands_for_two_texts() -> None:
    """The rooms of the frame share one space of names; a later one would hide an earlier one."""
    named = Counter(name for room in Frame.__mro__ for name in vars(room) if not name.startswith("_"))
    assert [] == [name for name, count in named.items() if count > 1]


def test_texts_are_read_in_the_language_of_the_frame() -> None:
    assert ["About this list", "Über diese Liste"] == [ENGLISH_FRAME.about, GERMAN_FRAME.about]
    assert ["2 songs", "1 Song"] == [ENGLISH_FRAME.songs(2), GERMAN_FRAME.songs(1)]
    assert isinstance(Frame.about, Text)


# ------------------------------------------------------------------ our keys
def test_every_kind_of_claim_field_and_variant_has_a_german_word() -> None:
    fields = {name for predicate in PREDICATES.values() for name in predicate.fields}
    assert set() == (set(PREDICATES) | fields) - set(KEYS)
    variants = {word for _, *variant in PHRASES for word in variant}
    assert [] == [word for word in variants if not set(word.split()) <= set(CODES) and word not in CODES]


def test_every_column_of_evidence_has_a_german_word() -> None:
    columns = {name for kind in KINDS.values() for name in kind.model_fields}
    assert set() == columns - set(KEYS) - set(CODES) - SHOWN_ELSEWHERE
    assert "Kandidaten" == GERMAN_FRAME.key("pool_size")
    assert ["pool size", "release year"] == [ENGLISH_FRAME.key("pool_size"), ENGLISH_FRAME.key("release_year")]


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("diversity", "Vielfalt"),
        ("source_share_trend", "Anteil der Quelle: Gespräche"),
        ("proposals_invented", "Vorschläge: erfunden"),
        ("hold_out_recall_20", "Trefferquote der versteckten Songs bis 20"),
        ("hold_out_recall_co_listed", "versteckte Songs durch: Playlists anderer"),
    ],
)
def test_metrics_have_german_names_families_by_their_stem(metric: str, said: str) -> None:
    assert said == GERMAN_FRAME.metric(metric)


def test_every_reason_of_the_checker_is_told_in_german() -> None:
    for kind in CLASSES:
        assert "keine Aussage trägt: x" in GERMAN_FRAME.refusal(f"{kind} that no claim carries: x")
    for reason in ("no claim is cited", "nothing is said", "it was said already", "evidence e1 is not what was frozen"):
        assert reason != GERMAN_FRAME.refusal(reason)
        assert reason == ENGLISH_FRAME.refusal(reason)


# ------------------------------------------------------------------ no words beside the table
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_words_of_their_own_and_ask_for_texts_that_exist(path: Path) -> None:
    template = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf8"), flags=re.DOTALL)
    assert set() == set(re.findall(r"\bframe\.(\w+)", template)) - set(dir(GERMAN_FRAME))
    said = re.findall(r"\"([^\"]*)\"|'([^']*)'", " ".join(re.findall(r"\{[{%].*?[%}]\}", template)))
    assert [] == [one for pair in said for one in pair if " " in one.strip(" .,:;·")]
    bare = re.sub(r"\{[{%].*?[%}]\}", " ", template, flags=re.DOTALL)
    spoken = re.findall(r"(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"", bare)
    words = re.findall(r"[^\W\d_][\w.]*", re.sub(r"<[^>]*>|&\w+;", " ", bare) + " ".join(spoken))
    assert set() == set(words) - NAMES_ON_PAGES


@pytest.mark.parametrize("path", sorted((WEB / "island" / "src").glob("*.vue")), ids=lambda path: path.name)
def test_the_island_has_no_words_of_its_own(path: Path) -> None:
    source = path.read_text(encoding="utf8")
    shown = source[source.index("<template>") : source.rindex("</template>")]
    assert [] == re.findall(r"\w+", re.sub(r"\{\{.*?\}\}|<[^>]*>", " ", shown, flags=re.DOTALL))
    script = re.sub(r"//.*", "", source[: source.index("</script>")])
    assert [] == [text for text in re.findall(r"'([^']*)'", script) if " " in text.strip(" ,")]


def test_the_island_s_texts_are_those_that_the_page_brings() -> None:
    declared = re.findall(r"^  (\w+): ", (WEB / "island" / "src" / "texts.ts").read_text(encoding="utf8"), re.MULTILINE)
    assert list(IslandTexts.__annotations__) == declared
    brought = json.loads(GERMAN_FRAME.island("Woche 48"))
    assert declared == list(brought)
    assert ["more", "less", "never", "wrong_reason"] == list(brought["kinds"])  # as the buttons of the form
    assert "Wer jetzt dreht, hört es ab Woche 48" in brought["turn_note"]


def test_whatever_can_be_chosen_has_a_name_in_every_language() -> None:
    for frame in FRAMES.values():
        assert {choice: list(values) for choice, values in CHOICES.items()} == {
            choice: list(names) for choice, names in frame.choices.items()
        }
        assert set(CHOICES) == set(frame.choice_titles)
