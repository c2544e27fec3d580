"""Lies by value: another number, name, week, unit or order; whether it is one must be held against the truth."""

import random
import re
from dataclasses import replace
from itertools import pairwise

from bench._lie_forms import COUNTS, NUMBERS, Made, Maker, body_of, small, with_text, with_value
from bench._reports import Report, Sentence
from explain.values import spellings
from pipelines.domain.telling import ENGLISH, GERMAN

STEPS = {"unit": 0.01, "amount": 0.001, "mean": 0.1}
"""The least difference that can be read; of all other numbers 1."""
UNITS = {"songs": "artists", "artists": "songs", "mentions": "people", "people": "mentions", "weeks": "songs"}
UNITS |= {"Songs": "Acts", "Acts": "Songs", "Erwähnungen": "Personen", "Personen": "Erwähnungen", "Wochen": "Songs"}
"""What is counted, and what is counted instead, in both languages."""
OTHER_SIGNS = {
    ENGLISH: (("%", " bpm"), (" bpm", "%"), (" bpm", " seconds"), ("%", " points")),
    GERMAN: ((" %", " BPM"), (" BPM", " %"), (" BPM", " Sekunden"), (" %", " Punkte"), (" %", " Promille")),
}
INVENTED = {
    "title": "“A Song Nobody Wrote”",
    "artist": "Nobody Real",
    "playlist": "“No Such List”",
    "words": "“no accordions”",
    "genre": "zouk",
    "mood": "furious",
    "subreddit": "r/hyperpop",
}
INVENTED_GERMAN = INVENTED | {
    "title": "„Ein Lied von Niemandem“",
    "artist": "Niemand Wirklich",
    "playlist": "„Keine Solche Liste“",
    "words": "„keine Akkordeons“",
    "mood": "wütend",
}
RISES = {ENGLISH: ", more than the usual {} a week.", GERMAN: ", mehr als die üblichen {} pro Woche."}
ORDERS = {
    ENGLISH: ("before", ", and {} is the first reason."),
    GERMAN: ("noch vor", ", und {} ist der erste Grund."),
}
WRONG_WEEKS = (
    *(("this week", "last week"), ("this week", "two weeks ago")),
    *(("iese Woche", "etzte Woche"), ("dieser Woche", "der Vorwoche"), ("der Woche", "des Jahres")),
)
EVERYTHING = {ENGLISH: ("all", "none", "half", "dozens"), GERMAN: ("alle", "keine", "die Hälfte", "Dutzende")}


def moved(by: int) -> Maker:
    def make(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
        for place in sentence.values(NUMBERS):
            piece = sentence.pieces[place]
            assert piece.claim is not None
            field = piece.claim.fields()[piece.field]
            value = float(piece.claim.at(field.slot) or 0) + by * STEPS.get(field.kind, 1)
            if value >= 0:
                yield with_value(sentence, place, spellings(field.kind, value, {}, report.language)[0]), True

    return make


def other(*kinds: str) -> Maker:
    """Another value of the same kind, known from elsewhere in the report."""

    def make(report: Report, sentence: Sentence, rng: random.Random) -> Made:
        for place in sentence.values(kinds):
            piece = sentence.pieces[place]
            assert piece.claim is not None
            kind = piece.claim.fields()[piece.field].kind
            known = [one for one in report.known[kind] if one != piece.text]
            if known:
                yield with_value(sentence, place, rng.choice(known)), True

    return make


def invented(*kinds: str) -> Maker:
    def make(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
        known = INVENTED_GERMAN if report.language == GERMAN else INVENTED
        for place in sentence.values(kinds):
            piece = sentence.pieces[place]
            assert piece.claim is not None
            yield with_value(sentence, place, known[piece.claim.fields()[piece.field].kind]), True

    return make


def wrong_week(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    for place in sentence.values(["week"]):
        number = int(re.findall(r"\d+", sentence.pieces[place].text)[-1])
        week = "Woche" if report.language == GERMAN else "week"
        yield with_value(sentence, place, f"{week} {rng.choice([number - 1, number + 1, number + 10])}"), True
    for stands, instead in WRONG_WEEKS:
        if stands in sentence.text:
            yield from with_text(sentence.text.replace(stands, instead))


def other_cause(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """Title and artist of another own song that is the reason of another song."""
    found = sorted({cause for about, cause in report.causes if about != sentence.about})
    for place in sentence.values(["title"]):
        piece = sentence.pieces[place]
        if piece.claim is not None and piece.claim.predicate in ("because_of_own", "sound_like") and found:
            title, artist = rng.choice(found)
            pieces = [
                replace(one, text={"title": title, "artist": artist}.get(one.field, one.text))
                if one.claim is not None and one.claim.claim_id == piece.claim.claim_id
                else one
                for one in sentence.pieces
            ]
            yield pieces, True


def borrowed_rise(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """What is usual for one artist, said of another: whoever is named, it must be theirs."""
    rises = [claim for claim in report.claims if claim.predicate == "trend_rise" and claim.at("value")]
    named = {piece.claim.predicate for piece in sentence.pieces if piece.claim is not None}
    if named != {"trend_mentions"}:
        return
    artist = next(piece.claim.objects[0] for piece in sentence.pieces if piece.claim is not None)
    usual = {report.spelled(one, "usual")[0] for one in rises}
    theirs = {report.spelled(one, "usual")[0] for one in rises if one.objects[1] == artist}
    for text in sorted(usual - theirs)[:3]:
        yield from with_text(body_of(sentence) + RISES[report.language].format(text))


def wrong_order(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """The shares of two causes exchanged, or the second put before the first in words."""
    shares = list(sentence.values(["percent", "percent_floor", "amount"]))
    for one, other in pairwise(shares):
        pieces = list(sentence.pieces)
        pieces[one] = replace(pieces[one], text=sentence.pieces[other].text)
        pieces[other] = replace(pieces[other], text=sentence.pieces[one].text)
        yield pieces, True
    titles = [sentence.pieces[place].text for place in sentence.values(["title"])]
    if len(set(titles)) > 1:
        before, first = ORDERS[report.language]
        yield from with_text(body_of(sentence) + f", {titles[-1]} {before} {titles[0]}.")
        yield from with_text(body_of(sentence) + first.format(titles[-1]))


def turned_ranks(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    places = [place for place in sentence.values(["rank"]) if sentence.pieces[place].field.startswith("rank_")]
    for one, other in pairwise(places):
        pieces = list(sentence.pieces)
        pieces[one] = replace(pieces[one], text=sentence.pieces[other].text)
        pieces[other] = replace(pieces[other], text=sentence.pieces[one].text)
        yield pieces, True


def wrong_unit(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for place in sentence.values(NUMBERS):
        text = sentence.pieces[place].text
        noun = text.rpartition(" ")[2]
        for stands, instead in OTHER_SIGNS[report.language]:
            if text.endswith(stands):
                yield with_value(sentence, place, text.removesuffix(stands) + instead), True
        if noun in UNITS:
            yield with_value(sentence, place, text.removesuffix(noun) + UNITS[noun]), True


def everything(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for place in sentence.values(["percent", *COUNTS]):
        for word in EVERYTHING[report.language]:
            yield with_value(sentence, place, word), True
    yield from with_text(
        f"Wie immer: {sentence.text}" if report.language == GERMAN else f"As always, {small(sentence.text)}"
    )
