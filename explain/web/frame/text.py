"""How a text of the pages is kept: in every language beside each other, and read in the one of whoever reads it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, overload

from pipelines.domain.telling import ENGLISH, GERMAN, Language


class Speaker:
    """Whoever reads texts, in one language."""

    def __init__(self, language: Language = ENGLISH) -> None:
        self.language = language

    def whole(self, value: float) -> str:
        """A whole number, thousands apart: 1,204, in German 1.204."""
        english = f"{value:,.0f}"
        return english if self.language == ENGLISH else english.replace(",", ".")


class Text:
    """One text; `{...}` in it are filled with `format`."""

    def __init__(self, *, en: str, de: str) -> None:
        self.by_language: Mapping[Language, str] = {ENGLISH: en, GERMAN: de}

    @overload
    def __get__(self, speaker: None, owner: type) -> "Text": ...
    @overload
    def __get__(self, speaker: Speaker, owner: type) -> str: ...
    def __get__(self, speaker: Speaker | None, owner: type) -> "Text | str":
        """Read of a class it is itself, read of a speaker the text in its language."""
        return self if speaker is None else self.by_language[speaker.language]


class Counted:
    """A text about a number, `{}`: of one, and of any other; further `{...}` are given by name."""

    def __init__(self, *, en: tuple[str, str], de: tuple[str, str]) -> None:
        self.by_language: Mapping[Language, tuple[str, str]] = {ENGLISH: en, GERMAN: de}

    @overload
    def __get__(self, speaker: None, owner: type) -> "Counted": ...
    @overload
    def __get__(self, speaker: Speaker, owner: type) -> Callable[..., str]: ...
    def __get__(self, speaker: Speaker | None, owner: type) -> "Counted | Callable[..., str]":
        """Read of a speaker it is asked with the number: `frame.songs(2)` is "2 songs"."""
        if speaker is None:
            return self
        one, other = self.by_language[speaker.language]

        def say(number: int, **filled: str) -> str:
            return (one if number == 1 else other).format(speaker.whole(number), **filled)

        return say


class Labels:
    """A text for each of some keys, in the same order in every language."""

    def __init__(self, *, en: Mapping[str, str], de: Mapping[str, str]) -> None:
        self.by_language: Mapping[Language, Mapping[str, str]] = {ENGLISH: en, GERMAN: de}

    @overload
    def __get__(self, speaker: None, owner: type) -> "Labels": ...
    @overload
    def __get__(self, speaker: Speaker, owner: type) -> Mapping[str, str]: ...
    def __get__(self, speaker: Speaker | None, owner: type) -> "Labels | Mapping[str, str]":
        """Read of a speaker it is the texts by key in its language."""
        return self if speaker is None else self.by_language[speaker.language]


def texts_of(rooms: type[Speaker]) -> Iterator[tuple[str, Text | Counted | Labels]]:
    """Every text that a class of speakers has, by name."""
    for owner in reversed(rooms.__mro__):
        yield from ((name, one) for name, one in vars(owner).items() if isinstance(one, Text | Counted | Labels))


def plain(name: str) -> str:
    """A key of ours as English words: `release_year` is "release year"."""
    return name.replace("_", " ")


def written(template: Any) -> list[str]:  # noqa: ANN401  (a text in one language, of whichever of the three kinds)
    """All that stands in a text of one language, piece by piece."""
    if isinstance(template, str):
        return [template]
    return list(template.values()) if isinstance(template, Mapping) else list(template)
