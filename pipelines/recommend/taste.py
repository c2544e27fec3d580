"""One listener's week: own things, what must not come again, rules, proposals, the usual range."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.domain.dial import MIDDLE
from pipelines.domain.ids import SHARED
from pipelines.domain.telling import UNCHOSEN, Telling
from pipelines.domain.weeks import known_until, week_end
from pipelines.recommend.arrays import Flags, Ints
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.dial import read_dial
from pipelines.recommend.freshness import weeks_ago
from pipelines.recommend.reweight import OwnFactor, read_own_factors, reweights
from pipelines.recommend.steering import Overruled, Rule
from pipelines.recommend.telling import read_telling
from pipelines.recommend.weights import Interactions

SAVED = "saved"
"""Stands for the playlist of interactions that are in none (saved tracks)."""
_DAY_SECONDS = 86_400.0


@dataclass(frozen=True)
class Proposal:
    """A song that the model proposed (or warned of) and that exists; verdict in [-1, 1], with the steps it stated."""

    number: int
    recording_id: UUID
    verdict: float
    steps: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Verdict:
    """What counts of the model's judgement of a shortlisted song: in [-1, 1], 0 where no step carries it."""

    verdict: float
    given: float
    outcome: str
    steps: Sequence[Mapping[str, Any]] = ()
    dropped_count: int = 0


@dataclass(frozen=True)
class ModelCounts:
    """How the model did: proposals and answers by outcome, steps that were kept and dropped, songs asked about."""

    proposals: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    steps_kept: int = 0
    steps_dropped: int = 0
    shortlisted: int = 0


