"""Slates with their evidence, made from a seed, in the shape in which recommend stores them; invented names."""

# ruff: noqa: E501  (a row of evidence is one line)

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from pipelines.domain.hashing import content_hash

WEEK = "2026-W47"
TITLES = [
    "Paper Umbrellas", "Long Division", "Second Helping of Moonlight", "Tin Roof Waltz", "Every Lamp in Lisbon",
    "Salt on the Stairs", "Unsent Postcards, Pt. 2", "Kerosene Choir", "Borrowed Coat", "Is It Still Raining?",
    "A Field Guide to Leaving", "Mr. Nobody's Bicycle", "Vinterljus", "月の船", "No. 9 to the Harbour", "…and Then Snow",
    "The Best of All Mondays", "More Than Rain", "Ghost Ferry", "Sundial", "Copper & Clay", "Half a Mile of Sleep",
    "Ten Small Doors", "Because of the Frost", "Quiet Machines", "Slow Lantern", "38 Steps", "Orchid Radio", "Marzipan Wolf",
    "Tide Tables", "Glass Orchard", "Rue des Lilas", "Night Bus to Nowhere Much", "The Week Before Last", "Hollow Sun",
]  # fmt: skip
ARTISTS = [
    "The Quiet Tram", "Marta Okafor", "Velvet Arithmetic", "Low Ceiling", "Ines & the Understudies", "Harbour Maths",
    "Pale Engine", "Small Hours Society", "Ornithology Club", "Dr. Felt", "alt-K", "Sigrún Vík", "青い信号", "M.I.N.T.",
    "O'Hara & Sons", "Twelve Bridges", "Northern Static", "Lila Voss", "Cassette Garden", "The Sleepwalk Union",
]  # fmt: skip
GENRES = ["dream pop", "slowcore", "dub techno", "jazz", "indie rock", "ambient", "hip hop", "folk"]
MOODS = ["wistful", "calm", "nocturnal", "playful"]
PLAYLISTS = [
    "00000000-0000-4000-8000-00000000000a",
    "00000000-0000-4000-8000-00000000000b",
    "00000000-0000-4000-8000-00000000000c",
]
NAMES = dict(zip(PLAYLISTS, ["Rainy Sundays", "Gym. Again.", "Songs for Ana"], strict=True))
WISH, FEEDBACK = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"
ALONE = "10000000-0000-4000-8000-000000000003"
NOVEL, ACTIVE = "10000000-0000-4000-8000-000000000004", "10000000-0000-4000-8000-000000000005"


def recording(number: int) -> UUID:
    return UUID(int=0xA << 120 | number)


def _named(rng: random.Random) -> dict[str, str]:
    return {"title": rng.choice(TITLES), "artist_name": rng.choice(ARTISTS)}


