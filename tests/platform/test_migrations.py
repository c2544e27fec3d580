"""Migrations keep what an older release stored."""

from pathlib import Path
from typing import Any

from alembic import command

from pipelines import db
from pipelines.db import migrate
from pipelines.domain.ids import stable_id
from pipelines.settings import read_settings


def test_songs_of_before_were_picked_in_the_order_of_their_places(databases: Any, tmp_path: Path) -> None:
    """A song at place 3 with score 1.0, mmr -0.25 and calibration 0.5 was the third one picked, with 1.25."""
    name = databases.copy()
    settings = read_settings(home=tmp_path, database_name=name, database_url=databases.url(name))
    listener, recording = stable_id("listener", "x"), stable_id("recording", "x")
    key = {"listener_id": listener, "week": "2026-W47", "edition": 1}
    place = {"position": 3, "recording_id": recording, "group_id": recording, "artist_id": recording}
    try:
        config = migrate._config()
        with migrate._engine(settings).connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            connection.commit()
        with db.transaction(settings) as connection:
            song = {**key, **place, "score": 1.0, "rank": 5, "role": "core", "spotify_uri": None}
            db.insert_rows(connection, "recs.slate_song", [song])
            steps = [("mmr", -0.25), ("calibration", 0.5)]
            rows = [{**key, "recording_id": recording, "step": step, "delta": delta} for step, delta in steps]
            db.insert_rows(connection, "recs.rerank_step", rows)
        assert migrate.newest_revision() == migrate.migrate(settings)
        with db.transaction(settings) as connection:
            assert [{"picked": 3, "picked_value": 1.25}] == db.rows(
                connection, "select picked, picked_value from recs.slate_song"
            )
    finally:
        databases.drop(name)
