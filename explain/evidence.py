"""Frozen evidence as typed rows: what recommend stored for one edition, read and never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines import db
from pipelines.domain.hashing import content_hash
from pipelines.domain.telling import UNCHOSEN, Telling
from pipelines.errors import BadInputError


class Payload(BaseModel):
    """The payload of one kind; fields that a reader here does not need are left aside."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Named(Payload):
    """A genre or mood with its weight."""

    name: str
    weight: float = 0.0


class Song(Payload):
    """A slate song and its facts, and the steps of the re-ranking that picked it; None is unknown."""

    title: str
    artist_name: str
    artist_id: str = ""
    position: int
    rank: int
    pool_size: int
    score: float
    role: str
    release_year: int | None = None
    tempo_bpm: float | None = None
    genres: tuple[Named, ...] = ()
    moods: tuple[Named, ...] = ()
    listener_count: int | None = None
    is_new_artist: bool = False
    artist_weeks_ago: tuple[int, ...] | None = None
    picked: int | None = None
    mmr: float = 0.0
    calibration: float = 0.0
    freshness: float = 0.0
    dial: float = 0.0


class Part(Payload):
    """One summand of a song's score; `share` is of the positive sum."""

    term: str
    subject_kind: str
    subject_id: str
    value: float
    share: float
    title: str | None = None
    artist_name: str | None = None
    playlist_ids: tuple[str, ...] = ()
    words: str | None = None
    effect: str | None = None
    origin: str = "wish"
    subreddit: str | None = None
    shared_tags: tuple[str, ...] = ()


class Terms(Payload):
    """The six sums of a song's score, and the score."""

    own: float
    sound: float
    trend: float
    wish: float
    judgement: float
    popularity: float
    score: float


class Range(Payload):
    """A feature of the song and its artist against the listener's usual range (10 % to 90 %)."""

    feature: str
    song: float | None = None
    artist: float | None = None
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    known_count: int = 0


class WhatIf(Payload):
    """Where the song would be without one thing; an own thing has its title and artist."""

    without_kind: str
    without_id: str
    rank_with: int
    rank_without: int
    pool_size: int
    on_slate: bool
    title: str | None = None
    artist_name: str | None = None


class Post(Payload):
    """A post that names the artist: when and where, and no link to it (explain.links)."""

    post_id: str = ""
    subreddit: str | None = None
    posted_at: str | None = None
    share: float | None = None


class Trend(Payload):
    """The artist's week of talk."""

    artist_id: str
    artist_name: str
    mention_count: int
    author_count: int
    baseline_mean: float | None = None
    lift: float | None = None
    posts: tuple[Post, ...] = ()


class Slate(Payload):
    """Counts and shares of the whole slate."""

    song_count: int
    wanted: int
    artist_count: int
    new_artist_count: int
    pool_size: int
    weeks_before: int
    repeats: int
    term_shares: Mapping[str, float] = {}
    role_counts: Mapping[str, int] = {}
    sources_missing: tuple[str, ...] = ()
    trend_used: bool = False
    dial: float = 0.5
    telling: Telling = UNCHOSEN
    unread_words: tuple[str, ...] = ()
    short_because: str | None = None


class KeptOut(Payload):
    """A song that a rule kept off the slate."""

    title: str
    artist_name: str


class Rule(Payload):
    """A wish, an edit, a feedback or an outcome that was in force, and what became of it."""

    rule_id: str
    event_id: str = ""
    origin: str
    words: str = ""
    effect: str
    facet: str
    value: str
    songs_met: int
    song_count: int
    songs_with: int = 0
    unread_words: tuple[str, ...] = ()
    kept_out_count: int = 0
    kept_out_unknown: int = 0
    kept_out: tuple[KeptOut, ...] = ()


class OwnFactor(Payload):
    """What a wrong reason or a saved song did to the weight of own things."""

    source_id: str
    kind: str
    title: str | None = None
    artist_name: str | None = None
    own_count: int
    own_title: str | None = None
    own_artist_name: str | None = None

    @property
    def words(self) -> str:
        """The song that it is about, as the words of a feedback name it."""
        return f"{self.title}, {self.artist_name}" if self.title else ""


class Overruled(Payload):
    """What the listener said or did of which no rule is in force."""

    event_id: str
    origin: str
    words: str


class ModelSong(Payload):
    """A song that is here because of the model, or that is not here because of it."""

    title: str
    artist_name: str


class Model(Payload):
    """What the model changed on the slate, and how it did."""

    song_count: int
    model_song_count: int
    model_songs: tuple[ModelSong, ...] = ()
    displaced: tuple[ModelSong, ...] = ()


class Judged(Payload):
    """What the model said of a song: its verdict, and what counts of it; its steps are shown as they are."""

    by: str
    given: float
    verdict: float
    outcome: str
    value: float
    is_model_song: bool = False


class NearestMiss(Payload):
    """The candidate that came closest and is not on the slate."""

    title: str
    artist_name: str
    rank: int


class Weakest(Payload):
    """The weakest point of a song: a feature outside the range, or a term."""

    reason: str = "range"
    feature: str
    value: float | None = None
    p10: float | None = None
    p90: float | None = None
    share: float | None = None


class Edition(Payload):
    """Which week the evidence is of: context, not stored as evidence."""

    week: str
    edition: int = 1


class Playlist(Payload):
    """The name behind a playlist id: restricted, added when a report is shown, never stored."""

    playlist_id: str
    name: str


