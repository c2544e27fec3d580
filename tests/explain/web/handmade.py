"""A small report made by hand, stored as the pipeline stores one: invented names, two of them hostile."""

import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.domain.ids import SHARED, listener_id, recording_id, stable_id
from pipelines.settings import Settings

ANA = listener_id("handmade:ana")
WEEK, WEEK_BEFORE = "2026-W47", "2026-W46"
CLOCK = "2026-11-23T08:00:00+00:00"
PLAYLIST, OTHER_PLAYLIST = "pl-rainy", "pl-gym"
HOSTILE = '<script>alert("x")</script>'
HOSTILE_PLAYLIST = 'Gym "</p><img src=x onerror=alert(1)>'
TITLES = [
    ("Paper Umbrellas", "The Quiet Tram"),
    (HOSTILE, "O'Hara & <b>Sons</b>"),
    ("Long Division", "Marta Okafor"),
    ("Second Helping of Moonlight", "Velvet Arithmetic"),
    ("Tin Roof Waltz", "Low Ceiling"),
    ("Every Lamp in Lisbon", "Ines & the Understudies"),
    ("Salt on the Stairs", "Harbour Maths"),
    ("Unsent Postcards, Pt. 2", "Marta Okafor"),
    ("Kerosene Choir", "Pale Engine"),
    ("Borrowed Coat", "Small Hours Society"),
    ("Night Bus to Nowhere Much", "The Quiet Tram"),
    ("A Field Guide to Leaving", "Ornithology Club"),
]
ROLES = ["core", "stretch", "trend", "wish", "discovery"]
RULE_WISH, RULE_FEEDBACK = stable_id("rule", "wish"), stable_id("rule", "feedback")
FEEDBACK_EVENT = stable_id("feedback", "handmade")


def song_id(place: int) -> UUID:
    """The recording at a place of the list, from 0."""
    return recording_id("name", f"handmade:{place}")


