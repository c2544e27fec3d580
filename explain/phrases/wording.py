"""What the wordings of a kind of claim are, and names that several kinds share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.domain.telling import NERDY, WARM, Voice


@dataclass(frozen=True)
class Said:
    """Wordings that open a sentence, and such that go on in one."""

    first: Sequence[str] = ()
    then: Sequence[str] = ()


@dataclass(frozen=True)
class Phrases:
    """The wordings of one kind of claim, in one language.

    `first` and `then` are common to all voices, and what the plain one says. A voice with wordings of its own here uses
    these alone; where it has none (of a language, of a kind, of `then`) the common ones speak.

    Attributes:
        also: Looser patterns for what a model says, in whatever voice.
    """

    first: Sequence[str] = ()
    then: Sequence[str] = ()
    also: Sequence[str] = ()
    warm: Said = field(default_factory=Said)
    nerdy: Said = field(default_factory=Said)

    def of(self, voice: Voice) -> Said:
        """What a voice says: its own wordings, else the common ones."""
        own = {WARM: self.warm, NERDY: self.nerdy}.get(voice, Said())
        first = own.first or self.first
        return Said(first, own.then or self.then or first)

    def exact(self) -> Iterator[str]:
        """Every wording of every voice, each once: what may be said word by word."""
        said = [self.first, self.then, *(part for own in (self.warm, self.nerdy) for part in (own.first, own.then))]
        yield from dict.fromkeys(text for texts in said for text in texts)


Key = tuple[str, ...]
"""Predicate and variant."""

TERMS = {
    "own": "songs you already keep",
    "sound": "sound and tags it has in common with your songs",
    "trend": "this week's talk about the artist",
    "wish": "what you asked for",
    "judgement": "the model's own judgement",
}
"""The terms of a score, said of a song."""
ORIGINS = {
    "wish": "your wish",
    "feedback": "your feedback",
    "profile_edit": "your edit",
    "removed": "your removal of",
    "readded": "your putting back of",
}
"""Where a rule came from."""
WITHOUT = {
    "playlist": "without {playlist}",
    "reddit": "without Reddit",
    "model": "without the model's judgement",
    "wish": "without your wish {words}",
    "feedback": "without your feedback {words}",
    "removed": "without your removal of {words}",
    "readded": "without your putting back of {words}",
    "saved": "without your saving {words}",
    "profile_edit": "without your edit {words}",
}
"""What is taken away in a what-if, by kind."""
