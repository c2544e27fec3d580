"""Which candidates are looked up, and what is stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import db
from pipelines.errors import RateLimitedError
from pipelines.recommend import playable
from pipelines.recommend.listeners import read_listener
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.playable import Found, Sought, look_up, rows_to_look_up
from pipelines.recommend.spotify_finder import SpotifyFinder
from pipelines.settings import Settings

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def scored(count: int) -> Any:
    """A pool whose first row is the best."""
    return SimpleNamespace(scores=-np.arange(count, dtype=np.float64))


def test_with_the_chain_complete_the_best_are_looked_up_and_no_more() -> None:
    assert [0, 1, 2] == rows_to_look_up(scored(10), np.arange(10), 3, 0).tolist()
    assert [0, 1] == rows_to_look_up(scored(2), np.arange(2), 3, 5).tolist()


def test_for_each_song_that_an_earlier_slate_may_take_one_more_is_looked_up() -> None:
    """Two songs to come: 3 + 2. Where rows 0, 1 and 2 are one song it may take three, another song one: 3 + 4."""
    assert 5 == len(rows_to_look_up(scored(20), np.arange(20), 3, 2))
    assert 7 == len(rows_to_look_up(scored(20), np.array([0, 0, 0, *range(3, 20)]), 3, 2))


@given(st.lists(st.integers(0, 8), max_size=30), st.integers(1, 6), st.integers(0, 4), st.data())
def test_whatever_earlier_slates_take_the_best_of_the_rest_were_looked_up(
    groups: list[int], wanted: int, songs: int, data: st.DataObject
) -> None:
    looked_up = set(rows_to_look_up(scored(len(groups)), np.array(groups, dtype=np.int64), wanted, songs).tolist())
    taken = data.draw(st.sets(st.sampled_from(groups), max_size=songs)) if groups else set()
    rest = [row for row, group in enumerate(groups) if group not in taken]
    assert set(rest[:wanted]) <= looked_up


@dataclass
class Shop:
    """A finder with a closing time: it serves so many, then asks to come back later."""

    left: int
    asked: list[str] = field(default_factory=list)

    def find(self, sought: Sought) -> Found:
        if self.left == 0:
            raise RateLimitedError("come back later", 30.0)
        self.left -= 1
        self.asked.append(sought.title)
        return Found(None if sought.title == "B" else f"spotify:track:{sought.title}", "isrc", NOW)


@pytest.mark.db
def test_a_rate_limit_passes_through_and_loses_no_answer(settings: Settings, make: Any) -> None:
    """Three sought, two served: both answers are stored, the "nowhere" too."""
    sought = [Sought(make.recording(n), (), (), title, "x") for n, title in enumerate("ABC", start=1)]
    with pytest.raises(RateLimitedError):
        look_up(settings, sought, "DE", Shop(2))
    with db.transaction(settings) as connection:
        rows = db.rows(connection, "select recording_id, spotify_uri from identity.playable order by 1")
    assert [(make.recording(1), "spotify:track:A"), (make.recording(2), None)] == [tuple(row.values()) for row in rows]


@pytest.mark.db
def test_vectors_come_back_as_they_were_stored(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    """Two of three recordings have one; [3, 4, 0, ...] is of length 5, so its unit row begins 0.6, 0.8."""
    world = make.World(tracks=[make.track(n) for n in (1, 2, 3)], vectors={1: [3.0, 4.0], 3: [0.0, 1.0]})
    lay_out(world)
    with db.transaction(settings, "open") as connection:
        catalogue = read_catalogue(connection, settings, "2026-W47")
    assert [True, False, True] == catalogue.has_vector.tolist()
    assert (2, 384) == catalogue.vectors.shape
    assert [[0.6, 0.8, 0.0], [0.0, 0.0, 0.0]] == catalogue.unit_vectors(np.array([0, 1]))[:, :3].tolist()


def test_a_recording_is_found_by_isrc_then_by_known_uri_then_by_names_that_agree() -> None:
    """The search knows one ISRC, one title by the right artist and one by another; unplayable tracks do not count."""
    answers = {
        "isrc:DE1": [{"uri": "u:0", "is_playable": False}, {"uri": "u:1"}],
        'track:"Right" artist:"Band"': [
            {"uri": "u:2", "name": "Right", "artists": [{"name": "Cover Band"}]},
            {"uri": "u:3", "name": "Right - 2011 Remaster", "artists": [{"name": "Band"}]},
        ],
    }
    finder = SpotifyFinder(lambda query: answers.get(query, []), NOW)

    def find(title: str, isrcs: tuple[str, ...] = (), uris: tuple[str, ...] = ()) -> tuple[str | None, str]:
        found = finder.find(Sought(UUID(int=1), isrcs, uris, title, "Band"))
        return found.spotify_uri, found.method

    assert ("u:1", "isrc") == find("Right", ("XX9", "DE1"), ("u:9",))
    assert ("u:9", "known") == find("Right", ("XX9",), ("u:9",))
    assert ("u:3", "names") == find("Right", ("XX9",))
    assert (None, "nowhere") == find("Wrong")


@pytest.mark.db
def test_the_best_that_were_never_looked_up_are_sought_with_the_keys_of_their_merged_twins(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Candidates 2, 3, 4 by score; of the best two, 2 is known to be nowhere, 3 has a twin (30) whose ISRC it takes."""
    settings = settings.model_copy(update={"playable_pool": 2})
    world = make.World(
        tracks=[make.track(n) for n in range(1, 5)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.7},
    )
    lay_out(world, source="spotify")
    seen = {"known_at": NOW, "method": "x"}
    key = {**seen, "method_version": "1", "confidence": 1.0, "source": "x"}
    with db.transaction(settings) as connection:
        known = {"recording_id": make.recording(2), "market": "DE", "spotify_uri": None, **seen}
        db.insert_rows(connection, "identity.playable", [known])
        isrc = {"key_kind": "isrc", "key_value": "DE1", "recording_id": make.recording(30), **key}
        db.insert_rows(connection, "identity.recording_key", [isrc])
        merge = {"from_recording_id": make.recording(30), "into_recording_id": make.recording(3), **seen}
        db.insert_rows(connection, "identity.recording_merge", [{**merge, "method_version": "1"}])
    with db.transaction(settings, "open") as connection:
        catalogue = read_catalogue(connection, settings, "2026-W47")
        listener = read_listener(connection, make.listener(1))
    assert listener is not None
    missing = playable._missing(settings, catalogue, listener)
    assert [Sought(make.recording(3), ("DE1",), (), "Song 3", "Artist 3")] == missing


@pytest.mark.db
def test_nothing_is_asked_while_spotify_is_off_or_not_connected(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """No sandbox runs; then an address is set, but the listener has no token: nobody is asked at that closed port."""
    lay_out(random_world(1), source="spotify")
    assert 0 == playable.resolve_playable(settings, "2026-W47", [make.listener(1)])
    closed = settings.model_copy(update={"spotify_api_url": "http://127.0.0.1:9/v1/"})
    assert 0 == playable.resolve_playable(closed, "2026-W47", [make.listener(1)])
