"""The outbox: what is to be published, in numbers that only grow; the live playlist converges to the highest one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.weeks import calendar_week, is_first_slate, newest_ended_week, week_key
from pipelines.errors import BadInputError, LinernotesError, RateLimitedError, ServiceError
from pipelines.publish.playlist import put_playlist
from pipelines.settings import Settings

LEASE = timedelta(minutes=10)
TITLE = "Linernotes Discover"


def enqueue(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Queue the newest explained edition of each listener, if the week may be published; how many.

    Only the newest ended week and a first slate of the running one go out by themselves, and only while no edition of
    them did; an older one (and a further
    edition) uses up a permit, in the same transaction. Once more it is checked that nothing was delivered before.

    Raises:
        BadInputError: A slate holds a song that was delivered before, or one that cannot be played.
    """
    if not settings.publish_enabled:
        return 0
    now = make_clock(settings.clock)()
    count, refusals = 0, []
    for listener_id in sorted(listener_ids):
        try:
            count += _enqueue_one(settings, week, listener_id, now)
        except BadInputError as error:
            refusals.append(error)  # the slates of the others are good all the same
    if refusals:
        raise refusals[0]
    return count


def _enqueue_one(settings: Settings, week: str, listener_id: UUID, now: datetime) -> bool:
    with db.transaction(settings, "display") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"outbox:{listener_id}"])
        edition = _edition_to_publish(connection, week, listener_id)
        songs = [] if edition is None else _songs(connection, week, listener_id, edition)
        if edition is None or not songs:
            return False  # an empty slate would only empty the playlist
        queued = db.rows(
            connection, "select edition from app.publication where listener_id = %s and week = %s", [listener_id, week]
        )
        if any(row["edition"] == edition for row in queued):
            return False
        is_free = _goes_by_itself(week, now) and not queued
        if not is_free and not _use_permit(connection, week, listener_id, edition, now):
            return False
        _refuse_what_must_not_go(connection, week, listener_id, songs)
        row = {
            "listener_id": listener_id,
            "week": week,
            "edition": edition,
            "uris": [song["spotify_uri"] for song in songs],
            "recording_ids": [song["recording_id"] for song in songs],
            "group_ids": [song["group_id"] for song in songs],
            "title": TITLE,
            "description": f"{len(songs)} songs for {calendar_week(week)}, each with a reason you can check.",
            "created_at": now,
        }
        db.insert_rows(connection, "app.publication", [row])
        return True


def _goes_by_itself(week: str, now: datetime) -> bool:
    """Whether a week is the newest that has ended, or a first slate is of the one that is running."""
    return week == newest_ended_week(now) or (is_first_slate(week) and calendar_week(week) == week_key(now))


def _edition_to_publish(connection: db.Connection, week: str, listener_id: UUID) -> int | None:
    sql = """
        select edition from recs.edition inner join app.listener using (listener_id)
        where listener_id = %s and week = %s and state <> 'scored' and source = 'spotify' and left_at is null
        order by edition desc limit 1
    """
    found = db.one(connection, sql, [listener_id, week])
    return None if found is None else int(found["edition"])


def _use_permit(connection: db.Connection, week: str, listener_id: UUID, edition: int, now: datetime) -> bool:
    sql = """
        update app.publish_permit set used_at = %s where permit_id = (
            select permit_id from app.publish_permit
            where listener_id = %s and week = %s and used_at is null and (edition is null or edition = %s)
            order by granted_at, permit_id limit 1 for update
        )
    """
    return db.execute(connection, sql, [now, listener_id, week, edition]) == 1


def _songs(connection: db.Connection, week: str, listener_id: UUID, edition: int) -> list[dict[str, Any]]:
    sql = """
        select recording_id, group_id, spotify_uri from recs.slate_song
        where listener_id = %s and week = %s and edition = %s order by position
    """
    return db.rows(connection, sql, [listener_id, week, edition])


def _refuse_what_must_not_go(
    connection: db.Connection, week: str, listener_id: UUID, songs: Sequence[dict[str, Any]]
) -> None:
    if any(song["spotify_uri"] is None for song in songs):
        raise BadInputError(f"{week}, listener {listener_id}: a song of the slate cannot be played; run the week again")
    sql = "select week from app.publication where listener_id = %s and group_ids && %s::uuid[] limit 1"
    repeated = db.one(connection, sql, [listener_id, [song["group_id"] for song in songs]])
    if repeated is not None:
        raise BadInputError(f"{week}, listener {listener_id}: a song was delivered in {repeated['week']} already")


