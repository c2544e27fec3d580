"""What all servers of a sandbox share: the world, its time, its memory, its faults and the log of requests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any

from pipelines.clock import Clock
from pipelines.sandbox.faults import Faults
from pipelines.sandbox.store import Store
from pipelines.sandbox.world import World

NOW_HEADER = "X-Sandbox-Now"
_LOG_LENGTH = 200_000


@dataclass(frozen=True)
class LoggedRequest:
    """A request that arrived; the body is kept for the model's service only, credentials never."""

    service: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any = None


@dataclass
class Context:
    """Shared by the servers; `urls` is filled when all ports are known."""

    world: World
    store: Store
    clock: Clock
    faults: Faults = field(default_factory=Faults)
    urls: dict[str, str] = field(default_factory=dict)
    log: list[LoggedRequest] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def moment(self, header: str | None) -> datetime:
        """The moment as of which a request is answered, UTC.

        Raises:
            ValueError: The header is neither an ISO time nor an HTTP date.
        """
        if not header:
            return self.clock()
        try:
            moment = datetime.fromisoformat(header)
        except ValueError:
            moment = parsedate_to_datetime(header)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def write_down(self, request: LoggedRequest) -> None:
        """Log a request; only the newest are kept."""
        with self.lock:
            self.log.append(request)
            if len(self.log) > _LOG_LENGTH:
                del self.log[: _LOG_LENGTH // 2]
