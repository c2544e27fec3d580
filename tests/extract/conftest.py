"""A running sandbox of two listeners, and settings on a fresh database that speak to it at a fixed hour."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.listeners import connect_in_sandbox
from pipelines.sandbox import Sandbox, running_sandbox
from pipelines.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    with running_sandbox(
        settings.home / "sandbox", anchor=date(2026, 11, 23), recordings=200, listeners=2, clock=lambda: NOW
    ) as running:
        yield running


@pytest.fixture
def house(settings: Settings, sandbox: Sandbox) -> Settings:
    """Settings whose now is Monday 2026-11-23 12:00 UTC."""
    return settings.model_copy(update={"clock": NOW.isoformat()})


@pytest.fixture
def mara(house: Settings) -> UUID:
    return connect_in_sandbox(house, hint="mara", first_week="2026-W46")


def landed(settings: Settings, table: str, kind: str | None = None) -> list[dict[str, Any]]:
    """Rows of a landing table, by kind and key."""
    with db.transaction(settings) as connection:
        return db.rows(
            connection,
            f"select * from {table} where %(kind)s::text is null or kind = %(kind)s "
            "order by kind, source_key, known_at",
            {"kind": kind},
        )


def paths(sandbox: Sandbox, service: str) -> list[str]:
    """Paths asked of a service, oldest first."""
    return [request.path for request in sandbox.log if request.service == service]