def dot_png() -> bytes:
    """One grey pixel, a valid PNG."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


Draw = Callable[[str, Any], bytes]


def store_report(
    settings: Settings, *, songs: int = 3, trend_used: bool = True, draw: Draw = lambda *_: dot_png()
) -> None:
    """Ana, her reports of two weeks, her playlist names, one wish, one feedback that the newer week answers."""
    with db.transaction(settings) as connection:
        _store_listener(connection)
        for week in (WEEK_BEFORE, WEEK):
            _store_week(connection, week, songs, trend_used, draw)


def _store_listener(connection: db.Connection) -> None:
    early = datetime(2026, 11, 1, tzinfo=UTC)
    db.insert_rows(
        connection,
        "app.listener",
        [{"listener_id": ANA, "display_name": "Ana & <i>co</i>", "first_week": WEEK_BEFORE, "created_at": early}],
    )
    db.execute(
        connection,
        "create table if not exists restricted.display_playlist"
        " (week text, listener_id uuid, playlist_id text, name text)",
    )
    db.insert_rows(
        connection,
        "restricted.display_playlist",
        [
            {"week": week, "listener_id": ANA, "playlist_id": playlist, "name": name}
            for week in (WEEK_BEFORE, WEEK)
            for playlist, name in ((PLAYLIST, "Rainy Sundays"), (OTHER_PLAYLIST, HOSTILE_PLAYLIST))
        ],
    )
    db.insert_rows(
        connection,
        "app.feedback",
        [
            {
                "event_id": FEEDBACK_EVENT,
                "listener_id": ANA,
                "week": WEEK_BEFORE,
                "recording_id": song_id(1),
                "kind": "less",
                "created_at": datetime(2026, 11, 17, 9, tzinfo=UTC),
            }
        ],
    )


def _store_week(connection: db.Connection, week: str, songs: int, trend_used: bool, draw: Draw) -> None:
    key: dict[str, Any] = {"listener_id": ANA, "week": week, "edition": 1}
    evidence = _evidence(songs, trend_used, is_newest=week == WEEK)
    by_song: dict[UUID | None, dict[str, str]] = {}
    for row in evidence:
        by_song.setdefault(row["recording_id"], {}).setdefault(row["kind"], row["evidence_id"])
    db.insert_rows(connection, "recs.edition", [{**key, **_edition(songs)}])
    db.insert_rows(connection, "recs.evidence", [{**key, **row} for row in evidence])
    db.insert_rows(connection, "recs.slate_song", [{**key, **_slate_song(place)} for place in range(songs)])
    claims, texts = _words(songs, trend_used, by_song)
    db.insert_rows(connection, "explain.claim", [{**key, **row, "objects": db.Json(row["objects"])} for row in claims])
    db.insert_rows(
        connection, "explain.text", [{**key, **row, "sentences": db.Json(row["sentences"])} for row in texts]
    )
    charts = []
    for subject, kind, numbers, alt in _charts(songs):
        png = draw(kind, numbers)
        charts.append(
            {
                **key,
                "subject": subject,
                "kind": kind,
                "png": png,
                "numbers": db.Json(numbers),
                "alt": alt,
                "sha256": sha256_hex(png),
            }
        )
    db.insert_rows(connection, "explain.chart", charts)
    report = {
        "listener_id": str(ANA),
        "week": week,
        "edition": 1,
        "songs": [{"title": TITLES[place][0]} for place in range(songs)],
    }
    db.insert_rows(connection, "explain.report", [{**key, "report": report, "sha256": content_hash(report)}])
    _store_inputs(connection, week)


def _store_inputs(connection: db.Connection, week: str) -> None:
    slices = [("spotify", ANA, "landed", 40), ("reddit", None, "landed", 312), ("musicbrainz", None, "empty", 0)]
    rows, inputs = [], []
    for source, who, state, row_count in slices:
        slice_id = stable_id("slice", source, week)
        at = datetime(2026, 11, 18, tzinfo=UTC)
        rows.append(
            {
                "slice_id": slice_id,
                "source": source,
                "listener_id": who,
                "day": at.date(),
                "state": state,
                "first_known_at": at,
                "known_at": at,
                "row_count": row_count,
                "sha256": sha256_hex(source),
            }
        )
        inputs.append({"week": week, "listener_id": who or SHARED, "input_kind": "slice", "input_id": slice_id})
    if week == WEEK:
        inputs.append({"week": week, "listener_id": ANA, "input_kind": "feedback", "input_id": FEEDBACK_EVENT})
        rule = {
            "listener_id": ANA,
            "week": week,
            "rule_id": RULE_FEEDBACK,
            "origin": "feedback",
            "event_id": FEEDBACK_EVENT,
            "effect": "avoid",
            "facet": "artist",
            "value": "x",
            "strength": 0.6,
            "words": "less",
            "parser": "rules",
        }
        db.insert_rows(connection, "recs.rule", [rule])
        db.insert_rows(
            connection,
            "recs.week_frozen",
            [{"week": week, "listener_id": SHARED, "input_hash": "0" * 64, "missing": ["listenbrainz 2026-11-19"]}],
        )
        metrics = {"artists": 11.0, "diversity": 0.61, "new_artist_share": 0.83}
        db.insert_rows(
            connection,
            "recs.run_metrics",
            [{"week": week, "listener_id": ANA, "name": n, "value": v} for n, v in metrics.items()],
        )
    db.insert_rows(connection, "landing.slice", rows)
    db.insert_rows(connection, "recs.week_input", inputs)


def _edition(songs: int) -> dict[str, Any]:
    hashes = {name: sha256_hex(name) for name in ("release", "input_hash", "rows_hash", "json_hash", "png_hash")}
    notes = {"short_because": "9 candidates, at most 2 per artist and one version of each song"}
    return {
        **hashes,
        "state": "explained",
        "pool_size": 1000,
        "playable": 100,
        "wanted": 12,
        "notes": notes if songs < 12 else {},
    }


def _slate_song(place: int) -> dict[str, Any]:
    return {
        "position": place + 1,
        "recording_id": song_id(place),
        "group_id": stable_id("group", place),
        "artist_id": stable_id("artist", TITLES[place][1]),
        "score": 0.9 - place / 20,
        "rank": place + 1 + place // 3,
        "role": ROLES[place % 5],
        "spotify_uri": f"spotify:track:handmade{place}",
    }


def _evidence(songs: int, trend_used: bool, *, is_newest: bool) -> list[dict[str, Any]]:
    found: list[tuple[UUID | None, str, dict[str, Any]]] = [
        (
            None,
            "slate",
            {
                "song_count": songs,
                "wanted": 12,
                "artist_count": songs,
                "new_artist_count": max(songs - 2, 0),
                "pool_size": 1000,
                "weeks_before": 1 if is_newest else 0,
                "repeats": 0,
                "trend_used": trend_used,
                "term_shares": {"own": 0.62, "sound": 0.21, "trend": 0.11, "wish": 0.06},
                "sources_missing": [],
                "unread_words": ["vibey"],
                "role_counts": {"core": songs},
            },
        ),
        (None, "rule", _rule(RULE_WISH, "wish", "exclude", "genre", "hip hop", "no rap", songs)),
    ]
    if is_newest:
        words = f"less: {TITLES[1][0]}, {TITLES[1][1]}"
        found.append(
            (
                None,
                "rule",
                _rule(RULE_FEEDBACK, "feedback", "avoid", "artist", str(stable_id("artist", 1)), words, songs),
            )
        )
    found.append(
        (None, "nearest_miss", {"title": "Almost", "artist_name": "Runner Up", "rank": 9, "because": "artist_limit"})
    )
    found.append((None, "model", _model(songs)))
    for place in range(songs):
        found += [(song_id(place), kind, payload) for kind, payload in _song_evidence(place, trend_used)]
    return [
        {
            "evidence_id": f"e{number}",
            "recording_id": who,
            "kind": kind,
            "payload": payload,
            "sha256": content_hash(payload),
        }
        for number, (who, kind, payload) in enumerate(found, start=1)
    ]


def _rule(rule_id: UUID, origin: str, effect: str, facet: str, value: str, words: str, songs: int) -> dict[str, Any]:
    kept_out = (
        [{"recording_id": str(song_id(90)), "title": "Mic Drop", "artist_name": "MC Square"}]
        if effect == "exclude"
        else []
    )
    return {
        "rule_id": str(rule_id),
        "origin": origin,
        "words": words,
        "effect": effect,
        "facet": facet,
        "value": value,
        "songs_met": songs,
        "songs_with": 0,
        "song_count": songs,
        "unread_words": ["vibey"],
        "kept_out": kept_out,
        "kept_out_count": 3 if kept_out else 0,
    }


def _song_evidence(place: int, trend_used: bool) -> list[tuple[str, dict[str, Any]]]:
    title, artist = TITLES[place]
    score, rank = 0.9 - place / 20, place + 1 + place // 3
    song = {
        "recording_id": str(song_id(place)),
        "artist_id": str(stable_id("artist", artist)),
        "title": title,
        "artist_name": artist,
        "position": place + 1,
        "rank": rank,
        "pool_size": 1000,
        "score": score,
        "role": ROLES[place % 5],
        "release_year": 1991 + 3 * place,
        "tempo_bpm": 84.0 + 7 * place,
        "energy": 0.4,
        "valence": None,
        "genres": [{"name": "dream pop", "weight": 0.6}, {"name": "slowcore", "weight": 0.4}],
        "moods": [{"name": "wistful", "weight": 1.0}],
        "listener_count": 1200 + 977 * place,
        "is_new_artist": place % 2 == 0,
    }
    own = {"term": "own", "subject_kind": "recording", "subject_id": str(song_id(50)), "value": 0.4, "share": 0.44}
    own |= {"title": "Grey Weather", "artist_name": "Low Ceiling", "playlist_ids": [PLAYLIST], "similarity": 0.81}
    terms = {"own": 0.55, "sound": 0.2, "trend": 0.12 if trend_used else 0.0, "wish": 0.06, "judgement": 0.0}
    found: list[tuple[str, dict[str, Any]]] = [
        ("song", song),
        ("terms", {**terms, "popularity": -0.03, "score": score}),
        ("part", own),
        (
            "range",
            {
                "feature": "tempo_bpm",
                "song": 142.0,
                "artist": 118.0,
                "p10": 88.0,
                "p50": 101.0,
                "p90": 121.0,
                "known_count": 34,
            },
        ),
        ("what_if", _what_if("playlist", PLAYLIST, rank, rank + 38, on_slate=False)),
        ("what_if", _what_if("playlist", OTHER_PLAYLIST, rank, rank, on_slate=True)),
        ("what_if", _what_if("reddit", "all", rank, rank + 2, on_slate=True)),
        ("what_if", _what_if("feedback", str(RULE_FEEDBACK), rank, rank + 1, on_slate=place != 0)),
        ("what_if", _what_if("model", "all", rank, 44 if place == 1 else rank, on_slate=place != 1)),
        ("nearest_miss", {"title": "Almost", "artist_name": "Runner Up", "rank": rank + 9, "because": "re_ranking"}),
        (
            "weakest",
            {"reason": "range", "feature": "tempo_bpm", "p10": 88.0, "p50": 101.0, "p90": 121.0, "value": 142.0},
        ),
    ]
    if trend_used:
        found.append(("trend", _trend(artist)))
    if place == 1:
        found.append(("judgement", _judged()))
    return found


def _model(songs: int) -> dict[str, Any]:
    """The second song is the model's; it kept Almost off."""
    brought = {"title": TITLES[1][0], "artist_name": TITLES[1][1], "position": 2, "by": "judgement"}
    return {
        "song_count": songs,
        "model_song_count": 1,
        "model_songs": [{**brought, "recording_id": str(song_id(1))}],
        "displaced": [
            {"title": "Almost", "artist_name": "Runner Up", "recording_id": str(stable_id("recording", "x"))}
        ],
        "proposals": {"invented": 1, "owned": 2, "resolved": 6},
        "answers": {"missing": 1, "supported": 40, "unsupported": 2},
        "steps_kept": 90,
        "steps_dropped": 3,
        "shortlisted": 43,
    }


