"""One request at Spotify: who asks, what they may, and pages of an answer."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request

from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.service import ApiError
from pipelines.sandbox.tokens import Grant, InvalidTokenError, Tokens
from pipelines.sandbox.world import World


class Visit:
    """Answers questions about the current request."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._tokens = tokens
        self._listeners = {one.account_id: one for one in world.listeners}

    def grant(self) -> Grant:
        """What the bearer may.

        Raises:
            ApiError: 401, without a valid token.
        """
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not token:
            raise ApiError(401, "No token provided")
        try:
            return self._tokens.read_access(token)
        except InvalidTokenError:
            raise ApiError(401, "The access token expired") from None

    def listener(self, *scopes: str) -> Listener:
        """The listener who asks.

        Args:
            scopes: One of them must have been granted; none: any grant will do.

        Raises:
            ApiError: 401 without a listener's token, 403 without the scope.
        """
        grant = self.grant()
        listener = self._listeners.get(grant.account_id)
        if listener is None:
            raise ApiError(401, "Valid user authentication required")
        if scopes and not grant.allows(*scopes):
            raise ApiError(403, "Insufficient client scope")
        return listener

    def page(self, rows: Sequence[Any], limit: int, offset: int, total: int | None = None) -> dict[str, Any]:
        """A page in Spotify's form, with absolute addresses of the next and the previous one."""
        count = len(rows) if total is None else total

        def address(start: int) -> str:
            query = {**request.args.to_dict(), "offset": start, "limit": limit}
            return f"{request.base_url}?{urlencode(query)}"

        return {
            "href": address(offset),
            "limit": limit,
            "next": address(offset + limit) if offset + limit < count else None,
            "offset": offset,
            "previous": address(max(0, offset - limit)) if offset else None,
            "total": count,
            "items": list(rows[offset : offset + limit]),
        }
