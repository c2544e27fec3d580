"""Titles that say a picture's finding, and its alt text, both made from the numbers that are drawn."""

from typing import Any

from explain.charts.rows import FEATURE_NAMES
from explain.charts.style import TERM_NAMES, percent, signed
from explain.evidence import Song

Numbers = dict[str, Any]


def parts_title(numbers: Numbers) -> str:
    """`Long Division · The Quiet Tram makes 67% of its score`."""
    rows = [row for row in numbers["rows"] if row["share"] is not None]
    if not rows:
        return "Nothing speaks for it but its place"
    own = [row["share"] for row in rows if row["term"] == "own"]
    first = max(rows, key=lambda row: row["share"])
    if sum(own) >= 0.5 and len(own) > 1:  # noqa: PLR2004  (more than half)
        return f"Songs you already keep make {sum(own):.0%} of its score"
    name = first["label"]
    name = name[:1].upper() + name[1:]
    return f"{name}: {first['share']:.0%} of its score"


def parts_alt(song: Song, numbers: Numbers) -> str:
    """Every bar in words, and the sum."""
    bars = "; ".join(
        f"{row['label']} {signed(row['value'])}" + (f" ({percent(row['share'])})" if row["share"] is not None else "")
        for row in numbers["rows"]
    )
    return (
        f"Parts of the score of {song.title} by {song.artist_name}: {bars}. Sum {signed(numbers['score']).lstrip('+')}."
    )


def range_title(numbers: Numbers) -> str:
    """What lies outside the usual range, or that nothing does."""
    known = [
        row for row in numbers["rows"] if row["song"] is not None and row["p10"] is not None and row["p90"] is not None
    ]
    outside = [FEATURE_NAMES[row["feature"]] for row in known if not row["p10"] <= row["song"] <= row["p90"]]
    if not known:
        return "No source knows how it compares with your usual range"
    if not outside:
        return "All that is known of it lies inside your usual range"
    names = outside[0] if len(outside) == 1 else f"{', '.join(outside[:-1])} and {outside[-1]}"
    lie = "lies" if len(outside) == 1 else "lie"
    return f"{names[:1].upper()}{names[1:]} {lie} outside your usual range"


def range_alt(song: Song, numbers: Numbers) -> str:
    """Every feature in words; unknown stays unknown."""
    lines = "; ".join(_range_line(row) for row in numbers["rows"])
    return f"{song.title} by {song.artist_name} against your usual range: {lines}."


def _range_line(row: Numbers) -> str:
    name = FEATURE_NAMES[row["feature"]]
    song = _value(row["song"], row["feature"])
    artist = "" if row["artist"] is None else f", its artist {_value(row['artist'], row['feature'])}"
    if row["p10"] is None or row["p90"] is None:
        return f"{name} {song}{artist}, your range unknown"
    low, high = _value(row["p10"], row["feature"]), _value(row["p90"], row["feature"])
    return f"{name} {song}{artist}, usually {low} to {high} ({row['known_count']} known)"


def _value(value: float | None, feature: str) -> str:
    if value is None:
        return "unknown"
    return (
        f"{value:.0f} bpm"
        if feature == "tempo_bpm"
        else f"{value:.0f}"
        if feature == "release_year"
        else f"{value:.2f}"
    )


def slate_title(numbers: Numbers) -> str:
    """The largest source of the list."""
    shares = {term: share for term, share in numbers["terms"].items() if share > 0}
    if not shares:
        return "Where this list comes from"
    first = max(shares, key=lambda term: shares[term])
    name = TERM_NAMES[first]
    return f"{name[:1].upper()}{name[1:]}: {shares[first]:.0%} of what made this list"


def slate_alt(numbers: Numbers) -> str:
    """The list as a whole, and each song's largest source."""
    whole = ", ".join(f"{TERM_NAMES[term]} {share:.0%}" for term, share in numbers["terms"].items() if share > 0)
    songs = "; ".join(_song_line(row, numbers["terms"]) for row in numbers["rows"])
    return f"Where this list comes from: {whole}. Largest source by song: {songs}."


def _song_line(row: Numbers, terms: dict[str, float]) -> str:
    first = max(terms, key=lambda term: row[term])
    return f"{row['position']} {row['title']}, {TERM_NAMES[first]} {row[first]:.0%}"
