"""Songs that the model proposed and our catalogue lacks, looked for in MusicBrainz, then Spotify: real, or invented."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.ids import recording_id
from pipelines.domain.names import song_key
from pipelines.domain.weeks import known_until, week_end
from pipelines.errors import LinernotesError
from pipelines.extract.musicbrainz import SECONDS_BETWEEN_REQUESTS
from pipelines.extract.proposed_at_spotify import SpotifySearch
from pipelines.services.http import USER_AGENT, ServiceSession, get_json
from pipelines.settings import Settings

MOST_FOUND = 10
"""Recordings looked at of one search; the names must agree."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """What became of a song that was looked for: found (with a key), invented, or unknown, since nobody was asked."""

    outcome: str
    mbid: str | None
    known_at: datetime
    isrc: str | None = None

    @property
    def recording_id(self) -> UUID | None:
        """Id of the recording by its strongest key."""
        if self.mbid is not None:
            return recording_id("mbid", self.mbid)
        return None if self.isrc is None else recording_id("isrc", self.isrc)


def find_proposed(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Look for the unknown proposals of some listeners; how many searches were sent.

    An answer is kept for good, a "nobody knows it" too, and the first run of a week decides for it: a second run gives
    the same rows. When MusicBrainz is off, fails, asks us to come back later or the day's budget is used up, the rest
    stays `unknown`: nothing waits for it. What MusicBrainz does not know by name is searched for at Spotify, in the
    name of a listener who got the proposal and has connected. What is found is looked up by the next enrichment.
    """
    with db.transaction(settings, "open") as connection:
        rows = db.rows(
            connection,
            "select listener_id, proposal_number, artist_name, title from recs.proposal"
            " where week = %s and listener_id = any(%s::uuid[]) and outcome = 'unknown'"
            " order by listener_id, proposal_number",
            [week, [str(one) for one in listener_ids]],
        )
        sought = {song_key(row["artist_name"], row["title"]): row for row in rows}
        known = _known(connection, week, sorted(sought))
    searcher, spotify = _Searcher(settings, week), SpotifySearch(settings, week)
    for key, row in sorted(sought.items()):
        if key not in known:
            proposed_to = {one["listener_id"] for one in rows if song_key(one["artist_name"], one["title"]) == key}
            known[key] = _at_spotify(spotify, proposed_to, row, searcher.find(key, row))
            _keep(settings, week, key, row, known[key])
    _tell(settings, week, rows, known)
    return searcher.sent + spotify.sent


def _at_spotify(spotify: SpotifySearch, listener_ids: set[UUID], row: Mapping[str, Any], answer: Answer) -> Answer:
    """What Spotify says of a song that MusicBrainz does not know; without it the answer stands."""
    if answer.outcome != "invented" or not spotify.can_ask(listener_ids):
        return answer
    try:
        isrc = spotify.find(listener_ids, row["artist_name"], row["title"])
    except LinernotesError:  # told in the log where it happened: nothing waits for it, and half an answer is none
        return replace(answer, outcome="unknown")
    return answer if isrc is None else replace(answer, outcome="found", isrc=isrc)


def _known(connection: db.Connection, week: str, keys: Sequence[str]) -> dict[str, Answer]:
    """Answers of this week, else of another week that has one, the oldest."""
    found = db.rows(
        connection,
        """
        select distinct on (song_key) song_key, outcome, mbid, known_at, isrc from recs.sought_song
        where song_key = any(%s) and (week = %s or outcome <> 'unknown')
        order by song_key, week = %s desc, known_at, week
        """,
        [list(keys), week, week],
    )
    return {row["song_key"]: Answer(row["outcome"], row["mbid"], row["known_at"], row["isrc"]) for row in found}


def _keep(settings: Settings, week: str, key: str, row: Mapping[str, Any], answer: Answer) -> None:
    kept = {"week": week, "song_key": key, "artist_name": row["artist_name"], "title": row["title"], **vars(answer)}
    with db.transaction(settings, "open") as connection:
        db.insert_rows(connection, "recs.sought_song", [kept], on_conflict="on conflict do nothing")


def _tell(settings: Settings, week: str, rows: Sequence[Mapping[str, Any]], known: Mapping[str, Answer]) -> None:
    """Write what became of them to recs.proposal."""
    with db.transaction(settings, "open") as connection:
        for row in rows:
            answer = known[song_key(row["artist_name"], row["title"])]
            db.execute(
                connection,
                "update recs.proposal set outcome = %s, recording_id = %s"
                " where listener_id = %s and week = %s and proposal_number = %s and outcome = 'unknown'",
                [answer.outcome, answer.recording_id, row["listener_id"], week, row["proposal_number"]],
            )


class _Searcher:
    """Searches as of the end of a week, within the day's budget, and not after a failure."""

    def __init__(self, settings: Settings, week: str) -> None:
        self.settings, self.sent = settings, 0
        self.address = settings.address_or_none("musicbrainz")
        self.is_asking = self.address is not None
        self.session = ServiceSession(settings, "musicbrainz", min(week_end(week), known_until(week)))
        self.session.headers["User-Agent"] = USER_AGENT.format(contact=settings.musicbrainz_contact or "sandbox")

    def find(self, key: str, row: Mapping[str, Any]) -> Answer:
        """The first recording of that name by that artist, any version of it."""
        if not self.is_asking or self.sent >= self.settings.musicbrainz_budget:
            return Answer("unknown", None, make_clock(self.settings.clock)())
        if self.settings.is_live("musicbrainz"):
            time.sleep(SECONDS_BETWEEN_REQUESTS)
        self.sent += 1
        query = f'recording:"{_plain(row["title"])}" AND artist:"{_plain(row["artist_name"])}"'
        try:
            found = get_json(
                self.session,
                f"{str(self.address).rstrip('/')}/ws/2/recording",
                {"query": query, "limit": MOST_FOUND, "fmt": "json"},
            )
        except LinernotesError as error:
            log.warning("proposals.search_failed", reason=str(error))
            self.is_asking = False
            return Answer("unknown", None, make_clock(self.settings.clock)())
        for recording in (found or {}).get("recordings", []):
            credit = "; ".join(one["name"] for one in recording.get("artist-credit") or [])
            if song_key(credit, recording["title"]) == key:
                return Answer("found", recording["id"], self.session.answered_at)
        return Answer("invented", None, self.session.answered_at)


def _plain(text: str) -> str:
    """A text inside a quoted Lucene term."""
    return text.replace("\\", " ").replace('"', " ")
