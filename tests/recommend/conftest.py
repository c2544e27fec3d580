"""Tiny worlds by hand: in arrays for pure tests, in PostgreSQL for the others, both from the same rows."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_end, week_start
from pipelines.neighbours.nearest import nearest
from pipelines.neighbours.vectors import WeekVectors
from pipelines.recommend.arrays import make_links
from pipelines.recommend.catalogue import Catalogue, Post, Talk, both_directions, make_catalogue
from pipelines.recommend.reweight import OwnFactor, reweights
from pipelines.recommend.steering import Rule
from pipelines.recommend.taste import Proposal, Taste, Verdict
from pipelines.recommend.weights import Interactions
from pipelines.settings import Settings, read_settings

WEEK = "2026-W47"

MARTS = """
create table if not exists marts.dim_track (
    week text, recording_id uuid, group_id uuid, artist_id uuid, title text, artist_name text, release_year integer,
    duration_ms integer, genres jsonb, moods jsonb, tempo_bpm double precision, energy double precision,
    valence double precision, listener_count bigint, is_explicit boolean, language text, sources jsonb);
create table if not exists marts.dim_artist (week text, artist_id uuid, name text, mbid text, genres jsonb);
create table if not exists marts.recording_similarity (
    week text, recording_id uuid, similar_recording_id uuid, similarity double precision, source text);
create table if not exists marts.fct_interaction (
    week text, listener_id uuid, playlist_id uuid, recording_id uuid, kind text, added_at timestamptz);
create table if not exists marts.fct_outcome (
    week text, listener_id uuid, delivered_week text, edition integer, position bigint, recording_id uuid,
    delivered_at timestamptz, captured_at timestamptz, saved_recording_id uuid, saved_at timestamptz, kind text);
create table if not exists marts.fct_public_listing (week text, playlist_id uuid, recording_id uuid);
create table if not exists marts.listener_profile (
    week text, listener_id uuid, facet text, value text, share double precision, recording_count integer);
create table if not exists marts.listener_range (
    week text, listener_id uuid, feature text, p10 double precision, p50 double precision, p90 double precision,
    known_count integer);
create table if not exists marts.listener_exclusion (week text, listener_id uuid, group_id uuid, song_hash text);
create table if not exists marts.listener_coverage (
    week text, listener_id uuid, item_count integer, identified_count integer);
create table if not exists marts.trend_artist_week (
    week text, artist_id uuid, mention_count integer, author_count integer, post_count integer,
    baseline_mean double precision, lift double precision, trend double precision);
create table if not exists marts.trend_post (
    week text, artist_id uuid, post_id text, permalink text, subreddit text, posted_at timestamptz,
    upvote_count integer, share double precision);