def _judged() -> dict[str, Any]:
    """A step whose text is hostile, as if the check had let it pass."""
    share = {"id": "f1", "kind": "profile", "facet": "mood", "value": "calm", "share": 0.34}
    talk = {"id": "s2.talk", "kind": "song", "fact": "talk", "says": {"mention_count": 5, "usual_mentions": 1.2}}
    steps = [
        {"inference": "fits_mood", "speaks": "for", "text": "it is as calm as this shelf", "cites": [share]},
        {"inference": "talked_about", "speaks": "for", "text": "<b>everybody</b> says so", "cites": [talk]},
    ]
    told = {"by": "judgement", "given": 0.8, "verdict": 0.8, "outcome": "supported", "value": 0.16}
    return {**told, "steps": steps, "dropped_count": 1, "is_model_song": True}


def _what_if(kind: str, what: str, rank: int, after: int, *, on_slate: bool) -> dict[str, Any]:
    ranks = {"rank_with": rank, "rank_without": after, "pool_size": 1000, "on_slate": on_slate}
    return {"without_kind": kind, "without_id": what, **ranks}


def _trend(artist: str) -> dict[str, Any]:
    posts = [
        {"post_id": "t3_a1", "subreddit": "indieheads", "share": 0.6},
        {"post_id": "t3_a2", "subreddit": "listentothis", "share": 0.4},
    ]
    return {
        "artist_id": str(stable_id("artist", artist)),
        "artist_name": artist,
        "mention_count": 5,
        "author_count": 4,
        "baseline_mean": 1.25,
        "lift": 4.0,
        "posts": [{**post, "posted_at": "2026-11-18T20:15:00+00:00"} for post in posts],
    }


