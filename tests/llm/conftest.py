"""A model on loopback that answers as a test wants, and the marts that the room reads, in three rows."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any

import pytest
from pydantic import SecretStr

from pipelines import db
from pipelines.domain.ids import SHARED, stable_id
from pipelines.settings import Settings

WEEK = "2026-W47"

MARTS = """
create table if not exists marts.dim_track (week text, recording_id uuid, group_id uuid, artist_id uuid, title text,
    artist_name text, release_year integer, duration_ms integer, genres jsonb, moods jsonb, tempo_bpm double precision,
    energy double precision, valence double precision, listener_count integer, is_explicit boolean,
    language text, sources jsonb);
create table if not exists marts.dim_artist (week text, artist_id uuid, name text, mbid text, genres jsonb);
create table if not exists marts.listener_profile (week text, listener_id uuid, facet text, value text,
    share double precision, recording_count integer);
create table if not exists marts.fct_interaction (week text, listener_id uuid, playlist_id uuid, recording_id uuid,
    kind text, added_at timestamptz);
create table if not exists marts.fct_outcome (week text, listener_id uuid, delivered_week text, edition integer,
    position bigint, recording_id uuid, delivered_at timestamptz, captured_at timestamptz, saved_recording_id uuid,
    saved_at timestamptz, kind text);
create table if not exists marts.listener_exclusion (week text, listener_id uuid, group_id uuid, song_hash text);
create table if not exists marts.trend_artist_week (week text, artist_id uuid, mention_count integer,
    author_count integer, post_count integer, baseline_mean double precision, lift double precision,
    trend double precision);
create table if not exists marts.trend_post (week text, artist_id uuid, post_id text, permalink text, subreddit text,
    posted_at timestamptz, upvote_count integer, share double precision);