def _number(rows: list[tuple[UUID | None, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {
            "evidence_id": f"e{number}",
            "recording_id": None if about is None else str(about),
            "kind": kind,
            "payload": payload,
            "sha256": content_hash(payload),
        }
        for number, (about, kind, payload) in enumerate(rows, start=1)
    ]


def make_rows(
    seed: int = 1, songs: int = 6, *, trend: bool = True, rules: bool = True, language: str = "en"
) -> list[dict[str, Any]]:
    """Evidence of one slate: every kind, random but consistent (parts add up to terms, terms to the score)."""
    rng = random.Random(seed)
    names = rng.sample(TITLES, min(songs, len(TITLES)))
    about_songs: list[tuple[UUID | None, str, dict[str, Any]]] = []
    facts = []
    for place in range(songs):
        found, fact = _song(rng, place, names[place % len(names)], trend=trend, rules=rules, songs=songs)
        about_songs += found
        facts.append(fact)
    rows: list[tuple[UUID | None, str, dict[str, Any]]] = [
        (None, "slate", {**_slate(rng, facts, trend=trend, rules=rules), "telling": {"language": language}})
    ]
    if rules:
        rows.append((None, "rule", _rule(WISH, "wish", "exclude", "genre", "hip hop", "no rap", songs)))
        alone = _rule(ALONE, "wish", "only", "language", "zxx", "only instrumental", songs)
        rows.append((None, "rule", alone | {"kept_out_unknown": 2}))
        for rule_id, facet, value, wished in (
            (NOVEL, "novelty", "new", "más descubrimientos"),
            (ACTIVE, "activity", "sleeping", "zum Einschlafen"),
        ):
            rows.append(
                (
                    None,
                    "rule",
                    _rule(rule_id, "wish", "prefer", facet, value, wished, songs) | {"songs_with": songs - 1},
                )
            )
        words = "less: Ghost Ferry, Dr. Felt"
        rows.append((None, "rule", _rule(FEEDBACK, "feedback", "avoid", "artist", str(recording(99)), words, songs)))
    rows.append(
        (None, "nearest_miss", {**_named(rng), "recording_id": str(recording(77)), "rank": songs + 3, "score": 0.1})
    )
    rows.append((None, "model", _model(rng, names, songs)))
    return _number([*rows, *about_songs])


def _model(rng: random.Random, names: list[str], songs: int) -> dict[str, Any]:
    brought = rng.randint(0, min(2, songs))
    displaced = [{**_named(rng), "recording_id": str(recording(60 + place))} for place in range(brought)]
    mine = [
        {"title": names[place], "artist_name": rng.choice(ARTISTS), "position": place + 1, "by": "judgement"}
        for place in range(brought)
    ]
    counts = {"proposals": {"resolved": 7, "invented": 1}, "answers": {"supported": 38, "unsupported": 2}}
    return {"song_count": songs, "model_song_count": brought, "model_songs": mine, "displaced": displaced, **counts}


def _rule(rule_id: str, origin: str, effect: str, facet: str, value: str, words: str, songs: int) -> dict[str, Any]:
    kept_out = [{"recording_id": str(recording(88)), "title": "Mic Drop", "artist_name": "MC Square"}]
    return {
        "rule_id": rule_id, "origin": origin, "words": words, "effect": effect, "facet": facet, "value": value, "strength": 1.0,
        "songs_met": songs - 1, "songs_with": 0, "songs_unknown": 1, "song_count": songs, "unread_words": [],
        "kept_out_count": 3 if effect in ("exclude", "only") else 0,
        "kept_out": kept_out if effect in ("exclude", "only") else [],
    }  # fmt: skip


def _slate(rng: random.Random, facts: list[dict[str, Any]], *, trend: bool, rules: bool) -> dict[str, Any]:
    artists = {one["artist_name"] for one in facts}
    new = {one["artist_name"] for one in facts if one["is_new_artist"]}
    sums = {
        term: sum(max(one["terms"][term], 0.0) for one in facts)
        for term in ("own", "sound", "trend", "wish", "judgement")
    }
    total = sum(sums.values())
    roles = [one["role"] for one in facts]
    return {
        "song_count": len(facts), "wanted": len(facts), "artist_count": len(artists), "new_artist_count": len(new),
        "pool_size": 1000, "weeks_before": rng.randint(0, 40), "repeats": 0,
        "term_shares": {term: value / total for term, value in sums.items()} | {"popularity": 0.0},
        "role_counts": {role: roles.count(role) for role in sorted(set(roles))}, "sources_missing": [],
        "trend_used": sums["trend"] > 0, "dial": rng.choice([0.5, 0.8, 0.25]), "unread_words": ["vibey"] if rules else [], "short_because": None,
    }  # fmt: skip


def _song(
    rng: random.Random, place: int, title: str, *, trend: bool, rules: bool, songs: int
) -> tuple[list[tuple[UUID | None, str, dict[str, Any]]], dict[str, Any]]:
    about, artist = recording(place), rng.choice(ARTISTS)
    parts: list[dict[str, Any]] = []
    for term, count in (("own", rng.randint(1, 5)), ("sound", rng.randint(0, 3))):
        for _ in range(count):
            lists = rng.sample(PLAYLISTS, rng.randint(1, 2))
            value = rng.uniform(0.02, 0.4)
            parts.append({
                "term": term, "subject_kind": "recording", "subject_id": str(recording(rng.randint(1000, 9999))), "value": value,
                **_named(rng), "playlist_ids": lists, "similarity": 0.5, "weight": 0.4,
            })  # fmt: skip
    parts.append(
        {"term": "own", "subject_kind": "other", "subject_id": "other", "value": rng.uniform(0.001, 0.2), "count": 7}
    )
    is_talked = trend and rng.random() < 0.5
    if is_talked:
        post = {"term": "trend", "subject_kind": "post", "subject_id": "t3_a1", "value": rng.uniform(0.02, 0.5)}
        parts.append({**post, "subreddit": "indieheads", "mention_count": 5})
    if rules and rng.random() < 0.5:
        rule = {"term": "wish", "subject_kind": "rule", "subject_id": WISH, "value": rng.choice([0.2, 0.1, -0.05])}
        parts.append({**rule, "words": "no rap", "effect": "prefer", "facet": "genre", "origin": "wish"})
    count = rng.choice([None, rng.randint(3, 90000)])
    if count is not None:
        parts.append(
            {
                "term": "popularity",
                "subject_kind": "count",
                "subject_id": "listener_count",
                "value": -0.01 * rng.random(),
            }
        )
    positive = sum(max(part["value"], 0.0) for part in parts)
    for part in parts:
        part["share"] = part["value"] / positive
    terms = {
        term: sum(part["value"] for part in parts if part["term"] == term)
        for term in ("own", "sound", "trend", "wish", "judgement", "popularity")
    }
    score = sum(terms.values())
    rank = place + 1 + rng.randint(0, 4)
    genres = rng.sample(GENRES, rng.randint(0, 2))
    fact = {
        "recording_id": str(about), "artist_id": str(recording(500 + place)), "title": title, "artist_name": artist,
        "position": place + 1, "rank": rank, "pool_size": 1000, "score": score,
        "role": rng.choice(["core", "stretch", "trend", "wish", "discovery"]),
        "release_year": rng.choice([None, rng.randint(1961, 2026)]), "tempo_bpm": rng.choice([None, rng.uniform(60, 180)]),
        "energy": rng.choice([None, rng.random()]), "valence": rng.choice([None, rng.random()]),
        "genres": [{"name": name, "weight": 1 / len(genres)} for name in genres],
        "moods": [{"name": rng.choice(MOODS), "weight": 1.0}] if rng.random() < 0.5 else [],
        "listener_count": count, "is_new_artist": rng.random() < 0.6, "artist_weeks_ago": [3] if place % 3 == 2 else [],
    }  # fmt: skip
    steps = random.Random(f"{title} {rank}")
    fact |= {
        "picked": max(1, rank + steps.randint(-12, 12)),
        "mmr": -steps.random() / 9,
        "calibration": steps.uniform(-0.1, 0.2),
    }
    for part in parts:
        if part["subject_kind"] == "recording":
            part["shared_tags"] = [one["name"] for one in fact["genres"]][: steps.randint(0, 2)]
    rows: list[tuple[UUID | None, str, dict[str, Any]]] = [
        (about, "song", fact),
        (about, "terms", {**terms, "score": score}),
    ]
    rows += [(about, "part", part) for part in parts]
    rows += [(about, "range", one) for one in _ranges(rng, fact)]
    rows += [(about, "what_if", one) for one in _what_ifs(rng, rank, rules=rules)]
    if is_talked:
        rows.append((about, "trend", _trend(rng, artist)))
    rows.append(
        (
            about,
            "nearest_miss",
            {**_named(rng), "rank": rank + rng.randint(1, 40), "score": 0.1, "because": "re_ranking"},
        )
    )
    rows.append((about, "weakest", {"reason": "term", "feature": "popularity", "value": -0.01, "share": -0.01}))
    return rows, {**fact, "terms": terms}


def _ranges(rng: random.Random, fact: dict[str, Any]) -> list[dict[str, Any]]:
    usual = {
        "tempo_bpm": (88.0, 101.5, 121.0),
        "energy": (0.2, 0.41, 0.66),
        "valence": (0.1, 0.3, 0.55),
        "release_year": (1994.0, 2009.0, 2021.0),
    }
    return [
        {
            "feature": feature, "song": fact[feature], "artist": fact[feature], "artist_count": 1, "p10": low, "p50": middle, "p90": high,
            "known_count": rng.choice([3, 40]),
        }
        for feature, (low, middle, high) in usual.items()
    ]  # fmt: skip


def _what_ifs(rng: random.Random, rank: int, *, rules: bool) -> list[dict[str, Any]]:
    changes = [("playlist", one) for one in PLAYLISTS] + [("reddit", "all"), ("model", "all")]
    changes += [("wish", WISH), ("wish", ALONE), ("feedback", FEEDBACK)] if rules else []
    changes.append(("own_thing", str(recording(1234))))
    found = []
    for kind, what in changes:
        after = rank + rng.choice([0, 0, 3, 38, 412, -1 if rank > 1 else 0])
        on_slate = after - rank < 30
        found.append(
            {
                "without_kind": kind,
                "without_id": what,
                "rank_with": rank,
                "rank_without": after,
                "pool_size": 1000,
                "on_slate": on_slate,
                **(_named(rng) if kind == "own_thing" else {}),
            }
        )
    return found


def _trend(rng: random.Random, artist: str) -> dict[str, Any]:
    return {
        "artist_id": str(recording(600)), "artist_name": artist, "mention_count": rng.randint(1, 40), "author_count": rng.randint(1, 20),
        "baseline_mean": rng.choice([0.0, 1.25, 60.0]), "lift": 4.0, "trend": 0.5,
        "posts": [
            {"post_id": "t3_a1", "subreddit": "indieheads", "posted_at": "2026-11-18T20:15:00+00:00", "share": 0.6},
            {"post_id": "t3_a2", "subreddit": "Jazz", "posted_at": "2026-11-20T08:00:00+00:00", "share": 0.4},
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[dict[str, Any]]]:
    """`rows(seed, songs=6, trend=True, rules=True, language="en")`: stored evidence of one slate."""
    return make_rows


LISTENER = UUID(int=0xE << 120 | 1)


@pytest.fixture
def stored(settings: Any) -> Callable[..., list[dict[str, Any]]]:
    """`stored(seed, songs=3)`: a scored edition of this release with its evidence, in the test database."""
    from pipelines import db
    from pipelines.domain.weeks import week_start
    from pipelines.release import release

    def store(
        seed: int = 1, songs: int = 3, *, release_name: str | None = None, **options: Any
    ) -> list[dict[str, Any]]:
        evidence = make_rows(seed, songs, **options)
        key = {"listener_id": LISTENER, "week": WEEK, "edition": 1}
        head = {"listener_id": LISTENER, "display_name": "Ana", "first_week": WEEK, "created_at": week_start(WEEK)}
        with db.transaction(settings) as connection:
            db.insert_rows(connection, "app.listener", [head], on_conflict="on conflict do nothing")
            edition = {
                "release": release_name or release(settings), "input_hash": "i", "state": "scored", "pool_size": 1000, "playable": 0,
                "wanted": songs, "notes": db.Json({}), "rows_hash": "r",
            }  # fmt: skip
            db.insert_rows(connection, "recs.edition", [{**key, **edition}])
            db.insert_rows(connection, "recs.evidence", [{**key, **row} for row in evidence])
            facts = [row["payload"] for row in evidence if row["kind"] == "song"]
            db.insert_rows(
                connection,
                "recs.slate_song",
                [
                    {
                        **key, "position": one["position"], "recording_id": one["recording_id"], "group_id": one["recording_id"],
                        "artist_id": one["artist_id"], "score": one["score"], "rank": one["rank"], "role": one["role"], "spotify_uri": None,
                    }
                    for one in facts
                ],
            )  # fmt: skip
            db.execute(
                connection,
                "create table if not exists restricted.display_playlist"
                " (week text, listener_id uuid, playlist_id text, name text)",
            )
            db.execute(connection, "delete from restricted.display_playlist")
            db.insert_rows(
                connection,
                "restricted.display_playlist",
                [
                    {"week": WEEK, "listener_id": LISTENER, "playlist_id": one, "name": name}
                    for one, name in NAMES.items()
                ],
            )
        return evidence

    return store
