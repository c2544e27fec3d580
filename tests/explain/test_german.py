"""Liner notes in German: a wording for every kind of claim, values as German writes them, and a checker as strict."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from explain.checker import Checker
from explain.claims import Claim, build_claims
from explain.evidence import context_row, make_evidence
from explain.grammar import FIELD, frames
from explain.phrases import PHRASES, phrases_in
from explain.predicates import PREDICATES
from explain.reasons import MOST_WORDS
from explain.sentences import split_sentences
from explain.values import spellings, word_count
from explain.values_german import reason
from explain.words import CheckedText, check_words
from explain.writers.slots import make_slots, offered
from pipelines.domain.telling import GERMAN, VOICES, Voice

SONG, OTHER = UUID(int=1), UUID(int=2)
PLAYLIST = "p-1"
Rows = Callable[..., list[dict[str, Any]]]


# ------------------------------------------------------------------ wordings
def test_whatever_can_be_said_in_english_can_be_said_in_german() -> None:
    german = phrases_in(GERMAN)
    assert set(PHRASES) == set(german)
    for key, english in PHRASES.items():
        for part in ("first", "then", "also"):
            if getattr(english, part):
                assert getattr(german[key], part), f"{key}: no German {part}"


def test_german_wordings_place_known_fields_and_no_case_or_count_of_their_own() -> None:
    """A field stands alone: a count as a subject would ask for a verb that agrees with it."""
    for (predicate, *_), phrases in phrases_in(GERMAN).items():
        for text in [*phrases.exact(), *phrases.also]:
            assert set(FIELD.findall(text)) <= set(PREDICATES[predicate].fields), text
        for text in phrases.exact():
            assert not re.search(r"\{(songs|artists|mentions|weeks|genres)\} (sind|kommen|stehen|bleiben)\b", text)
    assert len(frames(GERMAN)) > 400


# ------------------------------------------------------------------ values
@pytest.mark.parametrize(
    ("kind", "value", "spelled"),
    [
        ("percent", 38.2, "38 %"),
        ("percent_floor", 38.9, "38 %"),
        ("bpm", 118.4, "118 BPM"),
        ("unit", 0.5, "0,50"),
        ("amount", -0.0213, "0,021"),
        ("mean", 2.5, "2,5"),
        ("rank", 1204, "1.204"),
        ("songs", 1, "1 Song"),
        ("songs", 2, "zwei Songs"),
        ("songs", 13, "13 Songs"),
        ("candidates", 1204, "1.204 Kandidaten"),
        ("weeks", 1, "1 Woche"),
        ("count", 0, "keiner"),
        ("count", 1, "einer"),
        ("count", 12, "zwölf"),
        ("week", "2026-W47", "Woche 47"),
        ("date", "2026-11-21T08:00:00+00:00", "21.11.2026"),
        ("title", "Sag „ja“", "„Sag ‚ja‘“"),
        ("words", "less: jazz", "„less: jazz“"),
        ("feedback", "less: Sundial, Lila Voss", "„weniger: Sundial, Lila Voss“"),
        ("feedback", "never", "„nie“"),
        ("subreddit", "indieheads", "r/indieheads"),
    ],
)
def test_values_are_written_as_german_writes_them(kind: str, value: Any, spelled: str) -> None:
    assert spelled == spellings(kind, value, {}, GERMAN)[0]


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("no candidate was found", "kein Kandidat wurde gefunden"),
        (
            "40 candidates, 9 of the best 30 known to play on Spotify; 12 lacked what was asked for alone",
            "40 Kandidaten, von den besten 30 sind 9 auf Spotify spielbar; 12 fehlte, was allein gewünscht war",
        ),
        (
            "40 candidates, at most 2 per artist and one version of each song",
            "40 Kandidaten, höchstens 2 pro Act und eine Fassung je Song",
        ),
        ("reddit 2026-11-18", "reddit 2026-11-18"),
    ],
)
def test_why_a_slate_is_short_is_told_in_german(english: str, german: str) -> None:
    """The forms of pipelines.recommend.slate_evidence.short_because; what is no such sentence stays."""
    assert german == reason(english)


# ------------------------------------------------------------------ the template writer
def _texts(stored: list[dict[str, Any]], voice: Voice = "plain") -> dict[str, CheckedText]:
    evidence = make_evidence([*stored, context_row("2026-W47", 1)])
    assert GERMAN == evidence.telling.language
    claims = offered(build_claims(evidence))
    checker = Checker.of(claims, language=evidence.telling.language)
    return {text.slot: text for text in check_words(make_slots(evidence, claims), checker, {}, "x", voice=voice)}


def test_every_german_sentence_of_the_template_passes_and_is_german(rows: Rows) -> None:
    for seed in range(6):
        voice = list(VOICES)[seed % 3]
        texts = _texts(rows(seed, 12, trend=seed % 2 == 0, rules=seed > 1, language="de"), voice)
        refused = [one for text in texts.values() for one in text.judgements if one.verdict != "supported"]
        assert [] == refused
        for slot, text in texts.items():
            bare = re.sub(r"„[^“]*“", "", text.text)
            assert not re.search(r"\b(of|and|its|your|score|list|songs by|with)\b", bare), bare
            if slot.startswith("song:"):
                assert word_count(text.published[0].text, {}) <= MOST_WORDS


# ------------------------------------------------------------------ the checker
def _claim(
    number: int, predicate: str, objects: tuple[Any, ...], value: float | None = None, about: UUID = SONG
) -> Claim:
    return Claim(
        claim_id=f"c{number}",
        recording_id=about,
        predicate=predicate,
        subject=str(about),
        objects=objects,
        value=value,
        evidence_ids=("e1",),
    )


CLAIMS = [
    _claim(1, "because_of_own", ("Grey Weather", "Low Ceiling"), 38.2),
    _claim(2, "because_of_own", ("Tide Tables", "Dr. Felt"), 12.0),
    _claim(3, "tempo_compared", ("faster", 88.0, 121.0, "Sundial"), 142.0),
    _claim(4, "what_if_rank", ("playlist", "falls", 3, 1000, PLAYLIST, "", "Sundial"), 41.0),
    _claim(5, "because_of_own", ("Copper & Clay", "M.I.N.T."), 12.0, OTHER),
    _claim(6, "trend_mentions", ("Lila Voss", 9, "2026-W47", "indieheads"), 12.0),
    _claim(7, "trend_rise", ("more", "Lila Voss"), 2.5),
    _claim(8, "trend_mentions", ("Low Ceiling", 3, "2026-W47", "indieheads"), 4.0, OTHER),
    _claim(9, "trend_rise", ("more", "Low Ceiling"), 0.5, OTHER),
]
CHECKER = Checker.of(CLAIMS, {PLAYLIST: "Rainy Sundays"}, GERMAN)
TRUE = "38 % der Wertung kommt aus „Grey Weather“ von Low Ceiling"


def test_slots_are_filled_as_german_writes_values() -> None:
    judged = CHECKER.judge_slots("{c1.object:0} von {c1.object:1} liefert {c1.value} der Wertung.", ["c1"], SONG)
    assert ("supported", "„Grey Weather“ von Low Ceiling liefert 38 % der Wertung.") == (judged.verdict, judged.text)
    judged = CHECKER.judge_slots(
        "ohne deine Playlist {c4.object:4} fiele der Song von Rang {c4.object:2} auf Rang {c4.value} "
        "von {c4.object:3}.",
        ["c4"],
        SONG,
    )
    assert "Ohne deine Playlist {playlist:p-1} fiele der Song von Rang 3 auf Rang 41 von 1.000." == judged.text


@pytest.mark.parametrize(
    "sentence",
    [
        f"{TRUE}.",
        f"Am Rande: {TRUE}!",
        TRUE.replace("38 %", "38%") + ".",
        TRUE.replace("38 %", "38\N{NO-BREAK SPACE}%") + ".",
        f"{TRUE}, und „Tide Tables“ von Dr. Felt steuert 12 % bei.",
        "Ohne deine Playlist „Rainy Sundays“ fiele der Song von Rang 3 auf Rang 41 von 1.000.",
        "Ohne deine Playlist ohne Namen fiele der Song von Rang 3 auf Rang 41 von 1000.",
        "Mit 142 BPM läuft „Sundial“ schneller als deine üblichen 88 bis 121.",
        "Zwölf Erwähnungen gab es für Lila Voss auf Reddit in Woche 47.",
        "12 Erwähnungen gab es für Lila Voss auf Reddit in KW 47, mehr als die üblichen 2,5 pro Woche.",
    ],
)
def test_a_german_sentence_is_read_back_into_claims(sentence: str) -> None:
    assert "supported" == CHECKER.judge_finished(sentence).verdict


@pytest.mark.parametrize(
    "sentence",
    [
        # numbers and units
        TRUE.replace("38 %", "39 %"),
        TRUE.replace("38 %", "achtunddreißig Prozent"),
        TRUE.replace("38 %", "38 ‰"),
        TRUE.replace("38 %", "3,8 %"),
        TRUE.replace("38 %", "38 Punkte"),
        "Ohne deine Playlist „Rainy Sundays“ fiele der Song von Rang 3 auf Rang 41 von 1,000.",
        "12 Erwähnungen gab es für Lila Voss auf Reddit in Woche 46.",
        # what stands before a number
        *(
            TRUE.replace("38 %", f"{word} 38 %")
            for word in ("nur", "fast", "mehr als", "über", "gut", "rund", "bis zu", "an die", "weniger als", "keine")
        ),
        TRUE.replace("38 %", "doppelt so viel wie 38 %"),
        # negation, doubt, source, duration
        TRUE.replace("kommt", "kommt nicht"),
        TRUE.replace("kommt", "käme"),
        f"Es stimmt nicht, dass {TRUE}",
        f"Keiner weiß es: {TRUE}",
        f"Laut Spotify: {TRUE}",
        f"Angeblich {TRUE}",
        f"Seit Wochen gilt: {TRUE}",
        f"{TRUE}?",
        # superlatives, causes, orders
        f"{TRUE}, mehr als von jedem anderen Lied",
        f"{TRUE}, das beste Lied der Liste",
        f"{TRUE}, weil du es so oft hörst",
        f"{TRUE}, und damit ist es dein Lied",
        f"{TRUE}, und das ist der Song der Woche",
        f"{TRUE}, und der Song kommt in dein Regal",
        f"{TRUE}; dein Song ist es",
        f"Das sagt die Musik: {TRUE}",
        f"{TRUE}, noch vor „Tide Tables“ von Dr. Felt",
        # who did what
        "38 % der Wertung kommt aus „Tide Tables“ von Low Ceiling",
        "38 % der Wertung kommt aus „Sundial“ von Low Ceiling",
        "Low Ceiling kommt aus „Grey Weather“ von 38 % der Wertung",
        "Ohne deine Playlist „Rainy Sundays“ fiele der Song von Rang 41 auf Rang 3 von 1.000",
        "Ohne deine Playlist „Rainy Sundays“ stiege der Song von Rang 3 auf Rang 41 von 1.000",
        "Ohne deine Playlist „Gym“ fiele der Song von Rang 3 auf Rang 41 von 1.000",
        "Mit deiner Playlist „Rainy Sundays“ fiele der Song von Rang 3 auf Rang 41 von 1.000",
        "Mit 142 BPM läuft „Sundial“ langsamer als deine üblichen 88 bis 121",
        "12 Erwähnungen gab es für Lila Voss auf Reddit in Woche 47, mehr als die üblichen 0,5 pro Woche",
        # letters that look alike, umlauts that are none, other marks
        TRUE.replace("Grey Weather", "Grеy Weather"),
        TRUE.replace("Low Ceiling", "Löw Ceiling"),
        TRUE.replace("kommt", "kоmmt"),
        f"{TRUE}, scho\u0308n",
        TRUE.replace("„", "“").replace("Weather“", "Weather”"),
        # mixed languages
        f"{TRUE}, and you will love it",
        f"Never: {TRUE}",
        "38 % of its score grows out of „Grey Weather“ by Low Ceiling",
    ],
)
def test_a_german_lie_is_refused(sentence: str) -> None:
    assert (
        "supported" != CHECKER.judge_finished(f"{sentence.rstrip('?')}{'?' if sentence.endswith('?') else '.'}").verdict
    )


def test_a_capital_makes_no_name_and_the_reason_is_named() -> None:
    assert "a cause that no claim carries: weil" == CHECKER.judge_finished(f"{TRUE}, weil Kritik lobt.").reason
    assert "a negation" in CHECKER.judge_finished(f"{TRUE}, nicht wahr.").reason
    assert "words that no claim carries: Kritik lobt" == CHECKER.judge_finished(f"{TRUE}, Kritik lobt.").reason


def test_each_report_is_read_in_its_own_language() -> None:
    english = "38% of its score grows out of “Grey Weather” by Low Ceiling."
    in_english = Checker.of(CLAIMS)
    assert "supported" == in_english.judge_finished(english).verdict
    assert "supported" != CHECKER.judge_finished(english).verdict
    assert "supported" != in_english.judge_finished(f"{TRUE}.").verdict


def test_a_date_or_a_name_in_marks_ends_no_sentence() -> None:
    text = (
        "Das Gespräch ist nachzulesen auf r/indieheads, 21.11.2026. „Herr Mond. Ein Walzer.“ von M.I.N.T. bleibt. Ende."
    )
    assert 3 == len(split_sentences(text, ["M.I.N.T."]))
