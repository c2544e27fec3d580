"""Tokens of the sandbox's Spotify: signed, so that they outlive a restart, and secret to nobody."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.clock import Clock
from pipelines.sandbox.store import Store

ACCESS_SECONDS = 3600
REFRESH_LIFE = timedelta(days=183)
"""Refresh tokens end six months after the listener's consent; refreshing does not help."""
_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Grant:
    """What a token stands for; `account_id` is empty for an app without a listener."""

    account_id: str
    scope: str

    def allows(self, *scopes: str) -> bool:
        """Whether any of the scopes was granted."""
        return bool(set(scopes) & set(self.scope.split()))


class InvalidTokenError(Exception):
    """Not a token of ours, or no longer."""


class Tokens:
    """Writes and reads tokens; remembers codes and tokens that are used up."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._secret = store.secret.encode()
        self._count = 0
        self._refreshes: dict[str, int] = {}

    def write(self, kind: str, **fields: Any) -> str:  # noqa: ANN401  (JSON)
        """A token of a kind."""
        self._count += 1
        payload = json.dumps({"kind": kind, "nonce": f"{time.time_ns()}.{self._count}", **fields}).encode()
        text = base64.urlsafe_b64encode(payload).decode().rstrip("=")
        return f"{text}.{self._sign(text)}"

    def read(self, kind: str, token: str) -> dict[str, Any]:
        """What a token says.

        Raises:
            InvalidTokenError: It is forged, of another kind, or used up.
        """
        text, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(text).encode()) or signature in self._used():
            raise InvalidTokenError
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if found["kind"] != kind:
            raise InvalidTokenError
        return found

    def use_up(self, token: str, moment: datetime) -> None:
        """Make a token worthless, for good."""
        self._store.append("tokens", moment, "used", {"signature": token.partition(".")[2]})

    def count_refresh(self, nonce: str) -> int:
        """How often the refresh token with that nonce was used since the start, this time included."""
        self._refreshes[nonce] = self._refreshes.get(nonce, 0) + 1
        return self._refreshes[nonce]

    def access(self, grant: Grant) -> str:
        """An access token; it lives for an hour of the sandbox's clock, whatever moment requests ask about."""
        return self.write(
            "access", account=grant.account_id, scope=grant.scope, ends=self._clock().timestamp() + ACCESS_SECONDS
        )

    def read_access(self, token: str) -> Grant:
        """The grant behind an access token.

        Raises:
            InvalidTokenError: It is no access token, or too old.
        """
        found = self.read("access", token)
        if found["ends"] < self._clock().timestamp():
            raise InvalidTokenError
        return Grant(found["account"], found["scope"])

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _used(self) -> set[str]:
        return {event.body["signature"] for event in self._store.events("tokens", _EVER)}
