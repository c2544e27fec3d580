"""Sealed slices: whole or not there, written once, never changed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from pipelines import db
from pipelines.landing import LandingRow, find_sealed, quarantine, seal
from pipelines.settings import Settings

DAY = date(2026, 11, 18)
KNOWN = datetime(2026, 11, 19, tzinfo=UTC)
LISTENER = UUID(int=7)

pytestmark = pytest.mark.db


def row(key: str, *, known_at: Any = KNOWN, **payload: Any) -> LandingRow:
    return LandingRow("post", key, payload or {"key": key}, None, known_at)


def stored(settings: Settings, table: str = "landing.reddit") -> list[str]:
    with db.transaction(settings) as connection:
        return [each["source_key"] for each in db.rows(connection, f"select source_key from {table} order by 1")]


def test_a_slice_says_what_its_rows_are(settings: Settings) -> None:
    """Two rows known at 00:00 and 03:00 of the 19th: the slice spans both times and counts 2."""
    later = KNOWN + timedelta(hours=3)
    sealed = seal(settings, "reddit", None, DAY, [row("a", known_at=later), row("b")])
    assert (sealed.state, sealed.row_count, sealed.day) == ("landed", 2, DAY)
    with db.transaction(settings) as connection:
        head = db.rows(connection, "select first_known_at, known_at, policy from landing.slice")[0]
    assert (head["first_known_at"], head["known_at"], head["policy"]) == (KNOWN, later, "open")


def test_a_sealed_slice_is_given_back_and_not_written_again(settings: Settings) -> None:
    first = seal(settings, "reddit", None, DAY, [row("a")])
    assert seal(settings, "reddit", None, DAY, [row("b"), row("c")]) == first
    assert stored(settings) == ["a"]
    assert find_sealed(settings, "reddit", None, DAY) == first


def test_a_race_for_one_slice_has_one_winner(settings: Settings) -> None:
    """Four writers, each with its own two rows: one slice, and the two rows of one writer."""
    with ThreadPoolExecutor(4) as pool:
        sealed = list(pool.map(lambda n: seal(settings, "reddit", None, DAY, [row(f"{n}a"), row(f"{n}b")]), range(4)))
    assert len(set(sealed)) == 1
    keys = stored(settings)
    assert [key[1:] for key in keys] == ["a", "b"]
    assert len({key[0] for key in keys}) == 1


def test_a_row_that_cannot_be_written_leaves_nothing(settings: Settings) -> None:
    with pytest.raises(psycopg2.errors.NotNullViolation):
        seal(settings, "reddit", None, DAY, [row("a"), row("b", known_at=None)], state="landed")
    assert stored(settings) == []
    assert find_sealed(settings, "reddit", None, DAY) is None


def test_rows_that_stop_coming_leave_nothing(settings: Settings) -> None:
    def broken() -> Any:
        raise ConnectionError
        yield

    with pytest.raises(ConnectionError):
        seal(settings, "reddit", None, DAY, chain([row("a")], broken()))
    assert stored(settings) == []
    assert find_sealed(settings, "reddit", None, DAY) is None


def test_equal_rows_are_kept_once_and_the_order_of_rows_does_not_matter(settings: Settings) -> None:
    """Other days have other record ids, so the hash is compared over the rows of one day in two databases' places."""
    one = seal(settings, "reddit", None, DAY, [row("a", n=1), row("b", n=2), row("a", n=1)])
    assert one.row_count == 2
    with db.transaction(settings) as connection:
        ids = [each["record_id"] for each in db.rows(connection, "select record_id from landing.reddit order by 1")]
        shas = db.rows(connection, "select sha256 from landing.reddit order by record_id")
        head = db.rows(connection, "select sha256 from landing.slice")[0]
    from pipelines.domain.hashing import content_hash

    assert ids == sorted(ids)
    assert head["sha256"] == content_hash([each["sha256"] for each in shas])


def test_spotify_lands_where_only_the_owner_and_display_may_read(settings: Settings) -> None:
    sealed = seal(settings, "spotify", LISTENER, DAY, [row("a")], policy="open")
    assert stored(settings, "restricted.landing_spotify") == ["a"]
    with db.transaction(settings) as connection:
        policy = db.rows(connection, "select policy from landing.slice where slice_id = %s", [sealed.slice_id])
    assert policy == [{"policy": "restricted"}]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(settings, "open") as connection:
        db.rows(connection, "select * from restricted.landing_spotify")


def test_listeners_and_days_have_slices_of_their_own(settings: Settings) -> None:
    made = {
        seal(settings, "spotify", listener, day, [row("a")]).slice_id
        for listener in (LISTENER, UUID(int=8))
        for day in (DAY, DAY + timedelta(days=1))
    }
    assert len(made) == 4


def test_a_day_without_rows_is_empty_and_a_missing_one_says_why(settings: Settings) -> None:
    assert seal(settings, "reddit", None, DAY, []).state == "empty"
    missing = seal(settings, "musicbrainz", None, DAY, [], state="missing", reason="too late")
    assert (missing.state, missing.row_count, missing.reason) == ("missing", 0, "too late")


@pytest.mark.parametrize("statement", ["update landing.reddit set kind = 'x'", "delete from landing.slice"])
def test_landed_rows_and_seals_cannot_be_changed(settings: Settings, statement: str) -> None:
    seal(settings, "reddit", None, DAY, [row("a")])
    with pytest.raises(psycopg2.errors.RaiseException, match="append-only"), db.transaction(settings) as connection:
        db.execute(connection, statement)


def test_the_same_rejected_row_is_kept_once(settings: Settings) -> None:
    rejected = [("library_item", "line 2", "no title", {"uri": None})]
    assert quarantine(settings, "file:x", rejected, KNOWN) == 1
    assert quarantine(settings, "file:x", rejected, KNOWN) == 0