def _words(
    songs: int, trend_used: bool, evidence: dict[UUID | None, dict[str, str]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Claims and texts; the first song has a sentence that the checker dropped."""
    claims: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []

    def claim(recording: UUID | None, predicate: str, subject: str, value: float | None, unit: str, kind: str) -> str:
        claim_id = f"c{len(claims) + 1}"
        row = {
            "claim_id": claim_id,
            "recording_id": recording,
            "predicate": predicate,
            "subject": subject,
            "objects": [],
        }
        row |= {
            "value": value,
            "unit": unit,
            "evidence_ids": [evidence[recording][kind]],
            "verdict": "supported",
            "reason": "",
        }
        claims.append({**row, "checker_version": "1", "published": True})
        return claim_id

    def text(slot: str, sentences: list[tuple[str, list[str], str]]) -> None:
        stored = [
            {
                "text": t,
                "claim_ids": ids,
                "verdict": v,
                "reason": "" if v == "supported" else "no claim",
                "published": v == "supported",
                "part": ""
                if v != "supported"
                else "about"
                if not slot.startswith("song:")
                else "detail"
                if n
                else "reason",
                "draft": "first",
                "writer": "template",
            }
            for n, (t, ids, v) in enumerate(sentences)
        ]
        kept = " ".join(one["text"] for one in stored if one["verdict"] == "supported")
        texts.append({"slot": slot, "writer": "template", "sentences": stored, "text": kept, "request_hash": None})

    share = claim(None, "share_of_slate", PLAYLIST, 0.62, "share", "slate")
    text(
        "headline",
        [
            (
                f"Two thirds of this week grows out of {{playlist:{PLAYLIST}}}; one song is here because people talk.",
                [share],
                "supported",
            )
        ],
    )
    text(
        "variety",
        [
            (
                f"{songs} songs by {songs} artists, none of them heard here before.",
                [claim(None, "repeats", "slate", 0, "songs", "slate")],
                "supported",
            )
        ],
    )
    if trend_used:
        text(
            "trend",
            [
                (
                    "People on r/indieheads could not stop naming The Quiet Tram.",
                    [claim(None, "trend_used", "slate", None, "", "slate")],
                    "supported",
                )
            ],
        )
    for place in range(songs):
        who = song_id(place)
        a = claim(who, "share_of_score", str(who), 0.44, "share", "part")
        b = claim(who, "similarity", str(who), 0.81, "", "part")
        c = claim(who, "tempo_outside_range", str(who), 142, "bpm", "range")
        sentences = [
            (
                f"44% of its score comes from “Grey Weather”, which you keep in {{playlist:{PLAYLIST}}}.",
                [a, b],
                "supported",
            ),
            ("It walks faster than most of what you keep: 142 bpm.", [c], "supported"),
        ]
        if place == 0:
            sentences.append(("Critics adore it.", [], "unsupported"))
        text(f"song:{who}", sentences)
    return claims, texts


def _charts(songs: int) -> list[tuple[str, str, Any, str]]:
    shares = [
        {"term": "own", "share": 0.62},
        {"term": "sound", "share": 0.21},
        {"term": "trend", "share": 0.11},
        {"term": "wish", "share": 0.06},
    ]
    found: list[tuple[str, str, Any, str]] = [
        ("slate", "slate", {"rows": shares}, "Where this week's list comes from, as shares of the score.")
    ]
    for place in range(songs):
        parts = [{"label": "Grey Weather by Low Ceiling", "value": 0.4}, {"label": HOSTILE, "value": 0.15}]
        parts += [{"label": "popularity", "value": -0.03}]
        usual = {"feature": "tempo_bpm", "song": 142.0, "artist": 118.0, "p10": 88.0, "p50": 101.0, "p90": 121.0}
        unknown = {"feature": "valence", "song": None, "artist": None, "p10": 0.2, "p50": 0.4, "p90": 0.7}
        found.append(
            (
                str(song_id(place)),
                "parts",
                parts,
                f"Largest part of the score: Grey Weather, 0.4 ({{playlist:{PLAYLIST}}}).",
            )
        )
        found.append(
            (str(song_id(place)), "range", [usual, unknown], "Tempo 142 bpm, outside your usual 88 to 121 bpm.")
        )
    return found
