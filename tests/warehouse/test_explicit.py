"""Whether a recording has explicit words: by MusicBrainz's way to tell versions apart, or by a file; else unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import db, warehouse
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week

if TYPE_CHECKING:
    from pipelines.settings import Settings

BY_MUSICBRAINZ = {"Rough": "Explicit", "Mild": "clean version", "Neither": "live, 1994", "Unexplicitly": "inexplicit"}
BY_FILE = {"Loud": [True], "Soft": [False], "Silent": [None], "Disputed": [False, True, None]}


def test_a_recording_is_explicit_where_a_source_says_so(settings: Settings, world: Any, make: Any) -> None:
    """So "no explicit lyrics" has something to keep out; what nobody says stays unknown."""
    recordings = [
        ("recording", make.mbid(number), make.recording(number, 1, title, disambiguation=told))
        for number, (title, told) in enumerate(BY_MUSICBRAINZ.items(), start=1)
    ]
    world.shared("musicbrainz", make.MONDAY, *recordings)
    rows = [(title, told) for title, all_told in BY_FILE.items() for told in all_told]
    facts = [
        (
            "track_fact",
            f"{title}:{place}",
            {"uri": f"spotify:track:{title}", "title": title, "artist_name": "Loud & Late", "explicit": told},
        )
        for place, (title, told) in enumerate(rows)
    ]
    world.shared("file:facts", make.MONDAY, *facts)
    resolve(settings)
    freeze_week(settings, make.WEEK, [make.ANN])
    warehouse.build(settings, make.WEEK, "catalogue")
    with db.transaction(settings) as connection:
        tracks = db.rows(connection, "select title, is_explicit from marts.dim_track")
    assert {
        "Rough": True,
        "Mild": False,
        "Neither": None,
        "Unexplicitly": None,
        "Loud": True,
        "Soft": False,
        "Silent": None,
        "Disputed": True,
    } == {row["title"]: row["is_explicit"] for row in tracks}
