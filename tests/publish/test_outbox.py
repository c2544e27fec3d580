"""What enters the outbox: the newest week by itself, older ones by a permit, and no song twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from pipelines import db
from pipelines.errors import BadInputError
from pipelines.listeners import enrol
from pipelines.publish.outbox import enqueue
from pipelines.publish.permits import grant
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.publish.conftest import NEWEST, NOW, OLDER, publications, slate, uri

pytestmark = pytest.mark.db


def permits_left(settings: Settings) -> int:
    with db.transaction(settings) as connection:
        return int(db.rows(connection, "select count(*) as n from app.publish_permit where used_at is null")[0]["n"])


def test_the_newest_ended_week_goes_out_by_itself_and_once(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(3))
    assert enqueue(house, NEWEST, [mara]) == 1
    assert enqueue(house, NEWEST, [mara]) == 0
    [queued] = publications(house)
    assert (queued["week"], queued["edition"], queued["state"]) == (NEWEST, 1, "pending")
    assert queued["uris"] == [uri(sandbox, number) for number in range(3)]


def test_the_week_that_is_running_does_not_go_out(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, "2026-W48", range(3))
    assert enqueue(house, "2026-W48", [mara]) == 0


def test_an_older_week_needs_a_permit_and_uses_it_up(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, OLDER, range(3))
    assert enqueue(house, OLDER, [mara]) == 0
    assert grant(house, OLDER, [mara]) == 1
    assert enqueue(house, OLDER, [mara]) == 1
    assert permits_left(house) == 0
    assert enqueue(house, OLDER, [mara]) == 0
    assert len(publications(house)) == 1


def test_a_week_that_was_the_newest_is_an_older_one_a_week_later(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(3))
    next_monday = house.model_copy(update={"clock": (NOW + timedelta(days=7)).isoformat()})
    assert enqueue(next_monday, NEWEST, [mara]) == 0


def test_a_permit_is_for_one_listener_one_week_and_the_edition_it_names(
    house: Settings, sandbox: Sandbox, mara: UUID, dev: UUID
) -> None:
    slate(house, sandbox, mara, OLDER, range(3))
    slate(house, sandbox, mara, OLDER, range(3, 6), edition=2)
    slate(house, sandbox, dev, OLDER, range(3))
    grant(house, OLDER, [mara], edition=1)
    assert enqueue(house, OLDER, [mara, dev]) == 0
    assert permits_left(house) == 1
    grant(house, OLDER, [mara], edition=2)
    assert enqueue(house, OLDER, [mara, dev]) == 1
    assert [(row["listener_id"], row["edition"]) for row in publications(house)] == [(mara, 2)]


def test_a_refused_slate_keeps_its_permit(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """The check and the permit share a transaction: nothing went out, so the permit is still there."""
    slate(house, sandbox, mara, OLDER, range(3), unplayable=frozenset({1}))
    grant(house, OLDER, [mara])
    with pytest.raises(BadInputError, match="cannot be played"):
        enqueue(house, OLDER, [mara])
    assert permits_left(house) == 1
    assert publications(house) == []


def test_a_permit_for_what_does_not_exist_is_refused(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, OLDER, range(3))
    for week, edition in (("2026-W40", None), (OLDER, 2)):
        with pytest.raises(BadInputError, match="no such edition"):
            grant(house, week, [mara], edition)
    with pytest.raises(BadInputError, match="ISO week"):
        grant(house, "november", [mara])
    assert permits_left(house) == 0


def test_a_further_edition_of_the_newest_week_needs_a_permit_too(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(3))
    enqueue(house, NEWEST, [mara])
    slate(house, sandbox, mara, NEWEST, range(3, 6), edition=2)
    assert enqueue(house, NEWEST, [mara]) == 0
    grant(house, NEWEST, [mara])
    assert enqueue(house, NEWEST, [mara]) == 1


def test_no_version_of_a_song_goes_out_twice(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """Song 2 is in both slates: the second one is refused, whole."""
    slate(house, sandbox, mara, OLDER, range(3))
    grant(house, OLDER, [mara])
    enqueue(house, OLDER, [mara])
    slate(house, sandbox, mara, NEWEST, range(2, 5))
    with pytest.raises(BadInputError, match=f"delivered in {OLDER}"):
        enqueue(house, NEWEST, [mara])
    assert len(publications(house)) == 1


def test_what_one_listener_got_another_may_get(house: Settings, sandbox: Sandbox, mara: UUID, dev: UUID) -> None:
    for listener in (mara, dev):
        slate(house, sandbox, listener, NEWEST, range(3))
    assert enqueue(house, NEWEST, [mara, dev]) == 2


def test_what_is_not_explained_yet_waits(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(3), state="scored")
    assert enqueue(house, NEWEST, [mara]) == 0


def test_a_listener_of_files_has_no_playlist(house: Settings, sandbox: Sandbox) -> None:
    ana = enrol(house, "Ana", first_week="2026-W40", source="file:x")
    slate(house, sandbox, ana, NEWEST, range(3))
    assert enqueue(house, NEWEST, [ana]) == 0


def test_publishing_can_be_off(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    slate(house, sandbox, mara, NEWEST, range(3))
    assert enqueue(house.model_copy(update={"publish_enabled": False}), NEWEST, [mara]) == 0
    assert publications(house) == []
