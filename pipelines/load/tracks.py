"""Facts of tracks from a CSV: genres, tempo, energy, valence, year, duration, explicit or not."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import BadInputError
from pipelines.load.reading import (
    Entry,
    Fact,
    RowError,
    check_cells,
    clean,
    csv_columns,
    number,
    read_csv,
    read_text,
    whole,
)

KIND = "track_fact"
ARTIST = ("artist", "artist_name", "artists", "artist_names", "track_artist")
TITLE = ("title", "track_name", "name")
GENRES = ("genre", "playlist_genre", "subgenre", "playlist_subgenre")
YEAR = ("year", "track_album_release_date")
EXPLICIT = {"true": True, "1": True, "false": False, "0": False}
FASTEST_BPM = 1000
OLDEST, NEWEST = 1000, 9999


def parse_tracks(content: bytes, path: Path) -> Iterator[Entry]:
    """Each row as (kind, where it stands, raw, what it says or why it says nothing).

    Raises:
        BadInputError: It is not a CSV of tracks.
    """
    text = read_text(content, path)
    columns = csv_columns(text)
    is_named = any(name in columns for name in ARTIST) and any(name in columns for name in TITLE)
    if not (is_named or "track_id" in columns or "uri" in columns):
        has = ", ".join(columns) or "nothing"
        raise BadInputError(f"{path}: no column track_id, uri, or artist and title; it has {has[:200]}")
    return _rows(list(read_csv(text, path)))


def _rows(entries: list[tuple[str, dict[str, str]]]) -> Iterator[Entry]:
    for where, cells in entries:
        try:
            yield KIND, where, cells, _fact(where, cells)
        except RowError as error:
            yield KIND, where, cells, error


def _fact(where: str, cells: dict[str, str]) -> Fact:
    check_cells(cells)
    uri, track_id = clean(cells.get("uri")), clean(cells.get("track_id"))
    if uri is None and track_id is not None:
        uri = track_id if track_id.startswith("spotify:") else f"spotify:track:{track_id}"
    artist, title = _first(cells, ARTIST), _first(cells, TITLE)
    if uri is None and (artist is None or title is None):
        raise RowError("no title and no uri" if title is None else "no artist and no uri")
    features = {
        "tempo_bpm": number(cells.get("tempo_bpm") or cells.get("tempo"), "tempo", 0, FASTEST_BPM),
        "energy": number(cells.get("energy"), "energy", 0, 1),
        "valence": number(cells.get("valence"), "valence", 0, 1),
    }
    # A tempo of 0 is how an unanalysed track looks; if the rest is 0 too, nothing of it was measured
    if not any(features.values()):
        features = dict.fromkeys(features)
    payload = {
        "uri": uri,
        "artist_name": artist,
        "title": title,
        "genres": list(dict.fromkeys(genre for name in GENRES if (genre := clean(cells.get(name))))),
        "year": _year(_first(cells, YEAR)),
        **features,
        "tempo_bpm": features["tempo_bpm"] or None,
        "duration_ms": whole(cells.get("duration_ms"), "duration_ms") or None,
        "explicit": _explicit(_first(cells, ("explicit", "is_explicit"))),
    }
    return f"{uri or f'{artist}:{title}'}:{where}", payload, None


def _first(cells: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := clean(cells.get(name)))), None)


def _explicit(text: str | None) -> bool | None:
    if text is None:
        return None
    if text.casefold() not in EXPLICIT:
        raise RowError(f"explicit '{text}' is none of {', '.join(EXPLICIT)}")
    return EXPLICIT[text.casefold()]


def _year(text: str | None) -> int | None:
    """The year of `2019`, `2019-06` or `2019-06-14`."""
    return None if text is None else whole(text.split("-", maxsplit=1)[0], "year", OLDEST, NEWEST)
