"""`linernotes demo-real`: one week of one real listener from files with licences of their own; nothing is published."""

import json
from pathlib import Path
from typing import Annotated, Any

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
    """Settings of the real-input demo: its own database, files only, open policy, plain item cosine, no publishing."""
    return read_settings(
        database_name="linernotes_real",
        source_policy="open",
        sources=(),
        similar_source="cosine",
        publish_enabled=False,
        llm_enabled=False,
    )


def run_demo_real(settings: Settings, data: Path, say: Progress) -> dict[str, Any]:
    """Import three files and make the week; the result, read back from PostgreSQL.

    Raises:
        BadInputError: A file is not there.
    """
    from pipelines.identity.resolve import resolve
    from pipelines.listeners import enrol
    from pipelines.load.files import import_playlists, import_tracks

    paths = {name: data / part for name, part in FILES.items()}
    for path in paths.values():
        if not path.is_file():
            raise BadInputError(f"no file {path}: give the folder that holds it, as in `make demo-real DATA=folder`")
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
    return _read_back(settings, say.seconds)


def _read_back(settings: Settings, seconds: float) -> dict[str, Any]:
    with db.transaction(settings, "display") as connection:
        songs = db.rows(
            connection,
            """
            select s.position, t.title, t.artist_name, s.score, s.role, x.text,
                (select jsonb_object_agg(term, total) from (
                    select term, sum(value) as total from recs.score_part p
                    where p.listener_id = s.listener_id and p.week = s.week and p.edition = s.edition
                        and p.recording_id = s.recording_id
                    group by term) terms) as parts
            from recs.slate_song s
            join marts.dim_track t on t.week = s.week and t.recording_id = s.recording_id
            left join explain.text x on x.listener_id = s.listener_id and x.week = s.week and x.edition = s.edition
                and x.slot = 'song:' || s.recording_id
            where s.week = %s and s.edition = (select max(edition) from recs.edition where week = %s)
            order by s.position limit 10
            """,
            [WEEK, WEEK],
        )
        counts = db.rows(
            connection,
            "select (select count(*) from recs.slate_song where week = %s) as songs, "
            "(select count(*) from explain.chart where week = %s) as charts, "
            "(select count(*) from explain.claim where week = %s and published) as claims_published",
            [WEEK, WEEK, WEEK],
        )[0]
    return {"week": WEEK, **counts, "first": songs, "seconds": seconds}


def as_text(result: dict[str, Any]) -> str:
    """The first ten songs for a person, then one line of JSON."""
    lines = [
        f"{song['position']:>2}. {song['title']} - {song['artist_name']} ({song['role']}, {song['score']:.4f})\n"
        f"    {song['text']}\n    {json.dumps(song['parts'])}"
        for song in result["first"]
    ]
    return "\n".join([*lines, json.dumps({name: value for name, value in result.items() if name != "first"})])


def demo_real(
    data: Annotated[Path, typer.Option("--data", help="Folder that holds the three data sets.")] = Path("data"),
) -> None:
    """Make one week of one real listener from files; nothing is published.

    Example: linernotes demo-real --data ~/music-data
    """
    from pipelines.cli.up import bring_up, take_down

    say = Progress()
    settings = real_settings()
    bring_up(settings, only=["postgres"], say=say)
    try:
        result = run_demo_real(settings, data, say)
    finally:
        take_down(settings, only=["postgres"])
    print(as_text(result))
