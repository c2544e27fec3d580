"""`linernotes demo-real`: one week of one real listener from files with licences of their own; nothing is published."""

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from pipelines import db
from pipelines.cli.compose import run_week
from pipelines.cli.console import Progress
from pipelines.domain.weeks import week_end
from pipelines.errors import BadInputError
from pipelines.settings import Settings, read_settings

WEEK = "2021-W18"
LISTENER = "Hari"
FILES = {
    "library": "harisekhon_playlists/playlist_tracks.csv.gz",
    "catalogue": "spotify_playlist_archive/playlist_track_spans.csv.gz",
    "facts": "tidytuesday_spotify_songs/spotify_songs.csv.gz",
}


def real_settings() -> Settings:
    """Settings of the real-input demo: its own database, files only, open policy, learned similarity, no publishing."""
    return read_settings(
        database_name="linernotes_real",
        source_policy="open",
        sources=(),
        publish_enabled=False,
        llm_enabled=False,
    )


def find_files(data: Path) -> dict[str, Path]:
    """The three files in the folder.

    Raises:
        BadInputError: One is not there.
    """
    paths = {name: data / part for name, part in FILES.items()}
    for path in paths.values():
        if not path.is_file():
            raise BadInputError(f"no file {path}: give the folder that holds it, as in `make demo-real DATA=folder`")
    return paths


def run_demo_real(settings: Settings, data: Path, say: Progress) -> dict[str, Any]:
    """Import three files and make the week; the result, read back from PostgreSQL.

    Raises:
        BadInputError: A file is not there.
    """
    from pipelines.identity.resolve import resolve
    from pipelines.listeners import enrol
    from pipelines.load.files import import_playlists, import_tracks

    paths = find_files(data)
    known_at = week_end(WEEK).isoformat()
    listener = enrol(settings, LISTENER, first_week=WEEK, source="file:harisekhon_playlists")
    import_playlists(
        settings,
        paths["library"],
        source="harisekhon_playlists",
        licence="MIT",
        known_at=known_at,
        listener_id=listener,
    )
    say("the listener's playlists are in")
    import_playlists(settings, paths["catalogue"], source="spotify_playlist_archive", licence="MIT", known_at=known_at)
    say("the public playlists are in")
    import_tracks(settings, paths["facts"], source="tidytuesday_spotify_songs", licence="MIT", known_at=known_at)
    say("the facts are in")
    resolve(settings)
    say("every recording has an identity")
    run_week(settings, WEEK, [listener], say=say)
    return _read_back(settings, listener, say.seconds)


def _read_back(settings: Settings, listener_id: UUID, seconds: float) -> dict[str, Any]:
    from explain.reports import show

    with db.transaction(settings, "display") as connection:
        report = show(connection, listener_id, WEEK, None)
        totals = db.rows(
            connection,
            """
            select recording_id::text as recording_id, term, sum(value) as total
            from recs.score_part where listener_id = %s and week = %s and edition = %s group by 1, 2 order by 1, 2
            """,
            [listener_id, WEEK, report["edition"]],
        )
        counts = db.rows(
            connection,
            "select (select count(*) from recs.slate_song where week = %s) as songs, "
            "(select count(*) from explain.chart where week = %s) as charts, "
            "(select count(*) from explain.claim where week = %s and published) as claims_published",
            [WEEK, WEEK, WEEK],
        )[0]
    texts = {text["slot"]: text["text"] for text in report["texts"]}
    first = [
        {
            **{name: song[name] for name in ("position", "title", "artist_name", "score", "role")},
            "text": texts.get(f"song:{song['recording_id']}", ""),
            "parts": {row["term"]: row["total"] for row in totals if row["recording_id"] == song["recording_id"]},
        }
        for song in report["slate"][:10]
    ]
    headline = [texts[slot] for slot in ("headline", "trend") if texts.get(slot)]
    return {"week": WEEK, **counts, "headline": headline, "first": first, "seconds": seconds}


def as_text(result: dict[str, Any]) -> str:
    """The first ten songs for a person, then one line of JSON."""
    lines = [
        f"{song['position']:>2}. {song['title']} - {song['artist_name']} ({song['role']}, {song['score']:.4f})\n"
        f"    {song['text']}\n    {json.dumps(song['parts'])}"
        for song in result["first"]
    ]
    figures = {name: value for name, value in result.items() if name not in ("headline", "first")}
    return "\n".join([*result["headline"], *lines, json.dumps(figures)])


def demo_real(
    data: Annotated[Path, typer.Option("--data", help="Folder that holds the three data sets.")] = Path("data"),
) -> None:
    """Make one week of one real listener from files; nothing is published.

    Example: linernotes demo-real --data ~/music-data
    """
    from pipelines.cli.up import bring_up, take_down
    from pipelines.platform import postgres

    say = Progress()
    settings = real_settings()
    find_files(data)  # before anything is started
    was_up = postgres.is_running(settings)
    bring_up(settings, only=["postgres"], say=say)
    try:
        result = run_demo_real(settings, data, say)
    finally:
        if not was_up:
            take_down(settings, only=["postgres"])
    print(as_text(result))