"""


def recording(number: int) -> UUID:
    """Recording 1, 2, ...: ids in the order of their numbers."""
    return UUID(int=0xA << 120 | number)


def artist(number: int) -> UUID:
    return UUID(int=0xB << 120 | number)


def group(number: int) -> UUID:
    return UUID(int=0xC << 120 | number)


def playlist(number: int) -> UUID:
    return UUID(int=0xD << 120 | number)


def listener(number: int) -> UUID:
    return UUID(int=0xE << 120 | number)


def track(number: int, **facts: Any) -> dict[str, Any]:
    """A row of marts.dim_track: alone in its group and of its own artist unless told."""
    return {
        "recording_id": recording(number),
        "group_id": group(facts.pop("group", number)),
        "artist_id": artist(facts.pop("artist", number)),
        "title": f"Song {number}",
        "artist_name": f"Artist {facts.pop('artist_name', number)}",
        "release_year": None,
        "genres": [],
        "moods": [],
        "tempo_bpm": None,
        "energy": None,
        "valence": None,
        "listener_count": None,
        "is_explicit": None,
        "language": None,
        **facts,
    }


@dataclass
class World:
    """A week by hand. `own` maps (playlist, recording) numbers to the age in days, None when unknown."""

    tracks: list[dict[str, Any]]
    own: dict[tuple[int, int], float | None] = field(default_factory=dict)
    similar: dict[tuple[int, int], float] = field(default_factory=dict)
    vectors: dict[int, Sequence[float]] = field(default_factory=dict)
    listings: dict[int, Sequence[int]] = field(default_factory=dict)
    talk: dict[int, Talk] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    proposals: Sequence[Proposal] = ()
    verdicts: Mapping[UUID, Verdict] = field(default_factory=dict)
    ranges: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    excluded: Sequence[int] = ()
    own_factors: Sequence[OwnFactor] = ()
    sound_reach: int = 200

    def catalogue(self) -> Catalogue:
        index = {one["recording_id"]: row for row, one in enumerate(self.tracks)}
        cells = [(index[recording(a)], index[recording(b)], value) for (a, b), value in sorted(self.similar.items())]
        rows, columns, values = np.array(cells, dtype=np.float64).reshape(-1, 3).T
        lists = sorted(self.listings)
        listed = np.zeros((len(lists), len(self.tracks)))
        for place, number in enumerate(lists):
            listed[place, [index[recording(one)] for one in self.listings[number]]] = 1.0
        places = np.nonzero(listed)
        texts = sorted({tuple(vector) for vector in self.vectors.values()})
        numbers = np.array([texts.index(tuple(vector)) for vector in self.vectors.values()], dtype=np.int64)
        matrix = np.array(texts, dtype=np.float32).reshape(len(texts), -1 if texts else 1)
        return make_catalogue(
            WEEK,
            self.tracks,
            vectors=WeekVectors([recording(n) for n in self.vectors], numbers, matrix),
            near=nearest(matrix, self.sound_reach, 0.45),
            similar=both_directions(rows.astype(np.int64), columns.astype(np.int64), values, len(self.tracks)),
            listings=make_links(places[0], places[1], listed[places], listed.shape),
            talk={artist(number): talk for number, talk in self.talk.items()},
        )

    def taste(self, without: int | None = None, without_recording: int | None = None) -> Taste:
        index = {one["recording_id"]: row for row, one in enumerate(self.tracks)}
        own = {(p, r): age for (p, r), age in self.own.items() if p != without and r != without_recording}
        kept = sorted((index[recording(r)], str(playlist(p)), age) for (p, r), age in own.items())
        ids = tuple(sorted({name for _, name, _ in kept}))
        owned = {index[recording(r)] for _, r in self.own} | {index[recording(r)] for r in self.excluded}
        groups = {self.tracks[row]["group_id"] for row in owned}
        return Taste(
            listener_id=listener(1),
            week=WEEK,
            interactions=Interactions(
                recordings=np.array([row for row, _, _ in kept], dtype=np.int64),
                playlists=np.array([ids.index(name) for _, name, _ in kept], dtype=np.int64),
                age_days=np.array([np.nan if age is None else age for _, _, age in kept], dtype=np.float64),
                playlist_ids=ids,
                reweights=reweights(self.own_factors, index),
            ),
            own_factors=tuple(self.own_factors),
            excluded=np.array([one["group_id"] in groups for one in self.tracks], dtype=bool),
            rules=tuple(self.rules),
            proposals=tuple(self.proposals),
            verdicts=dict(self.verdicts),
            ranges=self.ranges,
        )


def post(number: int, share: float) -> Post:
    return Post(f"t3_{number}", "indieheads", None, share)


def talk(trend: float, *posts: Post) -> Talk:
    return Talk("Somebody", 10, 8, 2.0, 5.0, trend, tuple(posts))


def rule(number: int, effect: str, facet: str, value: str, strength: float = 1.0, origin: str = "wish") -> Rule:
    return Rule(UUID(int=number), origin, UUID(int=900 + number), effect, facet, value, strength, f"words {number}")


def verdict(counted: float, given: float | None = None) -> Verdict:
    """What counts of a judgement; as given unless told."""
    return Verdict(counted, counted if given is None else given, "supported" if given is None else "unsupported")


def own_factor(source: int, place: int, thing: int | None, kind: str = "wrong_reason") -> OwnFactor:
    """Source 1, 2, ... on own thing `thing`, about recording 1; None: it changes nothing."""
    about = None if thing is None else recording(thing)
    return OwnFactor(UUID(int=700 + source), kind, recording(1), place, about, 0.5 if kind == "wrong_reason" else 1.5)


@pytest.fixture(scope="session")
def make() -> Any:
    """The builders above, since test modules cannot import each other."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def pure_settings() -> Callable[..., Settings]:
    """Settings that need no database: `pure_settings(slate_size=3)`."""
    return read_settings


