"""Titles that say a picture's finding, and its alt text, both made from the numbers that are drawn."""

from typing import Any

from explain.charts.words import ChartWords
from explain.evidence import Song

Numbers = dict[str, Any]


def parts_title(numbers: Numbers, words: ChartWords) -> str:
    """`Long Division · The Quiet Tram makes 67% of its score`."""
    rows = [row for row in numbers["rows"] if row["share"] is not None]
    if not rows:
        return words.no_reason
    own = [row["share"] for row in rows if row["term"] == "own"]
    first = max(rows, key=lambda row: row["share"])
    if sum(own) >= 0.5 and len(own) > 1:  # noqa: PLR2004  (more than half)
        return words.own_most.format(share=words.percent(sum(own)))
    return words.first_part.format(name=_opened(first["label"]), share=words.percent(first["share"]))


def parts_alt(song: Song, numbers: Numbers, words: ChartWords) -> str:
    """Every bar in words, and the sum."""
    bars = "; ".join(
        f"{row['label']} {words.signed(row['value'])}"
        + (f" ({words.percent(row['share'])})" if row["share"] is not None else "")
        for row in numbers["rows"]
    )
    total = words.signed(numbers["score"]).lstrip("+")
    return words.parts_alt.format(title=song.title, artist=song.artist_name, bars=bars, total=total)


def range_title(numbers: Numbers, words: ChartWords) -> str:
    """What lies outside the usual range, or that nothing does."""
    known = [
        row for row in numbers["rows"] if row["song"] is not None and row["p10"] is not None and row["p90"] is not None
    ]
    outside = [words.features[row["feature"]] for row in known if not row["p10"] <= row["song"] <= row["p90"]]
    if not known:
        return words.range_unknown
    if not outside:
        return words.range_inside
    names = outside[0] if len(outside) == 1 else f"{', '.join(outside[:-1])}{words.both}{outside[-1]}"
    return words.range_outside[len(outside) > 1].format(_opened(names))


def range_alt(song: Song, numbers: Numbers, words: ChartWords) -> str:
    """Every feature in words; unknown stays unknown."""
    lines = "; ".join(_range_line(row, words) for row in numbers["rows"])
    return words.range_alt.format(title=song.title, artist=song.artist_name, lines=lines)


def _range_line(row: Numbers, words: ChartWords) -> str:
    def said(value: float | None) -> str:
        return words.unknown if value is None else words.value(value, row["feature"])

    told = {
        "name": words.features[row["feature"]],
        "song": said(row["song"]),
        "artist": "" if row["artist"] is None else words.its_artist.format(said(row["artist"])),
    }
    if row["p10"] is None or row["p90"] is None:
        return words.line_unknown.format(**told)
    return words.line.format(**told, low=said(row["p10"]), high=said(row["p90"]), count=row["known_count"])


def _opened(text: str) -> str:
    return text[:1].upper() + text[1:]


def slate_title(numbers: Numbers, words: ChartWords) -> str:
    """The largest source of the list."""
    shares = {term: share for term, share in numbers["terms"].items() if share > 0}
    if not shares:
        return words.slate_from
    first = max(shares, key=lambda term: shares[term])
    return words.slate_first.format(name=_opened(words.terms[first]), share=words.percent(shares[first]))


def slate_alt(numbers: Numbers, words: ChartWords) -> str:
    """The list as a whole, and each song's largest source."""
    whole = ", ".join(
        f"{words.terms[term]} {words.percent(share)}" for term, share in numbers["terms"].items() if share > 0
    )
    songs = "; ".join(_song_line(row, numbers["terms"], words) for row in numbers["rows"])
    return words.slate_alt.format(whole=whole, songs=songs)


def _song_line(row: Numbers, terms: dict[str, float], words: ChartWords) -> str:
    first = max(terms, key=lambda term: row[term])
    return f"{row['position']} {row['title']}, {words.terms[first]} {words.percent(row[first])}"