def deliver(settings: Settings) -> int:
    """Send what is pending, lowest number first; how many playlists were written.

    A number that a higher one has overtaken is given up without a call. Safe beside itself: one number of a listener
    is under way at a time, by a lease. One listener's failure does not keep the others waiting.

    Raises:
        RateLimitedError: Spotify asks us, not one listener, to come back later; the rest was not tried.
        ServiceError: Some playlist could not be written; everything else was, and a retry may cure it.
        LoginRefusedError: Some listener must sign in again; everything else was written.
    """
    sent, failures = 0, dict[UUID, LinernotesError]()
    while (claimed := _claim(settings, list(failures))) is not None:
        try:
            sent += _send(settings, claimed)
        except RateLimitedError:
            raise
        except LinernotesError as error:
            failures[claimed["listener_id"]] = error
    if failures:
        # what a retry may cure first, so that the task is retried
        first = next(iter(failures.values()))
        raise next((error for error in failures.values() if isinstance(error, ServiceError)), first)
    return sent


def _claim(settings: Settings, failed: Sequence[UUID] = ()) -> dict[str, Any] | None:
    """Take the lowest number that waits, of a listener for whom nothing else is under way."""
    now = make_clock(settings.clock)()
    sql = """
        update app.publication set state = 'sending', lease_until = %(until)s where publication_number = (
            select waiting.publication_number from app.publication as waiting
            where (waiting.state = 'pending' or (waiting.state = 'sending' and waiting.lease_until < %(now)s))
                and waiting.listener_id <> all(%(failed)s::uuid[])
                and not exists (
                    select 1 from app.publication as other
                    where other.listener_id = waiting.listener_id and other.state = 'sending'
                        and other.lease_until >= %(now)s
                )
            order by waiting.publication_number limit 1
        ) returning *
    """
    with db.transaction(settings, "display") as connection:
        # two claims at once would not see each other's lease
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended('outbox:claim', 0))")
        return db.one(connection, sql, {"until": now + LEASE, "now": now, "failed": list(failed)})


def _send(settings: Settings, publication: dict[str, Any]) -> int:
    number, listener_id = publication["publication_number"], publication["listener_id"]
    if _is_overtaken(settings, listener_id, number):
        _settle(settings, publication, "failed", "overtaken by a later publication before it was sent")
        return 0
    try:
        snapshot = put_playlist(
            settings, listener_id, publication["title"], publication["description"], publication["uris"]
        )
    except BaseException:
        _settle(settings, publication, "pending", "the last try failed; it will be tried again")
        raise
    _settle(settings, publication, "sent", "", snapshot)
    return 1


def _is_overtaken(settings: Settings, listener_id: UUID, number: int) -> bool:
    sql = "select 1 from app.publication where listener_id = %s and publication_number > %s limit 1"
    with db.transaction(settings, "display") as connection:
        return db.one(connection, sql, [listener_id, number]) is not None


def _settle(
    settings: Settings, publication: dict[str, Any], state: str, detail: str, snapshot: str | None = None
) -> None:
    sent_at = make_clock(settings.clock)() if state == "sent" else None
    with db.transaction(settings, "display") as connection:
        is_ours = db.execute(
            connection,
            "update app.publication set state = %s, detail = %s, snapshot_id = %s, lease_until = null, "
            "sent_at = coalesce(sent_at, %s) where publication_number = %s and lease_until = %s",
            [state, detail, snapshot, sent_at, publication["publication_number"], publication["lease_until"]],
        )
        if not is_ours:
            _send_the_highest_again(connection, publication["listener_id"])
        elif state == "sent":
            key = [publication["listener_id"], publication["week"], publication["edition"]]
            db.execute(
                connection,
                "update recs.edition set state = 'published' where listener_id = %s and week = %s and edition = %s",
                key,
            )


def _send_the_highest_again(connection: db.Connection, listener_id: UUID) -> None:
    """Our lease ended while we wrote: whoever took over may have written before us, so the last word is said anew."""
    db.execute(
        connection,
        "update app.publication set state = 'pending', lease_until = null where publication_number = ("
        "select max(publication_number) from app.publication where listener_id = %s)",
        [listener_id],
    )