@dataclass(frozen=True)
class Taste:
    """One listener's inputs to a week.

    Attributes:
        excluded: Catalogue rows that may not be candidates because they are owned or were recommended, shape (n,).
        ranges: p10, p50, p90 and known_count by feature.
        weeks_before: Weeks of the chain before this one.
        verdicts: By recording, of the shortlist that the model judged.
        model_counts: How it did.
        previous_artists: Artists of the newest earlier slate; None without one.
        recent_artists: How many weeks ago each artist was on a slate of the chain, each week once, newest first.
        input_hash: Over the frozen inputs that all listeners share and the listener's own.
        missing: Slices that never came, such as "reddit 2026-11-18".
        dial: From 0 (familiar) to 1 (adventurous), as the week was frozen.
        telling: How the report is to be told, likewise.
        own_factors: What feedback on reasons and saved songs do to own things.
        overruled: What the listener said or did of which no rule is in force.
        item_count, identified_count: The listener's own items, and those with an open identity; None when not measured.
    """

    listener_id: UUID
    week: str
    interactions: Interactions
    excluded: Flags
    rules: tuple[Rule, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    verdicts: Mapping[UUID, Verdict] = field(default_factory=dict)
    model_counts: ModelCounts = ModelCounts()
    ranges: Mapping[str, Mapping[str, Any]] | None = None
    unread_words: Mapping[UUID, tuple[str, ...]] | None = None
    weeks_before: int = 0
    repeats_of: frozenset[UUID] = frozenset()
    previous_artists: frozenset[UUID] | None = None
    recent_artists: Mapping[UUID, tuple[int, ...]] = field(default_factory=dict)
    input_hash: str = ""
    missing: tuple[str, ...] = ()
    dial: float = MIDDLE
    telling: Telling = UNCHOSEN
    own_factors: tuple[OwnFactor, ...] = ()
    overruled: tuple[Overruled, ...] = ()
    item_count: int | None = None
    identified_count: int | None = None

    def own_artists(self, catalogue: Catalogue) -> Ints:
        """Numbers of the artists of whom the listener keeps something, ascending."""
        return np.flatnonzero(self.is_own_artist(catalogue)).astype(np.int64, copy=False)

    def is_own_artist(self, catalogue: Catalogue) -> Flags:
        """Whether the listener keeps something of each artist, by number."""
        is_own = np.zeros(len(catalogue.artist_ids), dtype=bool)
        is_own[catalogue.artists[self.interactions.recordings]] = True
        return is_own

    @property
    def has_model(self) -> bool:
        """Whether the model said anything about songs."""
        return bool(self.proposals or self.verdicts)


@dataclass(frozen=True)
class Delivered:
    """What an edition must not repeat: the groups and recordings of earlier slates and publications."""

    groups: frozenset[UUID]
    recordings: frozenset[UUID]
    publication_seen: int


def read_taste(
    connection: db.Connection,
    catalogue: Catalogue,
    listener_id: UUID,
    delivered: Delivered,
    without_playlist: str | None = None,
    without_recording: UUID | None = None,
    without_source: UUID | None = None,
) -> Taste:
    """Read one listener's week.

    Args:
        connection: As role open.
        catalogue: The same week's.
        listener_id: Whose.
        delivered: What this edition must not repeat.
        without_playlist: A playlist to leave out, as if it had never been; for proofs of what-ifs.
        without_recording: An own recording to leave out in the same way.
        without_source: A feedback or a saved song whose factors to leave out, likewise.
    """
    key = {"week": catalogue.week, "listener": listener_id, "shared": SHARED}
    own_factors = read_own_factors(connection, key, without_source)
    interactions = _read_interactions(connection, catalogue, key, without_playlist, without_recording)
    interactions = replace(interactions, reweights=reweights(own_factors, catalogue.index))
    before = db.rows(
        connection,
        """
        select distinct e.week, s.artist_id
        from recs.edition as e
        left join recs.slate_song as s using (listener_id, week, edition)
        where e.listener_id = %(listener)s and e.week < %(week)s and e.edition in (0, 1)
        """,
        key,
    )
    weeks = sorted({row["week"] for row in before})
    newest = [row["artist_id"] for row in before if row["week"] == weeks[-1] and row["artist_id"] is not None]
    frozen = db.rows(
        connection,
        """
        select listener_id, input_hash, missing from recs.week_frozen
        where week = %(week)s and listener_id in (%(listener)s, %(shared)s) order by listener_id
        """,
        key,
    )
    coverage = db.one(
        connection,
        """
        select item_count, identified_count from marts.listener_coverage
        where week = %(week)s and listener_id = %(listener)s
        """,
        key,
    )
    return Taste(
        listener_id=listener_id,
        week=catalogue.week,
        interactions=interactions,
        excluded=_excluded(connection, catalogue, key, delivered),
        rules=_read_rules(connection, key),
        proposals=_read_proposals(connection, key),
        verdicts=_read_verdicts(connection, key),
        model_counts=_read_model_counts(connection, key),
        ranges=_read_ranges(connection, key),
        unread_words=_read_unread(connection, key),
        weeks_before=len(weeks),
        repeats_of=delivered.groups,
        previous_artists=frozenset(newest) if weeks else None,
        recent_artists=_recent_artists(before, catalogue.week),
        input_hash="+".join(row["input_hash"] for row in frozen),
        missing=tuple(sorted({name for row in frozen for name in row["missing"]})),
        dial=read_dial(connection, key),
        telling=read_telling(connection, key),
        own_factors=own_factors,
        overruled=_read_overruled(connection, key),
        item_count=None if coverage is None else int(coverage["item_count"]),
        identified_count=None if coverage is None else int(coverage["identified_count"]),
    )


def _recent_artists(before: Sequence[Mapping[str, Any]], week: str) -> dict[UUID, tuple[int, ...]]:
    ages: dict[UUID, set[int]] = {}
    for row in before:
        if row["artist_id"] is not None:
            ages.setdefault(row["artist_id"], set()).add(weeks_ago(row["week"], week))
    return {artist_id: tuple(sorted(found)) for artist_id, found in sorted(ages.items())}


def _read_interactions(
    connection: db.Connection,
    catalogue: Catalogue,
    key: Mapping[str, Any],
    without_playlist: str | None,
    without_recording: UUID | None,
) -> Interactions:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select recording_id::text, coalesce(playlist_id::text, %(saved)s), max(added_at)
            from marts.fct_interaction where week = %(week)s and listener_id = %(listener)s
            group by 1, 2
            """,
            {**key, "saved": SAVED},
        )
        found = cursor.fetchall()
    end, left_out = week_end(catalogue.week), str(without_recording)
    known = sorted(
        (
            catalogue.row_of[recording],
            playlist,
            float("nan") if at is None else (end - at).total_seconds() / _DAY_SECONDS,
        )
        for recording, playlist, at in found
        if recording in catalogue.row_of and playlist != without_playlist and recording != left_out
    )
    playlist_ids = tuple(sorted({playlist for _, playlist, _ in known}))
    number = {playlist: place for place, playlist in enumerate(playlist_ids)}
    return Interactions(
        recordings=np.array([row for row, _, _ in known], dtype=np.int64),
        playlists=np.array([number[playlist] for _, playlist, _ in known], dtype=np.int64),
        age_days=np.array([age for _, _, age in known], dtype=np.float64),
        playlist_ids=playlist_ids,
    )


def _excluded(connection: db.Connection, catalogue: Catalogue, key: Mapping[str, Any], delivered: Delivered) -> Flags:
    """Rows that are owned (by group, by salted hash of the song, or as an interaction) or were recommended before."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select x.group_id, h.recording_id::text
            from marts.listener_exclusion as x
            left join identity.song_hash as h on h.song_hash = x.song_hash and h.known_at <= %(known_until)s
            where x.week = %(week)s and x.listener_id = %(listener)s
            union
            select null, recording_id::text
            from marts.fct_interaction where week = %(week)s and listener_id = %(listener)s
            """,
            {**key, "known_until": known_until(catalogue.week)},
        )
        owned = cursor.fetchall()
    groups = {group for group, _ in owned} | delivered.groups
    recordings = {recording for _, recording in owned} | {str(one) for one in delivered.recordings}
    out = np.zeros(len(catalogue.group_ids), dtype=bool)
    out[[catalogue.group_index[group] for group in groups if group in catalogue.group_index]] = True
    rows = [catalogue.row_of[recording] for recording in recordings if recording in catalogue.row_of]
    out[catalogue.groups[rows]] = True  # and with each all its versions
    return np.asarray(out[catalogue.groups]) if len(catalogue) else np.zeros(0, dtype=bool)


def _read_rules(connection: db.Connection, key: Mapping[str, Any]) -> tuple[Rule, ...]:
    found = db.rows(
        connection,
        """
        select rule_id, origin, event_id, effect, facet, value, strength, words
        from recs.rule where week = %(week)s and listener_id = %(listener)s order by rule_id
        """,
        key,
    )
    return tuple(Rule(**row) for row in found)


def _read_overruled(connection: db.Connection, key: Mapping[str, Any]) -> tuple[Overruled, ...]:
    found = db.rows(
        connection,
        """
        select event_id, origin, words
        from recs.overruled where week = %(week)s and listener_id = %(listener)s order by event_id
        """,
        key,
    )
    return tuple(Overruled(**row) for row in found)


def _read_proposals(connection: db.Connection, key: Mapping[str, Any]) -> tuple[Proposal, ...]:
    found = db.rows(
        connection,
        """
        select proposal_number as number, recording_id, verdict, steps from recs.proposal
        where week = %(week)s and listener_id = %(listener)s and outcome = 'resolved' and recording_id is not null
        order by proposal_number
        """,
        key,
    )
    return tuple(Proposal(**row) for row in found)


def _read_verdicts(connection: db.Connection, key: Mapping[str, Any]) -> dict[UUID, Verdict]:
    found = db.rows(
        connection,
        """
        select recording_id, verdict, verdict_given, outcome, steps, jsonb_array_length(dropped) as dropped_count
        from recs.judgement
        where week = %(week)s and listener_id = %(listener)s
            and outcome in ('supported', 'unsupported', 'contradicted')
        order by recording_id
        """,
        key,
    )
    return {
        row["recording_id"]: Verdict(
            float(row["verdict"]), float(row["verdict_given"]), row["outcome"], row["steps"], int(row["dropped_count"])
        )
        for row in found
    }


def _read_model_counts(connection: db.Connection, key: Mapping[str, Any]) -> ModelCounts:
    proposals = db.rows(
        connection,
        """
        select outcome, count(*)::int as songs from recs.proposal
        where week = %(week)s and listener_id = %(listener)s group by outcome order by outcome
        """,
        key,
    )
    answers = db.rows(
        connection,
        """
        select
            outcome,
            count(*)::int as songs,
            coalesce(sum(jsonb_array_length(steps)), 0)::int as kept,
            coalesce(sum(jsonb_array_length(dropped)), 0)::int as dropped
        from recs.judgement
        where week = %(week)s and listener_id = %(listener)s group by outcome order by outcome
        """,
        key,
    )
    asked = db.one(
        connection,
        "select count(*)::int as songs from recs.shortlist where week = %(week)s and listener_id = %(listener)s",
        key,
    )
    return ModelCounts(
        proposals={row["outcome"]: row["songs"] for row in proposals},
        answers={row["outcome"]: row["songs"] for row in answers},
        steps_kept=sum(row["kept"] for row in answers),
        steps_dropped=sum(row["dropped"] for row in answers),
        shortlisted=0 if asked is None else asked["songs"],
    )


def _read_ranges(connection: db.Connection, key: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    found = db.rows(
        connection,
        """
        select feature, p10, p50, p90, known_count from marts.listener_range
        where week = %(week)s and listener_id = %(listener)s order by feature
        """,
        key,
    )
    return {
        row["feature"]: {
            **{name: None if row[name] is None else float(row[name]) for name in ("p10", "p50", "p90")},
            "known_count": int(row["known_count"]),
        }
        for row in found
    }


def _read_unread(connection: db.Connection, key: Mapping[str, Any]) -> dict[UUID, tuple[str, ...]]:
    words: dict[UUID, list[str]] = {}
    for row in db.rows(
        connection,
        """
        select event_id, words from recs.unread_words
        where week = %(week)s and listener_id = %(listener)s order by event_id, words
        """,
        key,
    ):
        words.setdefault(row["event_id"], []).append(row["words"])
    return {event: tuple(found) for event, found in words.items()}
