"""A seeded music world of any size, written straight into the tables that recommending reads: no HTTP, no dbt."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_end, week_start
from pipelines.settings import Settings

WEEK = "2026-W47"
GENRES, GENRES_PER_LISTENER = 60, 4
RECORDINGS_PER_ARTIST = 10
NEIGHBOURS = 20
"""Similar recordings that each recording imports."""
PLAYLISTS = 25
TALKED_ABOUT = 50
DIMENSIONS = 384
_RECORDING, _ARTIST, _GROUP, _PLAYLIST, _LISTENER = (prefix << 120 for prefix in (0xA, 0xB, 0xC, 0xD, 0xE))
_TRACK = (
    "marts.dim_track (week, recording_id, group_id, artist_id, title, artist_name, release_year, genres, moods,"
    " tempo_bpm, energy, valence, listener_count, is_explicit, language)"
)
_SIMILARITY = "marts.recording_similarity (week, recording_id, similar_recording_id, similarity)"
_TREND = "marts.trend_artist_week (week, artist_id, mention_count, author_count, baseline_mean, lift, trend)"
_INTERACTION = "marts.fct_interaction (week, listener_id, playlist_id, recording_id, kind, added_at)"
_VECTOR_ROW = np.dtype(
    [
        *(("fields", ">i2"), ("id_length", ">i4"), ("id", "V16"), ("model_length", ">i4"), ("model", "S16")),
        *(("hash_length", ">i4"), ("hash", "S8"), ("kind_length", ">i4"), ("kind", "S9")),
        *(("vector_length", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("values", ">f4", (DIMENSIONS,))),
    ]
)
"""One row of `copy vectors.embedding (thing_id, model, text_hash, thing_kind, embedding) from stdin`."""


@dataclass(frozen=True)
class Size:
    """How large a world is; `own` is the interactions of each listener."""

    listeners: int
    recordings: int
    own: int


@dataclass(frozen=True)
class _Catalogue:
    artists: NDArray[np.int64]
    genres: NDArray[np.int64]
    chances: NDArray[np.float64]


def write_world(settings: Settings, size: Size, seed: int = 7) -> list[UUID]:
    """Fill an empty, prepared database with one frozen week; the listeners' ids.

    Popularity of artists and recordings follows a power law; an artist has one main genre; vectors are near those of
    the genre and nearer those of the artist; a listener keeps songs of four genres, popular ones more often, in 25
    playlists, added over two years, and has one wish.
    """
    rng = np.random.default_rng(seed)
    world = _make_catalogue(rng, size.recordings)
    with db.transaction(settings) as connection:
        _copy(connection, _TRACK, _tracks(rng, world))
        _copy(connection, "marts.dim_artist (week, artist_id, name, genres)", _artists(world))
        _copy(connection, _SIMILARITY, _similar(rng, world))
        _copy_vectors(connection, settings.embedding_model, rng, world)
        _copy(connection, _TREND, _trends(world))
        listeners = [UUID(int=_LISTENER | number) for number in range(size.listeners)]
        _copy(connection, _INTERACTION, _interactions(rng, world, size))
        for one in (SHARED, *listeners):
            head = {"week": WEEK, "listener_id": one, "input_hash": "generated", "missing": []}
            db.insert_rows(connection, "recs.week_frozen", [head])
        joined = {"source": "file:generated", "first_week": WEEK, "created_at": week_start(WEEK)}
        db.insert_rows(
            connection,
            "app.listener",
            [{"listener_id": one, "display_name": f"Listener {n}", **joined} for n, one in enumerate(listeners)],
        )
        db.insert_rows(connection, "recs.rule", [_wish(rng, one) for one in listeners])
    with db.connect(settings) as connection:
        connection.autocommit = True
        db.execute(connection, "analyze")
    connection.close()
    return listeners


def _make_catalogue(rng: np.random.Generator, count: int) -> _Catalogue:
    artist_count = max(1, count // RECORDINGS_PER_ARTIST)
    fame = 1.0 / np.arange(1, artist_count + 1) ** 0.6
    artists = np.sort(rng.choice(artist_count, size=count, p=fame / fame.sum())).astype(np.int64)
    genres = rng.integers(0, GENRES, size=artist_count)[artists].astype(np.int64)
    chances = fame[artists] * rng.pareto(1.5, size=count)
    return _Catalogue(artists, genres, chances)


def _tracks(rng: np.random.Generator, world: _Catalogue) -> Iterator[tuple[object, ...]]:
    count = len(world.artists)
    groups = np.where(rng.random(count) < 0.05, np.maximum(np.arange(count) - 1, 0), np.arange(count))
    second, years = rng.integers(0, GENRES, size=count), rng.integers(1965, 2027, size=count)
    tempi, energies, valences = rng.uniform(60, 180, count), rng.random(count), rng.random(count)
    known = rng.random((count, 3)) < 0.8
    for n in range(count):
        genres = {int(world.genres[n]): 0.75, int(second[n]): 0.25}
        yield (
            *(WEEK, UUID(int=_RECORDING | n), UUID(int=_GROUP | int(groups[n]))),
            *(UUID(int=_ARTIST | int(world.artists[n])), f"Song {n}", f"Artist {world.artists[n]}", int(years[n])),
            json.dumps([{"name": f"genre {g}", "weight": w} for g, w in genres.items()]),
            json.dumps([{"name": f"mood {n % 9}", "weight": 1.0}]),
            *(round(float(v[n]), 3) if known[n, at] else None for at, v in enumerate((tempi, energies, valences))),
            *(int(1e6 * world.chances[n]) + 1, n % 17 == 0, "en" if n % 3 else "de"),
        )


def _artists(world: _Catalogue) -> Iterator[tuple[object, ...]]:
    names, first = np.unique(world.artists, return_index=True)
    for artist, row in zip(names, first, strict=True):
        genres = json.dumps([{"name": f"genre {world.genres[row]}", "weight": 1.0}])
        yield WEEK, UUID(int=_ARTIST | int(artist)), f"Artist {artist}", genres


def _similar(rng: np.random.Generator, world: _Catalogue) -> Iterator[tuple[object, ...]]:
    """Half of the neighbours are near by number, that is of the same or a like artist; the others share the genre."""
    count = len(world.artists)
    by_genre = [np.flatnonzero(world.genres == genre) for genre in range(GENRES)]
    ids = [str(UUID(int=_RECORDING | n)) for n in range(count)]
    for n in range(count):
        near = (n + rng.integers(-15, 16, size=NEIGHBOURS // 2)) % count
        alike = rng.choice(by_genre[world.genres[n]], size=NEIGHBOURS // 2)
        for other in sorted({int(one) for one in (*near, *alike)} - {n}):
            yield WEEK, ids[n], ids[other], round(float(rng.uniform(0.1, 1.0)), 4)


def _copy_vectors(connection: db.Connection, model: str, rng: np.random.Generator, world: _Catalogue) -> None:
    count = len(world.artists)
    centres = rng.normal(size=(GENRES, DIMENSIONS))
    of_artist = centres[world.genres] + 0.7 * rng.normal(size=(int(world.artists.max()) + 1, DIMENSIONS))[world.artists]
    vectors = of_artist + 0.5 * rng.normal(size=(count, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.zeros(count, dtype=_VECTOR_ROW)
    ids = b"".join(UUID(int=_RECORDING | n).bytes for n in range(count))
    rows["fields"], rows["id_length"], rows["id"] = 5, 16, np.frombuffer(ids, dtype="V16")
    rows["model_length"], rows["model"] = len(model), model.encode()
    rows["hash_length"], rows["hash"] = 8, np.array([f"{n:08d}" for n in range(count)], dtype="S8")
    rows["kind_length"], rows["kind"] = 9, b"recording"
    rows["vector_length"], rows["dimensions"], rows["values"] = 4 + 4 * DIMENSIONS, DIMENSIONS, vectors
    payload = b"PGCOPY\n\xff\r\n\x00" + bytes(8) + rows.tobytes() + b"\xff\xff"
    columns = "thing_id, model, text_hash, thing_kind, embedding"
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy vectors.embedding ({columns}) from stdin (format binary)", io.BytesIO(payload))
    sql = """
        insert into vectors.week_vector (week, recording_id, model, text_hash)
        select %s, thing_id, model, text_hash from vectors.embedding
    """
    db.execute(connection, sql, [WEEK])


def _trends(world: _Catalogue) -> Iterator[tuple[object, ...]]:
    for number, artist in enumerate(np.unique(world.artists)[:TALKED_ABOUT]):
        trend = round(1.0 / (1 + number / 10), 4)
        yield WEEK, UUID(int=_ARTIST | int(artist)), 40 - number // 2, 20, 3.0, 4.0, trend


def _interactions(rng: np.random.Generator, world: _Catalogue, size: Size) -> Iterator[tuple[object, ...]]:
    end, ids = week_end(WEEK), [str(UUID(int=_RECORDING | n)) for n in range(size.recordings)]
    times = [(end - timedelta(days=day)).isoformat() for day in range(730)]
    present = np.unique(world.genres)
    for number in range(size.listeners):
        tastes = rng.choice(present, size=GENRES_PER_LISTENER, replace=False)
        known = np.flatnonzero(np.isin(world.genres, tastes))
        chances = world.chances[known] / world.chances[known].sum()
        own = rng.choice(known, size=size.own, p=chances)
        lists, days = rng.integers(0, PLAYLISTS, size=size.own), rng.integers(0, 730, size=size.own)
        listener = str(UUID(int=_LISTENER | number))
        pairs = {(int(one), int(where)): int(day) for one, where, day in zip(own, lists, days, strict=True)}
        for (one, where), day in pairs.items():
            playlist = str(UUID(int=_PLAYLIST | number << 8 | where))
            yield WEEK, listener, playlist, ids[one], "playlist", times[day]


def _wish(rng: np.random.Generator, listener: UUID) -> dict[str, object]:
    rule = {"origin": "wish", "effect": "prefer", "facet": "genre", "value": f"genre {rng.integers(0, GENRES)}"}
    ids = {"rule_id": UUID(int=listener.int ^ 1 << 100), "event_id": UUID(int=listener.int ^ 1 << 101)}
    return {"listener_id": listener, "week": WEEK, **ids, **rule, "strength": 0.5, "words": "more", "parser": "rules"}


def _copy(connection: db.Connection, table: str, lines: Iterable[tuple[object, ...]]) -> None:
    """Load rows in the order of the columns named, in blocks: a large world is never whole in memory."""
    with connection.cursor() as cursor:
        block = io.StringIO()
        for line in lines:
            block.write("\t".join("\\N" if value is None else str(value) for value in line) + "\n")
            if block.tell() > 1 << 24:
                _flush(cursor, table, block)
                block = io.StringIO()
        _flush(cursor, table, block)


def _flush(cursor: object, table: str, block: io.StringIO) -> None:
    block.seek(0)
    cursor.copy_expert(f"copy {table} from stdin", block)  # type: ignore[attr-defined]
