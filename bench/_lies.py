"""Lies out of true sentences, by kind: each is false or unproven by how it is made, or is held against the truth."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from bench import _value_lies as by_value
from bench import _word_lies as by_word
from bench._attached_lies import ENGLISH_ATTACHED, GERMAN_ATTACHED, of_the_sentence_before
from bench._german_lies import GERMAN_WORDS, around, before_numbers
from bench._lie_forms import Made, Maker
from bench._reports import Report, Sentence, as_text
from pipelines.domain.telling import ENGLISH, GERMAN, Language


@dataclass(frozen=True)
class Lie:
    """A text that is not true of the song that it stands under (about None: of the slate).

    Attributes:
        is_true: It happens to be true after all, so it is no lie and is not tried.
    """

    kind: str
    text: str
    about: UUID | None
    is_true: bool = False


def _of_another_song(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """The sentence under another song of the list; `lies_of` puts it there."""
    del report, rng
    if sentence.about is not None:
        yield sentence.pieces, True


_BY_VALUE: dict[str, Maker] = {
    "number + 1": by_value.moved(1),
    "number - 1": by_value.moved(-1),
    "number far off": by_value.moved(17),
    "swapped artist": by_value.other("artist"),
    "invented artist": by_value.invented("artist"),
    "swapped song": by_value.other("title"),
    "invented song": by_value.invented("title"),
    "wrong playlist": by_value.other("playlist"),
    "invented playlist": by_value.invented("playlist"),
    "wrong wish": by_value.invented("words"),
    "wrong genre or mood": by_value.other("genre", "mood"),
    "wrong subreddit": by_value.invented("subreddit"),
    "other subreddit": by_value.other("subreddit"),
    "wrong week": by_value.wrong_week,
    "wrong cause": by_value.other_cause,
    "wrong order of causes": by_value.wrong_order,
    "borrowed rise": by_value.borrowed_rise,
    "turned ranks": by_value.turned_ranks,
    "wrong unit": by_value.wrong_unit,
    "all or nothing": by_value.everything,
    "reason of another song": _of_another_song,
}
_ENGLISH_WORDS: dict[str, Maker] = {
    "invented post": by_word.invented_post,
    "negation": by_word.negated,
    "denial": by_word.denied,
    "superlative": by_word.superlative,
    "dropped qualifier": by_word.unqualified,
    "opposite": by_word.opposite,
    "invented comparison": by_word.compared,
    "invented cause": by_word.wrong_cause,
    "borrowed cause": by_word.borrowed_cause,
    "half-true conjunction": by_word.half_true,
    "hedge": by_word.hedged,
    "promise": by_word.promised,
    "wrong origin": by_word.wrong_origin,
    "neutral words": by_word.of_neutral_words,
    "talk of a song": by_word.talk_of_a_song,
    "mixed languages": around(
        "{body}, das beste Lied der Liste.",
        "{body}, weil die Kritik es liebt.",
        "{body}, und du wirst es lieben.",
        "{body}, und es ist dein Lied.",
        "Es stimmt nicht: {text}",
        "Kaum: {text}",
    ),
    "hedge, German": before_numbers("fast", "mehr als", "höchstens"),
}
KINDS: dict[Language, dict[str, Maker]] = {
    ENGLISH: _BY_VALUE | _ENGLISH_WORDS | ENGLISH_ATTACHED,
    GERMAN: _BY_VALUE | GERMAN_WORDS | GERMAN_ATTACHED,
}
"""Makers by the language of the true sentences."""
OTHER_LISTENER = "other listener's song"
SENTENCE_BEFORE = "sentence of another song"
"""The kinds that are not held against the song that they stand under."""


def lies_of(report: Report, other: Report, sentence: Sentence, rng: random.Random) -> Iterator[Lie]:
    """All lies out of one true sentence of a report.

    Args:
        report: Whose.
        other: Another listener's, to whom the sentence is told as well.
        sentence: Of `report`.
        rng: Seeded.
    """
    songs = [song for song, _, _ in report.evidence.songs if song != sentence.about]
    for kind, make in KINDS[report.language].items():
        for pieces, is_of_values in make(report, sentence, rng):
            about = rng.choice(songs) if kind == "reason of another song" else sentence.about
            text = as_text(pieces)
            if text != sentence.text or about != sentence.about:
                yield Lie(kind, text, about, is_true=is_of_values and report.is_true(pieces, about))
    for text in of_the_sentence_before(report, sentence, rng):
        yield Lie(SENTENCE_BEFORE, text, None)
    yield Lie(OTHER_LISTENER, sentence.text, None, is_true=other.is_true(sentence.pieces, None))
