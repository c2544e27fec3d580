"""Never again: what an edition must not repeat, read so that a re-run of the same edition reads the same."""

from uuid import UUID

from pipelines import db
from pipelines.recommend.taste import Delivered


def read_delivered(
    connection: db.Connection, listener_id: UUID, week: str, edition: int, publication_seen: int | None = None
) -> Delivered:
    """Groups and recordings that were recommended before.

    Editions 0 and 1 of every earlier week, a first slate of this one included (its key stands before the week's), and
    what was delivered for earlier weeks; from edition 2 on all that was delivered in any week. Every publication
    counts, sent or not, because its state changes later and this must not.

    Args:
        connection: As role open.
        listener_id: Whose.
        week: The slate's.
        edition: To be made, or made before.
        publication_seen: Newest publication to look at, as the stored edition did; None looks at all.
    """
    key = {"listener": listener_id, "week": week, "edition": edition}
    if publication_seen is None:
        newest = db.one(connection, "select coalesce(max(publication_number), 0) as number from app.publication")
        publication_seen = int(newest["number"]) if newest else 0
    songs = db.rows(
        connection,
        """
        select group_id, recording_id from recs.slate_song
        where listener_id = %(listener)s
            and week < %(week)s and edition in (0, 1)
        union
        select unnest(group_ids), unnest(recording_ids) from app.publication
        where listener_id = %(listener)s and publication_number <= %(seen)s
            and (week < %(week)s or (%(edition)s > 1 and (week, edition) <> (%(week)s, %(edition)s)))
        """,
        {**key, "seen": publication_seen},
    )
    return Delivered(
        groups=frozenset(row["group_id"] for row in songs if row["group_id"] is not None),
        recordings=frozenset(row["recording_id"] for row in songs if row["recording_id"] is not None),
        publication_seen=publication_seen,
    )