@pytest.fixture
def lay_out(settings: Settings) -> Callable[..., None]:
    """Write a world into the marts of the test database, for a listener and a week."""

    def write(world: World, week: str = WEEK, number: int = 1, first_week: str = WEEK, source: str = "file:x") -> None:
        _lay_out(settings, world, week, number, first_week, source)

    return write


def _lay_out(settings: Settings, world: World, week: str, number: int, first_week: str, source: str) -> None:
    end, who = week_end(week), listener(number)
    with db.transaction(settings) as connection:
        db.execute(connection, MARTS)
        if db.one(connection, "select 1 from marts.dim_track where week = %s", [week]) is None:
            _lay_out_catalogue(connection, settings, world, week)
        head = {"listener_id": who, "display_name": "L", "source": source, "first_week": first_week}
        head |= {"created_at": week_start(first_week)}
        db.insert_rows(connection, "app.listener", [head], on_conflict="on conflict do nothing")
        db.insert_rows(
            connection,
            "marts.fct_interaction",
            [
                {
                    "week": week,
                    "listener_id": who,
                    "playlist_id": playlist(p),
                    "recording_id": recording(r),
                    "kind": "playlist",
                    "added_at": None if age is None else end - timedelta(days=age),
                }
                for (p, r), age in world.own.items()
            ],
        )
        db.insert_rows(
            connection,
            "marts.listener_range",
            [{"week": week, "listener_id": who, "feature": name, **usual} for name, usual in world.ranges.items()],
        )
        db.insert_rows(
            connection,
            "marts.listener_exclusion",
            [{"week": week, "listener_id": who, "group_id": group(r), "song_hash": None} for r in world.excluded],
        )
        db.insert_rows(
            connection,
            "recs.rule",
            [{"listener_id": who, "week": week, **vars(one), "parser": "rules"} for one in world.rules],
        )
        db.insert_rows(
            connection,
            "recs.own_factor",
            [{"listener_id": who, "week": week, **vars(one)} for one in world.own_factors],
        )
        for frozen in (SHARED, who):
            db.insert_rows(
                connection,
                "recs.week_frozen",
                [{"week": week, "listener_id": frozen, "input_hash": "h", "missing": []}],
                on_conflict="on conflict do nothing",
            )


