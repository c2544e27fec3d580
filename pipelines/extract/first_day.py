"""The first captures of a new listener, now and not when the day is over: enough for a first slate within minutes."""

from datetime import datetime
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.errors import BadInputError
from pipelines.extract import known, listenbrainz, musicbrainz, reccobeats, spotify
from pipelines.extract.daily import Capture, capture_moment
from pipelines.landing import LandingRow
from pipelines.settings import Settings

OWN_KINDS = ("playlist_items", "saved_tracks")
LOOK_UPS = 300
"""Of MusicBrainz, live one a second: half for own songs, the newest first, half for what is similar to them."""


def now_there(settings: Settings) -> datetime:
    """Now, and not before anything that a first capture was given: a service's clock may be ahead of ours."""
    now = make_clock(settings.clock)()
    with db.transaction(settings) as connection:
        found = db.one(connection, "select max(known_at) as newest from landing.slice where source like '%:first'")
    newest = found["newest"] if found else None
    return now if newest is None else max(now, newest)


def capture_own(settings: Settings, listener_id: UUID) -> None:
    """The listener's playlists and saved tracks, and which recordings the newest songs are.

    Raises:
        BadInputError: There is no song yet; nothing was sealed, so it can be tried again.
        LoginRefusedError: The listener's consent is missing or has ended.
        ServiceError: A service failed, or asks us to come back later; what was sealed stays, and a retry goes on.
    """

    def library(now: datetime) -> list[LandingRow]:
        rows = spotify.capture_library(settings, listener_id, now)
        # what an earlier capture has, and has not changed, is not among the rows
        has_new = any(row.payload["items"] for row in rows if row.kind in OWN_KINDS)
        if not has_new and not known.newest_isrcs(settings, listener_id, now):
            raise BadInputError(
                "no song in a playlist of their own, and none saved: nothing can be recommended from that yet"
            )
        return rows

    capture_moment(settings, "spotify", "spotify_api", listener_id, now_there(settings), library, is_shared=False)
    isrcs = known.newest_isrcs(settings, listener_id, now_there(settings))
    half = LOOK_UPS // 2
    _facts(settings, "musicbrainz", listener_id, "own", lambda now: musicbrainz.look_up_own(settings, isrcs, now, half))


def capture_similar(settings: Settings, listener_id: UUID) -> None:
    """What is similar to the songs that were found, by whom that is, and how it sounds.

    Raises:
        ServiceError: A service failed, or asks us to come back later; what was sealed stays, and a retry goes on.
    """

    def similar(now: datetime) -> list[LandingRow]:
        nearest = known.nearest_mbids(settings, known.newest_isrcs(settings, listener_id, now), now)
        return musicbrainz.look_up_similar(settings, nearest, now, LOOK_UPS - LOOK_UPS // 2)

    def heard(now: datetime) -> list[LandingRow]:
        return listenbrainz.look_up(settings, now)

    _facts(settings, "listenbrainz", listener_id, "similar", heard)
    _facts(settings, "musicbrainz", listener_id, "similar", similar)
    _facts(settings, "listenbrainz", listener_id, "popularity", heard)  # of what was just found
    _facts(settings, "reccobeats", listener_id, "", lambda now: list(reccobeats.look_up(settings, now)))


def _facts(settings: Settings, service: str, listener_id: UUID, part: str, capture: Capture) -> None:
    """Seal facts for everybody, from a service that is a source of the same name."""
    capture_moment(settings, service, service, listener_id, now_there(settings), capture, part=part)
