"""Lies by words: a negation, cause, comparison, superlative, hedge or promise that no value of a claim makes true."""

import random
import re

from bench._lie_forms import COUNTS, Made, body_of, small, with_text, with_words
from bench._reports import Report, Sentence, as_text
from bench._value_lies import moved
from explain.values import quoted
from explain.values_german import quoted as quoted_german
from pipelines.domain.telling import GERMAN

OPPOSITES = (
    *(("slower", "faster"), ("older", "newer"), ("darker", "brighter"), ("calmer", "livelier"), ("fall", "rise")),
    *(
        ("before your usual", "after your usual"),
        ("inside", "outside"),
        ("at least", "at most"),
        ("familiar", "adventurous"),
    ),
    *(
        ("less weight", "more weight"),
        ("first of all", "last of all"),
        ("opens with", "closes with"),
        ("costs", "brings"),
    ),
)
_NEGATABLE = re.compile(
    r" (?:is|are|would|comes|came|adds|grows|has|have|had|carries|makes|leans|keep|keeps|follows|shares|drew|stood|"
    r"stayed|named|brings|answers|got|reach|opened|dates|traces|sits?|runs|walks|falls|costs|takes) "
)


def invented_post(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    yield from with_text(body_of(sentence) + ", as a post on r/indieheads says.")
    yield from with_text(sentence.text + " Somebody on r/hyperpop said the same.")
    yield from with_text(body_of(sentence) + ", “a masterpiece”, to quote a post.")


def negated(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    text = sentence.text
    for match in _NEGATABLE.finditer(text):
        yield from with_text(text[: match.end()] + "not " + text[match.end() :])
        yield from with_text(text[: match.start()] + " never" + text[match.start() :])
    for word, instead in ((" not ", " "), ("without ", "with "), ("nothing ", "something ")):
        if word in text:
            yield from with_text(text.replace(word, instead, 1))


def denied(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for start in ("It is not true that ", "Nobody can say that ", "It is false that "):
        yield from with_text(start + small(sentence.text))


def superlative(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    text = sentence.text
    yield from with_text(body_of(sentence) + ", the best of this list.")
    yield from with_text(body_of(sentence) + ", and nothing beats it.")
    yield from with_text(f"Above all, {small(text)}")
    if " its " in text:
        yield from with_text(text.replace(" its ", " its greatest ", 1))


def opposite(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for one, other in OPPOSITES:
        for stands, instead in ((one, other), (other, one)):
            changed = re.sub(rf"\b{stands}\b", instead, sentence.text, count=1)
            if changed != sentence.text:
                yield from with_text(changed)


def unqualified(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """What is a bound, or one among others, told as the whole."""
    for word in ("at least ", "At least ", "one of "):
        if word in sentence.text:
            yield from with_text(sentence.text.replace(word, "", 1))


def compared(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    yield from with_text(body_of(sentence) + ", more than any other song.")
    yield from with_text(body_of(sentence) + ", and it is louder than all you keep.")
    yield from with_text(body_of(sentence) + ", twice as much as last week.")


def wrong_cause(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    yield from with_text(body_of(sentence) + ", because critics love it.")
    yield from with_text(body_of(sentence) + ", since you played it often.")
    yield from with_text(f"Thanks to its cover, {small(sentence.text)}")


def borrowed_cause(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """A true reason why the song is here, as the reason for something else."""
    roles = {one.variant[0] for one in report.claims if one.predicate == "role" and one.recording_id == sentence.about}
    told = {"wish": "because you asked", "trend": "because people talk", "core": "because it is close to home"}
    if not any(piece.claim is not None and piece.claim.predicate == "role" for piece in sentence.pieces):
        for role in sorted(roles & told.keys()):
            yield from with_text(f"{body_of(sentence)} {told[role]}.")


def half_true(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """A true sentence, and a clause of a false one."""
    others = [one for one in report.sentences if one.about == sentence.about and one.text != sentence.text]
    false = [
        pieces
        for one in rng.sample(others, min(3, len(others)))
        for pieces, _ in moved(1)(report, one, rng)
        if not report.is_true(pieces, sentence.about)
    ]
    for pieces in false[:2]:
        yield from with_text(f"{body_of(sentence)}, and {small(as_text(pieces))}")
    yield from with_text(f"{body_of(sentence)}, and it was recorded in one night.")


def hedged(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for place in sentence.values(["percent", "percent_floor", "bpm", "rank", *COUNTS]):
        for hedge in ("nearly ", "more than ", "up to ", "hardly "):
            yield with_words(sentence, place, hedge), False


def promised(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    yield from with_text(body_of(sentence) + ", and you will love it.")
    yield from with_text(body_of(sentence) + "; everybody agrees.")


def of_neutral_words(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """Words that are harmless one by one."""
    yield from with_text(body_of(sentence) + ", and it is yours.")
    yield from with_text(body_of(sentence) + ", and that is the song of the week.")
    yield from with_text(f"This is our record: {small(sentence.text)}")
    yield from with_text(f"Perhaps {small(sentence.text)}")
    yield from with_text(f"Just {small(sentence.text)}")
    yield from with_text(body_of(sentence) + ", a small part of it.")
    yield from with_text(body_of(sentence) + ", from your list.")
    yield from with_text(body_of(sentence) + ", and you follow the artist.")
    yield from with_text(f"As the artist says, {small(sentence.text)}")
    yield from with_text(f"This morning {small(sentence.text)}")


def talk_of_a_song(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """What people said of an artist, told of a song."""
    title = next((song.title for recording_id, _, song in report.evidence.songs if recording_id == sentence.about), "")
    claims = {piece.claim.predicate for piece in sentence.pieces if piece.claim is not None}
    if not title or claims != {"trend_mentions"}:
        return
    named = quoted_german(title) if report.language == GERMAN else quoted(title)
    by, of = ("von", "für") if report.language == GERMAN else ("by", "for")
    for place in sentence.values(["artist"]):
        yield with_words(sentence, place, f"{named} {by} "), False
    yield from with_text(f"{body_of(sentence)}, {of} {named}.")


def wrong_origin(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    for one, other in (
        ("your wish", "your feedback"),
        ("your feedback", "your wish"),
        ("you asked", "your friends asked"),
    ):
        if one in sentence.text:
            yield from with_text(sentence.text.replace(one, other, 1))
