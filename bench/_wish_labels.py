"""The labelled wishes of bench/labelled_wishes: invented, with the rules and unread words that a person would expect.

A label is `effect facet value`; `/` stands between values or effects of which any one is right ("happy/cheerful").
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.domain.names import normalise
from pipelines.llm.meanings import Vocabulary
from pipelines.llm.rules import ParsedRule

FOLDER = Path(__file__).with_name("labelled_wishes")
LANGUAGES = ("en", "de", "es", "mixed")
HALVES = ("development", "held_out")
ARTISTS = ("Velvet Tides", "Paper Lanterns", "Nordwind", "Ivo Brandt", "Marta Quiroga", "Los Faroles")
NAMESAKE = "Echo"
"""Two artists of the invented catalogue have this name."""


@dataclass(frozen=True)
class Label:
    """One expected rule: any of the effects, the facet, any of the values."""

    effects: frozenset[str]
    facet: str
    values: frozenset[str]

    def allows(self, rule: ParsedRule) -> bool:
        """Whether a rule is one that was expected."""
        return rule.effect in self.effects and rule.facet == self.facet and rule.value in self.values


@dataclass(frozen=True)
class LabelledWish:
    """A wish and what should come of it."""

    language: str
    half: str
    kind: str
    text: str
    rules: tuple[Label, ...]
    unread: frozenset[str]


@dataclass
class Score:
    """Counts over wishes."""

    wishes: int = 0
    exact: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    unread_found: int = 0
    unread_expected: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, wish: LabelledWish, rules: Sequence[ParsedRule], unread: Iterable[str]) -> None:
        """Count one wish; an expected rule counts once, however many of its values were found."""
        left, missed = list(rules), 0
        for label in wish.rules:
            hits = [rule for rule in left if label.allows(rule)]
            left = [rule for rule in left if rule not in hits]
            missed += not hits
        said = {word for words in unread for word in words.split()}
        self.wishes += 1
        self.right += len(wish.rules) - missed
        self.wrong += len(left)
        self.missed += missed
        self.unread_found += len(wish.unread & said)
        self.unread_expected += len(wish.unread)
        is_exact = not left and not missed and said == wish.unread
        self.exact += is_exact
        if not is_exact:
            self.failures.append(wish.text)

    def merged(self, other: "Score") -> "Score":
        """Both together."""
        names = ("wishes", "exact", "right", "wrong", "missed", "unread_found", "unread_expected")
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Score(**sums, failures=[*self.failures, *other.failures])

    @property
    def precision(self) -> float:
        """Of the rules found, those that were expected."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """Of the expected rules, those found."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    @property
    def unread_recall(self) -> float:
        """Of the words that nobody could turn into a rule, those that are said to be unread."""
        return self.unread_found / self.unread_expected if self.unread_expected else 1.0

    @property
    def exact_share(self) -> float:
        """Wishes with all rules, no other rule, and just the expected words unread."""
        return self.exact / max(self.wishes, 1)


def read_labels(folder: Path = FOLDER) -> list[LabelledWish]:
    """All labelled wishes, language by language."""
    found: list[LabelledWish] = []
    for language in LANGUAGES:
        with (folder / f"{language}.csv").open(encoding="utf8", newline="") as file:
            for row in csv.DictReader(file):
                labels = tuple(_label(one) for one in row["rules"].split("; ") if one)
                unread = frozenset(word for word in row["unread"].split("; ") if word)
                found.append(LabelledWish(language, row["half"], row["kind"], row["text"], labels, unread))
    return found


def invented_catalogue() -> Vocabulary:
    """The artists that the wishes name, as a catalogue would know them: an artist's id is the name."""
    artists = {normalise(name): name for name in ARTISTS}
    return Vocabulary(artists=artists, namesakes=frozenset({normalise(NAMESAKE)}))


def _label(text: str) -> Label:
    effects, facet, values = text.split(" ", 2)
    return Label(frozenset(effects.split("/")), facet, frozenset(values.split("/")))