class Link(Payload):
    """The link to a post that still stands: added when a report is shown, never stored."""

    post_id: str
    permalink: str
    subreddit: str | None = None


KINDS: dict[str, type[Payload]] = {
    "song": Song,
    "part": Part,
    "terms": Terms,
    "range": Range,
    "what_if": WhatIf,
    "trend": Trend,
    "slate": Slate,
    "rule": Rule,
    "own_factor": OwnFactor,
    "overruled": Overruled,
    "model": Model,
    "nearest_miss": NearestMiss,
    "weakest": Weakest,
    "judgement": Judged,
    "edition": Edition,
    "playlist": Playlist,
    "post": Link,
}
_Kind = TypeVar("_Kind", bound=Payload)


@dataclass(frozen=True)
class Row:
    """One row of evidence: the payload as it is stored, and the same typed."""

    evidence_id: str
    recording_id: UUID | None
    kind: str
    payload: Mapping[str, Any]
    typed: Payload
    sha256: str

    @property
    def is_intact(self) -> bool:
        """Whether the payload still has the hash it was frozen with."""
        return self.sha256 == content_hash(dict(self.payload))


@dataclass(frozen=True)
class Evidence:
    """All evidence of one edition, in order of evidence id."""

    rows: tuple[Row, ...]

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """Rows by evidence id."""
        return {row.evidence_id: row for row in self.rows}

    @cached_property
    def _by_subject(self) -> dict[tuple[UUID | None, type[Payload]], list[tuple[str, Payload]]]:
        found: dict[tuple[UUID | None, type[Payload]], list[tuple[str, Payload]]] = {}
        for row in self.rows:
            found.setdefault((row.recording_id, type(row.typed)), []).append((row.evidence_id, row.typed))
        return found

    def of(self, kind: type[_Kind], recording_id: UUID | None = None) -> list[tuple[str, _Kind]]:
        """Rows of a kind about a song, or about the slate: (evidence id, payload)."""
        return list(self._by_subject.get((recording_id, kind), []))  # type: ignore[arg-type]  # keyed by that very type

    @cached_property
    def songs(self) -> list[tuple[UUID, str, Song]]:
        """(recording id, evidence id, song) in order of position."""
        found = [
            (row.recording_id, row.evidence_id, row.typed)
            for row in self.rows
            if row.recording_id is not None and isinstance(row.typed, Song)
        ]
        return sorted(found, key=lambda one: (one[2].position, one[0]))

    @cached_property
    def telling(self) -> Telling:
        """How its listener wants it told; as everybody's when it says nothing of that."""
        return next((slate.telling for _, slate in self.of(Slate)), UNCHOSEN)

    @property
    def week(self) -> str | None:
        """The week, when the context row is there."""
        found = self.of(Edition)
        return found[0][1].week if found else None

    @cached_property
    def playlist_names(self) -> dict[str, str]:
        """Names by playlist id, when they were filled in."""
        return {one.playlist_id: one.name for _, one in self.of(Playlist)}


def make_evidence(rows: Iterable[Mapping[str, Any]]) -> Evidence:
    """Evidence from rows as they are stored, or as `report show --json` prints them.

    Raises:
        BadInputError: A row lacks what its kind must have.
    """
    made = [_make_row(row) for row in rows]
    ids = [row.evidence_id for row in made]
    if len(set(ids)) != len(ids):
        raise BadInputError("evidence: an evidence_id occurs twice")
    return Evidence(tuple(sorted(made, key=lambda row: (len(row.evidence_id), row.evidence_id))))


def _make_row(row: Mapping[str, Any]) -> Row:
    try:
        kind, payload, about = row["kind"], row["payload"], row.get("recording_id")
        typed = KINDS.get(kind, Payload).model_validate(payload)
        recording_id = None if about is None else UUID(str(about))
        return Row(str(row["evidence_id"]), recording_id, kind, payload, typed, str(row.get("sha256", "")))
    except KeyError as error:
        raise BadInputError(f"evidence: a row without {error.args[0]}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "payload"
        raise BadInputError(f"evidence {row.get('evidence_id', '?')}: {field}: {first['msg']}") from None
    except (ValueError, TypeError, AttributeError) as error:
        where = row.get("evidence_id", "?")
        line = str(error).splitlines()[0]
        raise BadInputError(f"evidence {where}: {line}") from None


def context_row(week: str, edition: int) -> dict[str, Any]:
    """The row that says which week the others are of."""
    payload = {"week": week, "edition": edition}
    return {
        "evidence_id": "edition",
        "recording_id": None,
        "kind": "edition",
        "payload": payload,
        "sha256": content_hash(payload),
    }


def playlist_rows(names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows that carry playlist names, for showing only."""
    rows = []
    for number, (playlist_id, name) in enumerate(sorted(names.items()), start=1):
        payload = {"playlist_id": playlist_id, "name": name}
        row = {"evidence_id": f"playlist{number}", "recording_id": None, "kind": "playlist", "payload": payload}
        rows.append({**row, "sha256": content_hash(payload)})
    return rows


def read_evidence(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> list[dict[str, Any]]:
    """The stored rows of an edition, in order of evidence id, ids as text."""
    found = db.rows(
        connection,
        """
        select evidence_id, recording_id::text as recording_id, kind, payload, sha256 from recs.evidence
        where listener_id = %s and week = %s and edition = %s order by length(evidence_id), evidence_id
        """,
        [listener_id, week, edition],
    )
    return [dict(row) for row in found]
