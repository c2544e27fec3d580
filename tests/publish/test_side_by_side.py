"""Deliveries beside each other, and one listener's trouble beside the others' playlists."""

from datetime import timedelta
from uuid import UUID

import pytest

from pipelines import db
from pipelines.errors import BadInputError, LoginRefusedError, RateLimitedError, ServiceError
from pipelines.publish import outbox
from pipelines.publish.outbox import LEASE, deliver, enqueue
from pipelines.publish.permits import grant
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.publish.conftest import NEWEST, NOW, OLDER, ours, publications, slate, states, uri

pytestmark = pytest.mark.db

ERROR = {"error": {"status": 500, "message": "no"}}


@pytest.fixture
def two_weeks(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """Number 1: songs 5 to 7 of an older week, by a permit; number 2: songs 0 to 2 of the newest."""
    slate(house, sandbox, mara, OLDER, range(5, 8))
    grant(house, OLDER, [mara])
    enqueue(house, OLDER, [mara])
    slate(house, sandbox, mara, NEWEST, range(3))
    enqueue(house, NEWEST, [mara])


@pytest.fixture
def two_listeners(house: Settings, sandbox: Sandbox, mara: UUID, dev: UUID) -> tuple[UUID, UUID]:
    """Both newest slates are queued, that of the first one first."""
    first, second = sorted((mara, dev))
    for listener in (first, second):
        slate(house, sandbox, listener, NEWEST, range(3))
    enqueue(house, NEWEST, [first, second])
    return first, second


def test_one_number_of_a_listener_is_under_way_at_a_time(house: Settings, two_weeks: None) -> None:
    """While number 1 is being written number 2 waits: side by side the lower one could have the last word."""
    claimed = outbox._claim(house)
    assert claimed is not None
    assert claimed["publication_number"] == 1
    assert outbox._claim(house) is None


def test_two_listeners_are_served_side_by_side(house: Settings, two_listeners: tuple[UUID, UUID]) -> None:
    claimed = [outbox._claim(house), outbox._claim(house)]
    assert [one["listener_id"] for one in claimed if one] == list(two_listeners)


def test_an_overtaken_number_is_given_up_and_its_edition_is_not_called_published(
    house: Settings, sandbox: Sandbox, mara: UUID, two_weeks: None
) -> None:
    deliver(house)
    assert [row["state"] for row in publications(house)] == ["failed", "sent"]
    assert states(house, mara) == {(OLDER, 1): "explained", (NEWEST, 1): "published"}
    assert ours(sandbox, house, mara) == [[uri(sandbox, number) for number in range(3)]]


def test_a_worker_that_lost_its_lease_leaves_the_last_word_to_the_highest_number(
    house: Settings, sandbox: Sandbox, mara: UUID, two_weeks: None
) -> None:
    """
    A slow worker claims number 1; its lease ends; another gives number 1 up and sends number 2; then the slow one
    writes the songs of number 1 after all. Number 2 waits again, and the next delivery puts the playlist right.
    """
    slow = outbox._claim(house)
    assert slow is not None
    later = house.model_copy(update={"clock": (NOW + LEASE + timedelta(seconds=1)).isoformat()})
    deliver(later)
    with db.transaction(house) as connection:
        db.execute(connection, "update app.publication set state = 'sending' where publication_number = 1")
    from pipelines.publish.playlist import put_playlist

    put_playlist(later, mara, slow["title"], slow["description"], slow["uris"])
    outbox._settle(later, slow, "sent", "")
    assert publications(house)[1]["state"] == "pending"
    deliver(later)
    assert ours(sandbox, house, mara, NOW + 2 * LEASE) == [[uri(sandbox, number) for number in range(3)]]


def test_one_ended_consent_does_not_keep_the_others_waiting(
    house: Settings, sandbox: Sandbox, two_listeners: tuple[UUID, UUID]
) -> None:
    with db.transaction(house) as connection:
        db.execute(connection, "delete from app.listener_token where listener_id = %s", [two_listeners[0]])
    with pytest.raises(LoginRefusedError):
        deliver(house)
    assert [row["state"] for row in publications(house)] == ["pending", "sent"]
    assert len(ours(sandbox, house, two_listeners[1])) == 1


def test_of_several_failures_the_one_that_a_retry_may_cure_is_raised(
    house: Settings, sandbox: Sandbox, two_listeners: tuple[UUID, UUID]
) -> None:
    with db.transaction(house) as connection:
        db.execute(connection, "delete from app.listener_token where listener_id = %s", [two_listeners[0]])
    sandbox.faults.add("spotify_api", "PUT", "/items", 500, body=ERROR)
    with pytest.raises(ServiceError):
        deliver(house)


def test_a_limit_of_the_whole_app_stops_the_round(
    house: Settings, sandbox: Sandbox, two_listeners: tuple[UUID, UUID]
) -> None:
    sandbox.faults.add("spotify_api", "GET", "/me/playlists", 429, headers={"Retry-After": "9"}, body=ERROR)
    with pytest.raises(RateLimitedError):
        deliver(house)
    assert [row["state"] for row in publications(house)] == ["pending", "pending"]


def test_one_bad_slate_does_not_keep_the_others_out(house: Settings, sandbox: Sandbox, mara: UUID, dev: UUID) -> None:
    first, second = sorted((mara, dev))
    slate(house, sandbox, first, NEWEST, range(3), unplayable=frozenset({1}))
    slate(house, sandbox, second, NEWEST, range(3))
    with pytest.raises(BadInputError, match="cannot be played"):
        enqueue(house, NEWEST, [first, second])
    assert [row["listener_id"] for row in publications(house)] == [second]


def test_an_empty_slate_does_not_empty_the_playlist(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(0))
    assert enqueue(house, NEWEST, [mara]) == 0
