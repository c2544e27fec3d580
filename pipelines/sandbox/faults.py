"""Faults on order: what goes wrong on the wire, where and how often."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass
class Fault:
    """One thing that goes wrong.

    Attributes:
        times: For so many requests; it counts down.
        delay: Seconds before the answer.
        late: Seconds between the work and the answer: who asked may be gone by then.
        drop: Close the connection without an answer.
        status: Answer this instead; None only delays.
        twist: What is wrong with an answer that comes with success; the servers say which twists they know.
    """

    service: str
    method: str
    path: re.Pattern[str]
    status: int | None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    times: int = 1
    delay: float = 0.0
    drop: bool = False
    twist: str = ""
    late: float = 0.0


class Faults:
    """All faults on order."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(  # noqa: PLR0913  (whatever may go wrong)
        self,
        service: str,
        method: str,
        path_regex: str,
        status: int | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,  # noqa: ANN401  (any JSON, or text)
        times: int = 1,
        delay: float = 0.0,
        drop: bool = False,
        twist: str = "",
        late: float = 0.0,
    ) -> Fault:
        """Let requests fail whose path (with query) matches; `method` "*" is any. The answer counts down `times`."""
        pattern = re.compile(path_regex)
        fault = Fault(
            service, method.upper(), pattern, status, dict(headers or {}), body, times, delay, drop, twist, late
        )
        with self._lock:
            self._faults.append(fault)
        return fault

    def take(self, service: str, method: str, path: str) -> Fault | None:
        """The first fault that is meant for a request; it is one fewer then."""
        with self._lock:
            for fault in self._faults:
                is_meant = fault.service == service and fault.method in {"*", method} and fault.times > 0
                if is_meant and fault.path.search(path):
                    fault.times -= 1
                    return fault
        return None

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._faults.clear()
