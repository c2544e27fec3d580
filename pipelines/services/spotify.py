"""Spotify through spotipy: our own session and tokens, the calls that still live, and errors of ours."""

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import spotipy

from pipelines.errors import EndpointGoneError, LoginRefusedError, ServiceError
from pipelines.services.http import ServiceSession, refuse
from pipelines.settings import Settings

PAGE = 50
LIVING = re.compile(
    r"me/?|me/(playlists|tracks|library|library/contains|top/\w+|player/recently-played|following)|"
    r"playlists/\w+(/items|/images)?|search|(tracks|artists|albums)/\w+/?|artists/\w+/albums|albums/\w+/tracks/?"
)
"""Paths that an app in development mode still has; spotipy knows many more, and does not always warn."""


class _Token:
    """What spotipy asks for a token."""

    def __init__(self, read: Callable[[], str]) -> None:
        self.read = read

    def get_access_token(self, as_dict: bool = False, check_cache: bool = True) -> str:  # noqa: ARG002, FBT001, FBT002
        """The access token, refreshed when it is due."""
        return self.read()


class SpotifyClient(spotipy.Spotify):  # type: ignore[misc]
    """spotipy with errors of ours; `answered_at` is the Date of the newest answer."""

    def __init__(self, settings: Settings, read_token: Callable[[], str], as_of: datetime) -> None:
        self.session_of_ours = ServiceSession(settings, "spotify_api", as_of)
        logging.getLogger("spotipy").setLevel(logging.CRITICAL)  # our errors say it, in one line
        super().__init__(auth_manager=_Token(read_token), requests_session=self.session_of_ours, retries=0)
        self.prefix = settings.address("spotify_api").rstrip("/") + "/"

    @property
    def answered_at(self) -> datetime:
        """Date of the newest answer."""
        return self.session_of_ours.answered_at

    def _internal_call(self, method: str, url: str, payload: Any, params: Any) -> Any:  # noqa: ANN401  (spotipy's own)
        if LIVING.fullmatch(url.split("?", maxsplit=1)[0]) is None or "?ids=" in url:
            raise EndpointGoneError(f"{method} {url}: Spotify has taken this away")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", DeprecationWarning)
                found = super()._internal_call(method, url, payload, params)
            if found is None and method == "GET":
                raise ServiceError("Spotify answered something that is not JSON")
            return found
        except AttributeError:
            # spotipy takes it for granted that the error of an answer is an object
            raise refuse("Spotify", self.session_of_ours.status, {}, "without saying how") from None
        except spotipy.SpotifyException as error:
            status, headers = int(error.http_status), dict(error.headers or {})
            raise refuse("Spotify", status, headers, str(error.reason or error.msg)) from None

    def pages(self, url: str, **params: object) -> Iterator[dict[str, Any] | None]:
        """Items of all pages of an address, by offset; Spotify puts null where something is gone."""
        offset = 0
        while True:
            page = self._get(url, limit=PAGE, offset=offset, **params)
            yield from page["items"]
            offset += PAGE
            if page.get("next") is None:
                return


def spotify_client(settings: Settings, listener_id: UUID, as_of: datetime) -> SpotifyClient:
    """A client that acts for a listener, as of a moment.

    Raises:
        LoginRefusedError: The listener never connected, or the consent has ended.
    """
    from pipelines.listeners import access_token

    return SpotifyClient(settings, lambda: access_token(settings, listener_id), as_of)


def is_refused(error: Exception) -> bool:
    """Whether an error means "not yours to see", which is a normal state for a followed playlist."""
    return isinstance(error, LoginRefusedError) and not isinstance(error, ServiceError)
