"""`linernotes demo-real` on three small files in the shapes that it expects: a checked week, and nothing published."""

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from explain.reports import show
from pipelines import db, warehouse
from pipelines.cli.console import Progress
from pipelines.cli.demo_real import FILES, WEEK, as_text, real_settings, run_demo_real
from tests.e2e.world import count

pytestmark = [pytest.mark.db, pytest.mark.e2e]

LIBRARY = ["playlist", "pos", "uri", "artists", "title"]
SPANS = ["playlist_id", "track_id", "track_name", "artist_names", "added", "removed"]
FACTS = ["track_id", "track_name", "track_artist", "playlist_genre", "playlist_subgenre", "tempo", "energy", "valence"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Songs 0 to 9 are owned; each public list holds three owned songs and three that the listener does not know."""
    root = tmp_path_factory.mktemp("data")
    songs = [(f"track{n:02d}", f"Song {n}", f"Band {n // 2}") for n in range(40)]
    library = [
        ["Late & Loud" if n % 2 else "Kitchen", n, f"spotify:track:{songs[n][0]}", songs[n][2], songs[n][1]]
        for n in range(10)
    ]
    public = [[f"list{n}", *songs[m], "2020-01-01", ""] for n in range(10) for m in (n, (n + 1) % 10, 10 + 3 * n)]
    public += [[f"list{n}", *songs[m], "2020-01-01", ""] for n in range(10) for m in (11 + 3 * n, (12 + 3 * n) % 40)]
    facts = [[*song, "rock" if n % 2 else "pop", "indie rock", 90 + n, 0.5, 0.5] for n, song in enumerate(songs[:30])]
    tables = {"library": (LIBRARY, library), "catalogue": (SPANS, public), "facts": (FACTS, facts)}
    for name, (columns, rows) in tables.items():
        path = root / FILES[name]
        path.parent.mkdir(parents=True)
        with gzip.open(path, "wt", encoding="utf8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
    return root


@pytest.fixture(scope="module")
def made(module_settings: Any, folder: Path) -> tuple[Any, dict[str, Any]]:
    """Settings of the run, and its result."""
    real = real_settings()
    names = ("source_policy", "sources", "publish_enabled", "llm_enabled")
    settings = module_settings(**{name: getattr(real, name) for name in names})
    warehouse.prepare(settings)
    return settings, run_demo_real(settings, folder, Progress())


def test_every_song_has_words_and_parts_that_add_up(made: tuple[Any, dict[str, Any]]) -> None:
    _, result = made
    assert result["week"] == WEEK
    assert len(result["first"]) == 10
    for song in result["first"]:
        assert song["text"]
        assert sum(song["parts"].values()) == pytest.approx(song["score"], abs=1e-9)


def test_the_listeners_own_playlists_are_called_by_their_names(made: tuple[Any, dict[str, Any]]) -> None:
    settings, result = made
    assert "{playlist:" not in as_text(result)
    with db.transaction(settings, "display") as connection:
        listeners = db.rows(connection, "select listener_id from app.listener")
        names = show(connection, listeners[0]["listener_id"], WEEK)["evidence"]
    assert {row["payload"]["name"] for row in names if row["kind"] == "playlist"} == {"Kitchen", "Late & Loud"}


def test_there_is_no_trend_no_model_and_nothing_to_publish(made: tuple[Any, dict[str, Any]]) -> None:
    settings, result = made
    assert any("no trend this week" in line.casefold() for line in result["headline"])
    assert count(settings, "select count(*) from ops.llm_request") == 0
    assert count(settings, "select count(*) from app.publication") == 0


def test_unknown_tempo_is_drawn_as_unknown(made: tuple[Any, dict[str, Any]]) -> None:
    """Songs 30 to 39 have no facts: their chart of ranges says so instead of drawing a zero."""
    settings, _ = made
    unknown = """
        select count(*) from recs.slate_song
        inner join marts.dim_track using (week, recording_id)
        where tempo_bpm is null
    """
    assert count(settings, unknown) > 0
    drawn = """
        select count(*) from recs.slate_song as song
        inner join marts.dim_track as track using (week, recording_id)
        inner join explain.chart as chart
            on chart.listener_id = song.listener_id and chart.week = song.week and chart.edition = song.edition
            and chart.subject = song.recording_id::text and chart.kind = 'range'
        where track.tempo_bpm is null and chart.numbers::text like '%null%' and chart.alt ilike '%unknown%'
    """
    assert count(settings, drawn) == count(settings, unknown)
