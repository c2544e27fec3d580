"""What is embedded of a week, and that nothing is computed twice."""

from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from pipelines import db
from pipelines.embed.minilm import read_model
from pipelines.embed.tracks import compute, embed_week, track_text
from pipelines.sandbox import running_sandbox
from pipelines.settings import Settings, read_settings

WEEK, NEXT = "2026-W47", "2026-W48"
MARTS = """
create table if not exists marts.dim_track (
    week text, recording_id uuid, group_id uuid, artist_id uuid, title text, artist_name text, release_year integer,
    duration_ms integer, genres jsonb, moods jsonb, tempo_bpm double precision, energy double precision,
    valence double precision, listener_count bigint, is_explicit boolean, language text, sources jsonb);
"""


def tags(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "weight": 1 / len(names)} for name in names]


def lay_out(settings: Settings, week: str, tracks: dict[int, tuple[list[Any], list[Any], str]]) -> None:
    with db.transaction(settings) as connection:
        db.execute(connection, MARTS)
        for number, (genres, moods, artist) in tracks.items():
            row = {"week": week, "recording_id": UUID(int=number), "title": f"T{number}", "artist_name": artist}
            db.insert_rows(connection, "marts.dim_track", [{**row, "genres": db.Json(genres), "moods": db.Json(moods)}])


def vectors(settings: Settings) -> dict[tuple[str, int], list[float]]:
    sql = """
        select week, recording_id, cast(embedding as text) as embedding from vectors.week_vector
        inner join vectors.embedding as e on e.thing_id = recording_id and e.model = week_vector.model
            and e.text_hash = week_vector.text_hash
    """
    with db.transaction(settings) as connection:
        found = db.rows(connection, sql)
    return {
        (row["week"], row["recording_id"].int): [float(one) for one in row["embedding"].strip("[]").split(",")]
        for row in found
    }


def test_the_text_has_tags_and_artist_and_not_the_title() -> None:
    track = {"title": "Fog", "artist_name": "Moth", "genres": tags("folk", "drone"), "moods": tags("calm")}
    assert track_text(track) == "folk, drone; calm; by Moth"
    assert track_text({**track, "genres": [], "moods": []}) == ""


@pytest.mark.db
def test_recordings_with_tags_get_vectors_and_equal_texts_are_computed_once(settings: Settings) -> None:
    """1 and 2 have one text, 3 another, 4 no tags: 2 texts, 3 vectors."""
    jazz = (tags("jazz"), [], "Wren")
    lay_out(settings, WEEK, {1: jazz, 2: jazz, 3: (tags("jazz"), tags("calm"), "Wren"), 4: ([], [], "Wren")})

    assert embed_week(settings, WEEK) == 2

    found = vectors(settings)
    assert set(found) == {(WEEK, 1), (WEEK, 2), (WEEK, 3)}
    exact = read_model().encode(["jazz; no mood; by Wren"])[0]
    assert np.array(found[WEEK, 1], np.float32).tobytes() == exact.tobytes()
    assert found[WEEK, 1] == found[WEEK, 2] != found[WEEK, 3]


@pytest.mark.db
def test_a_text_that_is_known_is_never_computed_again(settings: Settings) -> None:
    """Next week: 1 as before, 5 new with the text of 1, 6 new: one text. The week before keeps its vectors."""
    jazz = (tags("jazz"), [], "Wren")
    lay_out(settings, WEEK, {1: jazz})
    assert embed_week(settings, WEEK) == 1
    assert embed_week(settings, WEEK) == 0
    lay_out(settings, NEXT, {1: jazz, 5: jazz, 6: (tags("folk"), [], "Wren")})

    assert embed_week(settings, NEXT) == 1

    found = vectors(settings)
    assert set(found) == {(WEEK, 1), (NEXT, 1), (NEXT, 5), (NEXT, 6)}
    assert found[NEXT, 5] == found[WEEK, 1]


@pytest.mark.db
def test_a_recording_that_loses_its_tags_loses_its_vector(settings: Settings) -> None:
    lay_out(settings, WEEK, {1: (tags("jazz"), [], "Wren"), 2: (tags("folk"), [], "Wren")})
    embed_week(settings, WEEK)
    with db.transaction(settings) as connection:
        db.execute(connection, "update marts.dim_track set genres = '[]' where recording_id = %s", [UUID(int=1)])

    embed_week(settings, WEEK)

    assert set(vectors(settings)) == {(WEEK, 2)}


def test_a_model_behind_the_openai_client_gives_vectors_of_384(tmp_path: Path) -> None:
    with running_sandbox(tmp_path / "sandbox", recordings=200):
        settings = read_settings(home=tmp_path, embedding_model="openai:text-embedding-3-small")
        found = compute(settings, ["jazz", "folk jazz"])

    assert found.shape == (2, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1.0, abs=1e-6)