def _lay_out_catalogue(connection: db.Connection, settings: Settings, world: World, week: str) -> None:
    facts = ("duration_ms", "sources")
    db.insert_rows(
        connection,
        "marts.dim_track",
        [
            {
                "week": week,
                **one,
                **dict.fromkeys(facts),
                "genres": db.Json(one["genres"]),
                "moods": db.Json(one["moods"]),
            }
            for one in world.tracks
        ],
    )
    artists = {one["artist_id"]: one["artist_name"] for one in world.tracks}
    db.insert_rows(
        connection,
        "marts.dim_artist",
        [
            {"week": week, "artist_id": who, "name": name, "mbid": None, "genres": db.Json([])}
            for who, name in artists.items()
        ],
    )
    db.insert_rows(
        connection,
        "marts.recording_similarity",
        [
            {
                "week": week,
                "recording_id": recording(a),
                "similar_recording_id": recording(b),
                "similarity": value,
                "source": "x",
            }
            for (a, b), value in world.similar.items()
        ],
    )
    for number, values in world.vectors.items():
        padded = [*values, *([0.0] * (384 - len(values)))]
        key = {"model": settings.embedding_model, "text_hash": str(number)}
        thing = {"thing_kind": "recording", "thing_id": recording(number), **key, "embedding": str(padded)}
        db.insert_rows(connection, "vectors.embedding", [thing], on_conflict="on conflict do nothing")
        db.insert_rows(connection, "vectors.week_vector", [{"week": week, "recording_id": recording(number), **key}])
    for number, spoken in world.talk.items():
        counts = {"mention_count": spoken.mention_count, "author_count": spoken.author_count, "post_count": 1}
        numbers = {"baseline_mean": spoken.baseline_mean, "lift": spoken.lift, "trend": spoken.trend}
        db.insert_rows(
            connection,
            "marts.trend_artist_week",
            [{"week": week, "artist_id": artist(number), **counts, **numbers}],
        )
        db.insert_rows(
            connection,
            "marts.trend_post",
            [{"week": week, "artist_id": artist(number), "upvote_count": 1, **vars(one)} for one in spoken.posts],
        )


@pytest.fixture(scope="session")
def random_world() -> Callable[..., World]:
    """A world from a seed: `random_world(3, tracks=40)`; ties, versions, unknown facts and rules included."""
    return make_random_world


def make_random_world(seed: int, tracks: int = 40, playlists: int = 4) -> World:
    rng = np.random.default_rng(seed)
    genres = ["jazz", "indie rock", "techno", "folk"]
    songs = [
        track(
            number,
            group=int(rng.integers(1, tracks)),
            artist=int(rng.integers(1, max(2, tracks // 3))),
            genres=[{"name": str(rng.choice(genres)), "weight": 1.0}] if rng.random() < 0.7 else [],
            release_year=int(rng.integers(1980, 2025)) if rng.random() < 0.7 else None,
            tempo_bpm=float(rng.integers(60, 180)) if rng.random() < 0.7 else None,
            listener_count=int(rng.integers(0, 5000)) if rng.random() < 0.7 else None,
        )
        for number in range(1, tracks + 1)
    ]
    owned = rng.choice(np.arange(1, tracks + 1), size=tracks // 3, replace=False)
    own = {
        (int(p), int(r)): (None if rng.random() < 0.3 else float(rng.integers(0, 400)))
        for r in owned
        for p in rng.choice(np.arange(1, playlists + 1), size=int(rng.integers(1, 3)), replace=False)
    }
    likeness = [0.2, 0.4, 0.4, 0.9]  # few values, so that scores tie
    similar = {
        (int(a), int(b)): float(rng.choice(likeness))
        for a in range(1, tracks + 1)
        for b in rng.choice(np.arange(1, tracks + 1), size=6)
        if a != b
    }
    base = rng.normal(size=8)
    vectors = {n: (base + rng.normal(size=8)).tolist() for n in range(1, tracks + 1) if rng.random() < 0.6}
    return World(
        tracks=songs,
        own=own,
        similar=similar,
        vectors=vectors,
        listings={1: [1, 2, 3], 2: [3, 4, 5, 6]},
        talk={1: talk(0.8, post(1, 0.75), post(2, 0.25)), 2: talk(0.5)},
        rules=[rule(1, "prefer", "genre", "jazz", 0.6), rule(2, "avoid", "tempo", "fast", 0.4, "feedback")],
        proposals=[Proposal(1, recording(2), 0.9), Proposal(2, recording(3), -0.5)],
        verdicts={recording(2): verdict(-0.3), recording(5): verdict(0.6), recording(7): verdict(0.0, 0.8)},
        ranges={"tempo_bpm": {"p10": 90.0, "p50": 110.0, "p90": 130.0, "known_count": 7}},
    )
