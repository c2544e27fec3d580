"""Contradicting feedback, case by case."""

from uuid import UUID

import pytest

from pipelines.llm.contradictions import Said, in_force, is_outspoken

SONG, SAME_ARTIST, OTHER = ((UUID(int=song), UUID(int=artist)) for song, artist in ((1, 10), (2, 10), (3, 30)))


def said(*events: tuple[str, tuple[UUID, UUID | None]]) -> list[Said]:
    return [Said(UUID(int=100 + place), kind, *song) for place, (kind, song) in enumerate(events)]


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ([("more", SONG), ("less", SONG)], [1]),
        ([("less", SONG), ("more", SONG)], [1]),
        ([("more", SONG), ("less", SAME_ARTIST)], [1]),
        ([("more", SONG), ("less", OTHER)], [0, 1]),
        ([("more", SONG), ("more", SAME_ARTIST)], [0, 1]),
        ([("never", SONG), ("more", SONG)], [1]),
        ([("never", SONG), ("more", SAME_ARTIST)], [0, 1]),
        ([("never", SONG), ("less", SONG)], [0, 1]),
        ([("more", SONG), ("never", SONG)], [1]),
        ([("never", SONG), ("more", SONG), ("never", SONG)], [2]),
        ([("never", SONG), ("more", SONG), ("less", SONG)], [2]),
        ([("wrong_reason", SONG), ("more", SONG), ("wrong_reason", SONG)], [0, 1, 2]),
        ([("more", (SONG[0], None)), ("less", (OTHER[0], None))], [0, 1]),
    ],
)
def test_what_stays_in_force(events: list[tuple[str, tuple[UUID, UUID | None]]], left: list[int]) -> None:
    assert left == [one.event_id.int - 100 for one in in_force(said(*events))]


@pytest.mark.parametrize(
    ("event", "is_beaten"),
    [
        (("less", SONG), True),
        (("less", SAME_ARTIST), True),
        (("never", SONG), True),
        (("never", SAME_ARTIST), False),
        (("more", SONG), False),
        (("wrong_reason", SONG), False),
        (("less", OTHER), False),
    ],
)
def test_what_was_said_beats_what_was_saved(event: tuple[str, tuple[UUID, UUID]], is_beaten: bool) -> None:
    assert is_beaten == is_outspoken(*SONG, said(event))
