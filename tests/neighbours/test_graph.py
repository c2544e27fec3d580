"""The graph as it is stored: once per state of the catalogue."""

from typing import Any
from uuid import UUID

import numpy as np
import pytest

from pipelines import db
from pipelines.neighbours import graph
from pipelines.neighbours.graph import link_week_vectors, neighbour_graph
from pipelines.neighbours.vectors import read_vectors
from pipelines.settings import Settings

MODEL = "all-MiniLM-L6-v2"


def lay_out(settings: Settings, week: str, texts: dict[int, tuple[str, float]]) -> None:
    """Recording n has the vector (cos angle, sin angle, 0, ...) under a text's hash."""
    with db.transaction(settings) as connection:
        for number, (text, angle) in texts.items():
            vector = [float(np.cos(angle)), float(np.sin(angle)), *([0.0] * 382)]
            thing = {"thing_kind": "recording", "thing_id": UUID(int=number), "model": MODEL, "text_hash": text}
            row = {**thing, "embedding": str(vector)}
            db.insert_rows(connection, "vectors.embedding", [row], on_conflict="on conflict do nothing")
            key = {"week": week, "recording_id": UUID(int=number), "model": MODEL, "text_hash": text}
            db.insert_rows(connection, "vectors.week_vector", [key])


def stored(settings: Settings) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, f"select made_from from {graph.TABLE} order by 1")


def test_recordings_with_one_text_share_a_vector_and_weeks_with_the_same_texts_a_graph(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three recordings, two texts; next week another recording has one of them. The third week has a new text."""
    lay_out(settings, "2026-W01", {1: ("b", 0.0), 2: ("a", 0.5), 3: ("b", 0.0)})
    lay_out(settings, "2026-W02", {4: ("b", 0.0), 2: ("a", 0.5)})
    lay_out(settings, "2026-W03", {4: ("b", 0.0), 2: ("a", 0.5), 5: ("c", 3.0)})

    assert link_week_vectors(settings, "2026-W01") == 4
    with db.transaction(settings, "open") as connection:
        vectors = read_vectors(connection, "2026-W01", MODEL)
    assert [UUID(int=n) for n in (1, 2, 3)] == vectors.recording_ids
    assert [1, 0, 1] == vectors.numbers.tolist()
    assert np.allclose([[0.87758, 0.47943], [1.0, 0.0]], vectors.values[:, :2], atol=1e-5)
    expected = [[10_000, 8776], [8776, 10_000]]
    assert expected == neighbour_graph(settings, vectors).todense().tolist()
    assert link_week_vectors(settings, "2026-W02") == 4
    assert len(stored(settings)) == 1
    assert link_week_vectors(settings, "2026-W03") == 5
    assert len(stored(settings)) == 2


def test_another_threshold_or_reach_is_another_graph(settings: Settings) -> None:
    lay_out(settings, "2026-W01", {1: ("a", 0.0), 2: ("b", 0.5), 3: ("c", 0.9)})
    assert link_week_vectors(settings, "2026-W01") == 9
    assert link_week_vectors(settings.model_copy(update={"sound_threshold": 0.9}), "2026-W01") == 5
    assert link_week_vectors(settings.model_copy(update={"sound_reach": 1}), "2026-W01") == 7


def test_a_week_without_vectors_has_an_empty_graph(settings: Settings) -> None:
    assert link_week_vectors(settings, "2026-W01") == 0
