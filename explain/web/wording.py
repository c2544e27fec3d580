"""Words and numbers as the pages show them: labels, units, signs, dates, and the listener's own playlist names."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from explain.values import in_marks, nameless
from pipelines.domain.telling import ENGLISH, Language
from pipelines.domain.weeks import calendar_week, is_first_slate, known_until, week_start

UNKNOWN = "unknown"
A_PLAYLIST = "a playlist of yours"
A_GONE_POST = "a post without a link"

ROLES = {
    "core": "close to home",
    "stretch": "a stretch",
    "trend": "talked about",
    "wish": "you asked for it",
    "discovery": "a discovery",
}
TERMS = {
    "own": "your own songs",
    "sound": "sound and tags",
    "trend": "talk of the week",
    "wish": "your wishes and feedback",
    "judgement": "the model's judgement",
    "popularity": "popularity correction",
}
FEATURES = {"tempo_bpm": "tempo", "energy": "energy", "valence": "brightness", "release_year": "year"}
UNITS = {"tempo_bpm": " bpm"}
SOURCES = {
    "spotify": "Spotify",
    "reddit": "Reddit",
    "musicbrainz": "MusicBrainz",
    "listenbrainz": "ListenBrainz",
    "reccobeats": "ReccoBeats",
}
EFFECTS = {"exclude": "left out", "only": "all that may come", "prefer": "preferred", "avoid": "played down"}
FEEDBACK = {
    "more": "more of this",
    "less": "less of this",
    "never": "never again",
    "wrong_reason": "the reason is wrong",
}
DRAFTS = {"first": "first draft", "retry": "second draft, after the findings", "fallback": "in the model's place"}
OUTCOMES = {"removed": "you removed", "readded": "you put back"}
_PLACEHOLDER = re.compile(r"\{playlist:([^{}]+)\}")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MINUS = "−"


def fill_playlists(text: str, names: Mapping[str, str], language: Language = ENGLISH) -> str:
    """`{playlist:ID}` becomes the playlist's name; one without a known name becomes "a playlist of yours"."""
    return _PLACEHOLDER.sub(
        lambda match: in_marks(names[match[1]], language) if match[1] in names else nameless(language), text
    )


def number(value: Any, feature: str = "") -> str:  # noqa: ANN401  (any JSON value)
    """A number for reading: thousands apart, at most three decimals, a true minus sign; None is "unknown"."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, int | float):
        return str(value)
    if feature == "release_year":
        return f"{value:.0f}"
    if feature == "tempo_bpm":
        return f"{value:.0f}"
    if float(value).is_integer():
        text = f"{value:,.0f}"
    else:
        text = f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) >= 0.001 else f"{value:.1e}"  # noqa: PLR2004  (a thousandth)
    return text.replace("-", MINUS)


def signed(value: float) -> str:
    """A part of a sum: with its sign, three decimals."""
    text = f"{value:+.3f}"
    return ("0.000" if float(text) == 0 else text).replace("-", MINUS)


def percent(share: float) -> str:
    """A share in [0, 1] as whole percent; a small one is "under 1%"."""
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"  # noqa: PLR2004  (half a percent)


def feature(name: str, value: Any) -> str:  # noqa: ANN401  (number or None)
    """A feature's value with its unit."""
    return number(value, name) + (UNITS.get(name, "") if value is not None else "")


def count(amount: int, one: str, many: str = "") -> str:
    """`1 song`, `2 songs`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def writer(name: str) -> str:
    """A writer as people know it."""
    return "the template writer (no language model)" if name == "template" else name


def listing(items: list[str]) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def week_title(week: str) -> str:
    """`Week 47, 2026`; of a first slate `First slate, week 48, 2026`."""
    year, number_ = calendar_week(week).split("-W")
    title = f"week {int(number_)}, {year}"
    return f"First slate, {title}" if is_first_slate(week) else title.capitalize()


def week_span(week: str) -> str:
    """`16 to 22 November 2026`: Monday to Sunday; of a first slate the day on which it was made."""
    if is_first_slate(week):
        return day(known_until(week))
    first = week_start(week)
    last = first + timedelta(days=6)
    start = f"{first.day}"
    if first.month != last.month:
        start += f" {_MONTHS[first.month - 1]}"
    if first.year != last.year:
        start += f" {first.year}"
    return f"{start} to {day(last)}"


def day(moment: datetime | str | None) -> str:
    """`18 November 2026`."""
    if moment is None:
        return UNKNOWN
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def source(name: str) -> str:
    """A source as people call it: `Spotify, at first` is what was captured for a first slate."""
    service, _, part = name.partition(":")
    if part == "first":
        return f"{SOURCES.get(service, service)}, at first"
    return SOURCES.get(name, name.replace("file:", "file "))


_NOVELTY = {
    "new": "music by artists new to you",
    "familiar": "music by artists you keep",
    "popular": "what is heard most",
    "obscure": "what is heard least",
}


def asked(facet: str, value: str) -> str:
    """What a rule names: `decade 1990s`, `music for running`, `music until 1979`."""
    first, is_range, last = value.partition("..")
    match facet:
        case "novelty":
            return _NOVELTY.get(value, f"{facet} {value}")
        case "activity":
            return f"music for {value}"
        case "years" if is_range:
            return f"music until {last}" if not first else f"music from {first} {f'to {last}' if last else 'on'}"
        case _:
            return f"{plain(facet)} {value}"


def plain(name: str) -> str:
    """A key of ours as words: `release_year` is "release year"."""
    return name.replace("_", " ")
