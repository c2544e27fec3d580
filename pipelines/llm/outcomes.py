"""What became of delivered songs: what was saved, and what was removed or put back, as rules on their artists."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.llm.contradictions import Said, is_outspoken, is_wanted
from pipelines.llm.rules import ParsedRule
from pipelines.llm.schemas import Effect

MOST = 10
"""Outcomes of one kind that count, the newest deliveries first: each costs a what-if, and taste moves on."""
STRENGTH = 0.3
"""Of the rule that a removed song, or one that was put back, makes of its artist: half of what saying so does."""

EFFECTS: dict[str, Effect] = {"removed": "avoid", "readded": "prefer"}


@dataclass(frozen=True)
class Outcome:
    """A delivered song, and what the listener did with it.

    Attributes:
        kind: saved, removed or readded.
        recording_id: The song as it was delivered.
        saved_recording_id: Of a saved song the version that is kept now.
        artist_id: None when the week's catalogue does not know the song; so are its names.
    """

    kind: str
    recording_id: UUID
    saved_recording_id: UUID | None
    artist_id: UUID | None
    title: str | None
    artist_name: str | None

    @property
    def event_id(self) -> UUID:
        """An id that stands for the outcome where an event would stand."""
        return stable_id(self.kind, self.recording_id)

    @property
    def words(self) -> str:
        """Which song it is, as a listener would say."""
        return f"{self.title}, {self.artist_name}" if self.title is not None else ""


def read_outcomes(connection: db.Connection, week: str, listener_id: UUID) -> list[Outcome]:
    """The newest ten songs of each kind, newest delivery first.

    Args:
        connection: As role open.
        week: At whose end it is asked.
        listener_id: Whose.
    """
    found = db.rows(
        connection,
        """
        select kind, recording_id, saved_recording_id, artist_id, title, artist_name
        from (
            select o.*, row_number() over newest as place
            from (
                select distinct on (recording_id) *
                from marts.fct_outcome
                where week = %(week)s and listener_id = %(listener)s
                order by recording_id, delivered_week desc, edition desc
            ) as o
            where o.kind in ('saved', 'removed', 'readded')
            window newest as (partition by o.kind order by o.delivered_week desc, o.edition desc, o.position)
        ) as o
        left join marts.dim_track as t using (week, recording_id)
        where place <= %(most)s
        order by o.delivered_week desc, o.edition desc, o.position
        """,
        {"week": week, "listener": listener_id, "most": MOST},
    )
    return [Outcome(**row) for row in found]


def outcome_rules(outcomes: Sequence[Outcome], said: Sequence[Said]) -> list[tuple[Outcome, ParsedRule | None]]:
    """What each removed or readded song makes of its artist; None where it counts for nothing. Oldest first.

    A removed song counts for nothing while the listener says otherwise, or keeps or puts back another song of the
    artist; one that was put back while feedback speaks against it. Of several songs of an artist the newest speaks.

    Args:
        outcomes: Newest first.
        said: The feedback in force.
    """
    liked = {one.artist_id for one in outcomes if one.kind != "removed" and one.artist_id is not None}
    spoken_of = set[UUID]()
    found: list[tuple[Outcome, ParsedRule | None]] = []
    for one in outcomes:
        if one.kind == "saved" or one.artist_id is None:
            continue
        if one.kind == "removed":
            counts = one.artist_id not in liked and not is_wanted(one.recording_id, one.artist_id, said)
        else:
            counts = not is_outspoken(one.recording_id, one.artist_id, said)
        if not counts:
            found.append((one, None))
        elif one.artist_id not in spoken_of:
            found.append((one, ParsedRule(EFFECTS[one.kind], "artist", str(one.artist_id), STRENGTH, one.words)))
            spoken_of.add(one.artist_id)
    return found[::-1]
