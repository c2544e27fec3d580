"""Planted lies are caught and true sentences pass: a mutation set over generated reports, both at 99 % or better."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from explain.checker import Checker
from explain.claims import build_claims
from explain.evidence import Evidence, context_row, make_evidence, playlist_rows
from explain.reports import fill_names
from explain.sentences import split_sentences
from explain.writers.slots import make_slots, offered
from explain.writers.template import TemplateWriter

REPORTS, SONGS = 6, 15
NUMBER_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
NEGATABLE = ["is", "would", "comes", "adds", "grows", "traces", "has", "carries", "makes", "came", "drew", "follows"]
Rows = Callable[..., list[dict[str, Any]]]


class Report:
    """Evidence, its checker on everything, and the sentences of its texts as a reader sees them."""

    def __init__(self, stored: list[dict[str, Any]], names: dict[str, str], seed: str) -> None:
        self.evidence: Evidence = make_evidence([*stored, context_row("2026-W47", 1), *playlist_rows(names)])
        self.checker = Checker.of_evidence(self.evidence)
        claims = offered(build_claims(self.evidence))
        writer, drawn = TemplateWriter(seed), Checker.of(claims)
        texts = []
        for slot in make_slots(self.evidence, claims):
            judged = [drawn.judge_slots(one.text, one.claim_ids, slot.about) for one in writer.write(slot).sentences]
            texts.append(" ".join(fill_names(one.text, names) for one in judged))
        self.sentences = [one for text in texts for one in split_sentences(text, self.checker.spellings.names)]
        payloads = [row.payload for row in self.evidence.rows]
        self.titles = sorted({one["title"] for one in payloads if one.get("title")})
        self.artists = sorted({one["artist_name"] for one in payloads if one.get("artist_name")})


@pytest.fixture(scope="module")
def reports(rows: Rows) -> list[Report]:
    lists = {one for row in rows(1) for one in row["payload"].get("playlist_ids", [])}
    names = dict(zip(sorted(lists), ["Rainy Sundays", "Gym. Again.", "Songs for Ana"], strict=True))
    options = [{}, {"trend": False}, {"rules": False}]
    return [Report(rows(seed, SONGS, **options[seed % 3]), names, str(seed)) for seed in range(REPORTS)]


def _lies(report: Report, sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, changed sentence), each false or unproven by construction."""
    yield from _swapped_names(report, sentence, rng)
    for match in re.finditer(r"\d+", sentence):
        yield "number", sentence[: match.start()] + str(int(match[0]) + rng.choice([-1, 1])) + sentence[match.end() :]
    for match in re.finditer(r"\b(?:" + "|".join(NUMBER_WORDS) + r")\b", sentence, re.IGNORECASE):
        other = NUMBER_WORDS[(NUMBER_WORDS.index(match[0].lower()) + 1) % len(NUMBER_WORDS)]
        yield "number", sentence[: match.start()] + other + sentence[match.end() :]
    if "week 47" in sentence:
        yield "wrong week", sentence.replace("week 47", rng.choice(["week 46", "week 48", "week 7"]))
    for word in NEGATABLE:
        if f" {word} " in sentence:
            yield "negation", sentence.replace(f" {word} ", f" {word} not ", 1)
    if " not " in sentence:
        yield "negation", sentence.replace(" not ", " ", 1)
    yield "negation", "It is not true that " + sentence[:1].lower() + sentence[1:]
    yield "invented post", sentence.rstrip(".") + ", as a post on r/indieheads says."
    yield (
        "invented post",
        re.sub(r"r/\w+", "r/hyperpop", sentence) if "r/" in sentence else sentence + " See r/hyperpop.",
    )
    yield "superlative", sentence.rstrip(".") + ", the best of this list."
    yield (
        "superlative",
        sentence.replace(" its ", " its greatest ", 1) if " its " in sentence else "Most of all: " + sentence,
    )
    yield "comparison", sentence.rstrip(".") + ", more than any other song."
    yield "cause", sentence.rstrip(".") + ", because critics love it."
    for one, other in (
        ("slower", "faster"),
        ("older", "newer"),
        ("darker", "brighter"),
        ("calmer", "livelier"),
        ("fall", "rise"),
    ):
        if one in sentence:
            yield "comparison", sentence.replace(one, other)
        elif other in sentence:
            yield "comparison", sentence.replace(other, one)


def _swapped_names(report: Report, sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    for title in report.titles:
        if f"“{title}”" in sentence:
            other = rng.choice([one for one in report.titles if one != title])
            yield "other song", sentence.replace(f"“{title}”", f"“{other}”")
            yield "other song", sentence.replace(f"“{title}”", "“A Song Nobody Wrote”")
    for artist in report.artists:
        if re.search(rf"(?<!\w){re.escape(artist)}(?!\w)", sentence):
            other = rng.choice([one for one in report.artists if one != artist])
            yield "swapped artist", sentence.replace(artist, other)
            yield "swapped artist", sentence.replace(artist, "Nobody Real")


def test_true_sentences_pass(reports: list[Report]) -> None:
    """At least 99 % of the sentences of 6 reports, read without their slots; in fact all of them."""
    judged = [report.checker.judge_finished(one) for report in reports for one in report.sentences]
    refused = [(one.text, one.reason) for one in judged if one.verdict != "supported"]
    assert len(judged) > 200
    assert len(refused) <= 0.01 * len(judged), refused[:5]


def test_planted_lies_are_caught(reports: list[Report]) -> None:
    """At least 99 % of each kind. What slips through is another truth: "A by X" for "A by Y" when both are kept."""
    rng = random.Random(7)
    planted: Counter[str] = Counter()
    believed: list[tuple[str, str, str]] = []
    for report in reports:
        for sentence in report.sentences:
            for kind, lie in _lies(report, sentence, rng):
                if lie in report.sentences or lie == sentence:
                    continue
                planted[kind] += 1
                if all(report.checker.judge_finished(one).verdict == "supported" for one in split_sentences(lie)):
                    believed.append((kind, sentence, lie))
    missed = Counter(kind for kind, _, _ in believed)
    assert set(planted) >= {
        "number",
        "other song",
        "swapped artist",
        "wrong week",
        "negation",
        "invented post",
        "superlative",
    }
    assert len(believed) <= 0.01 * planted.total(), believed[:5]
    assert all(missed[kind] <= max(0.01 * count, 1) for kind, count in planted.items()), believed