"""


class Model:
    """What stands behind the loopback server.

    Attributes:
        answers: From the body of a request to the answer's JSON (or text, or a status and headers).
        requests: Bodies received so far, with their path.
    """

    def __init__(self) -> None:
        self.answers: Callable[[dict[str, Any]], Any] = lambda _: {}
        self.requests: list[dict[str, Any]] = []
        self.has_responses = True
        self.refuses = False
        self.cached = 0
        self.url = ""

    def reply(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, str], dict[str, Any]]:
        """Status, headers and body of one answer."""
        self.requests.append({"path": path, **body})
        if path.endswith("/responses") and not self.has_responses:
            return 404, {}, {"error": {"message": "no such path", "code": None}}
        answer = self.answers(body)
        if isinstance(answer, tuple):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer)
        if path.endswith("/responses"):
            return 200, {}, self._response(body, text)
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return (
            200,
            {},
            {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [choice],
                "usage": usage,
            },
        )

    def _response(self, body: dict[str, Any], text: str) -> dict[str, Any]:
        part = (
            {"type": "refusal", "refusal": "no"}
            if self.refuses
            else {"type": "output_text", "text": text, "annotations": []}
        )
        usage: dict[str, Any] = {"input_tokens": 100, "output_tokens": 10, "total_tokens": 110}
        usage |= {
            "input_tokens_details": {"cached_tokens": self.cached},
            "output_tokens_details": {"reasoning_tokens": 0},
        }
        message = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part]}
        return {
            "id": "r",
            "object": "response",
            "created_at": 1,
            "status": "completed",
            "model": body["model"],
            "output": [message],
            "parallel_tool_calls": False,
            "tool_choice": "none",
            "tools": [],
            "usage": usage,
        }


@contextmanager
def serving_model() -> Iterator[Model]:
    """A model on loopback; set `model.answers`."""
    served = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, headers, answer = served.reply(self.path, body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {
                "content-type": "application/json",
                "content-length": str(len(data)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def model() -> Iterator[Model]:
    """A model on loopback; set `model.answers`."""
    with serving_model() as served:
        yield served


@pytest.fixture
def with_model(settings: Settings, model: Model) -> Settings:
    """Settings that point to the model."""
    return settings.model_copy(
        update={"openai_base_url": model.url, "openai_api_key": SecretStr("sk-very-secret"), "llm_model": "small-model"}
    )


class World:
    """Three artists, five songs, one listener; ids by name."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.listener = stable_id("listener", "ada")
        self.songs = {
            name: stable_id("recording", name)
            for name in ("Slow Rain", "Quick Sun", "Loud Night", "Soft Noon", "Old Tune")
        }
        self.artists = {name: stable_id("artist", name) for name in ("Wet Paint", "Cold Harbor", "The Elsewheres")}

    def write(self) -> None:
        """Put the world into the marts of the week."""
        with db.transaction(self.settings) as connection:
            db.execute(connection, MARTS)
            db.insert_rows(connection, "marts.dim_artist", self._artist_rows())
            db.insert_rows(connection, "marts.dim_track", self._track_rows())
            db.execute(
                connection,
                "insert into app.listener (listener_id, display_name, first_week, created_at)"
                " values (%s, 'Ada', %s, '2026-11-01Z')",
                [self.listener, WEEK],
            )

    def _artist_rows(self) -> list[dict[str, Any]]:
        return [
            {"week": WEEK, "artist_id": key, "name": name, "mbid": None, "genres": db.Json([])}
            for name, key in self.artists.items()
        ]

    def _track_rows(self) -> list[dict[str, Any]]:
        facts = {
            "Slow Rain": ("Wet Paint", "dream pop", "calm", 70.0, 1994, False),
            "Quick Sun": ("Wet Paint", "indie pop", "happy", 160.0, 2004, False),
            "Loud Night": ("Cold Harbor", "hip hop", "dark", 95.0, 1996, True),
            "Soft Noon": ("Cold Harbor", "ambient", "calm", 60.0, 2011, False),
            "Old Tune": ("The Elsewheres", "folk", "melancholic", 100.0, 1972, False),
        }
        return [
            {
                "week": WEEK,
                "recording_id": self.songs[title],
                "group_id": stable_id("group", title),
                "artist_id": self.artists[artist],
                "title": title,
                "artist_name": artist,
                "release_year": year,
                "duration_ms": 200_000,
                "genres": [{"name": genre, "weight": 1.0}],
                "moods": [{"name": mood, "weight": 1.0}],
                "tempo_bpm": tempo,
                "energy": 0.5,
                "valence": 0.5,
                "listener_count": 100,
                "is_explicit": explicit,
                "language": "eng",
                "sources": db.Json({}),
            }
            for title, (artist, genre, mood, tempo, year, explicit) in facts.items()
        ]

    def wish(self, text: str, at: str = "2026-11-17Z", *, frozen: bool = True) -> None:
        """Let the listener wish."""
        self._event("wish", {"text": text, "lang": "en"}, at, text, frozen)

    def feedback(self, kind: str, song: str, at: str = "2026-11-18Z") -> None:
        """Let the listener judge a song."""
        self._event("feedback", {"week": WEEK, "recording_id": self.songs[song], "kind": kind}, at, kind + song, True)

    def outcome(self, kind: str, song: str, *, week: str = "2026-W46", position: int = 0, saved: str = "") -> None:
        """Let a delivered song have an outcome; `saved` is the version that is kept, by default the same."""
        row = {"week": WEEK, "listener_id": self.listener, "delivered_week": week, "edition": 1, "kind": kind}
        recording = self.songs.get(song) or stable_id("recording", song)
        row |= {"position": position or list(self.songs).index(song) + 1, "recording_id": recording}
        if kind == "saved":
            row["saved_recording_id"] = self.songs.get(saved, recording)
        with db.transaction(self.settings) as connection:
            db.insert_rows(connection, "marts.fct_outcome", [row])

    def _event(self, table: str, fields: dict[str, Any], at: str, name: str, frozen: bool) -> None:
        event_id = stable_id(table, name, at)
        with db.transaction(self.settings) as connection:
            row = {"event_id": event_id, "listener_id": self.listener, "created_at": at, **fields}
            db.insert_rows(connection, f"app.{table}", [row])
            if frozen:
                frozen_row = {"week": WEEK, "listener_id": self.listener, "input_kind": table, "input_id": event_id}
                db.insert_rows(connection, "recs.week_input", [frozen_row])

    def genre(self, genre: str, artists: list[str]) -> None:
        """Let artists be of a genre."""
        with db.transaction(self.settings) as connection:
            db.execute(
                connection,
                "update marts.dim_artist set genres = %s where name = any(%s)",
                [db.Json([{"name": genre, "weight": 1.0}]), artists],
            )

    def talk(
        self,
        artist: str,
        mentions: int,
        posts: dict[str, str],
        *,
        baseline: float = 2.0,
        trend: float = 0.5,
        authors: Mapping[str, str] = MappingProxyType({}),
        linked: bool = False,
    ) -> None:
        """Let Reddit talk: posts by id, landed in a sealed and frozen slice, by one author unless others are named."""
        slice_id = stable_id("slice", "reddit", artist)
        with db.transaction(self.settings) as connection:
            db.insert_rows(
                connection,
                "marts.trend_artist_week",
                [
                    {
                        "week": WEEK,
                        "artist_id": self.artists[artist],
                        "mention_count": mentions,
                        "author_count": mentions,
                        "post_count": len(posts),
                        "baseline_mean": baseline,
                        "lift": mentions / baseline,
                        "trend": trend,
                    }
                ],
            )
            for post_id, text in posts.items():
                db.insert_rows(
                    connection,
                    "marts.trend_post",
                    [
                        {
                            "week": WEEK,
                            "artist_id": self.artists[artist],
                            "post_id": post_id,
                            "permalink": f"/r/x/{post_id}",
                            "subreddit": "indieheads",
                            "posted_at": "2026-11-18Z",
                            "upvote_count": 5,
                            "share": 1 / len(posts),
                        }
                    ],
                )
                db.insert_rows(
                    connection,
                    "landing.reddit",
                    [
                        {
                            "record_id": stable_id("record", post_id),
                            "slice_id": slice_id,
                            "source": "reddit",
                            "kind": "post",
                            "source_key": post_id,
                            "listener_id": None,
                            "payload": {
                                "title": text,
                                "selftext": "",
                                "voter_hash": authors.get(post_id, f"fan of {artist}"),
                            },
                            "sha256": post_id,
                            "event_at": "2026-11-18Z",
                            "known_at": "2026-11-19Z",
                        }
                    ],
                )
                if linked:
                    self._link(connection, artist, post_id)
            db.insert_rows(
                connection,
                "recs.week_input",
                [{"week": WEEK, "listener_id": SHARED, "input_kind": "slice", "input_id": slice_id}],
            )

    def _link(self, connection: db.Connection, artist: str, post_id: str) -> None:
        row = {"post_id": post_id, "artist_id": self.artists[artist], "week": WEEK, "post_week": WEEK}
        place = {"start_offset": 0, "end_offset": len(artist), "method": "name", "method_version": "link-1"}
        row |= {**place, "confidence": 0.8, "known_at": "2026-11-19Z"}
        db.insert_rows(connection, "links.mention", [row])

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query."""
        with db.transaction(self.settings) as connection:
            return db.rows(connection, sql)


@pytest.fixture
def world(settings: Settings) -> World:
    """The small world, written."""
    made = World(settings)
    made.write()
    return made
