"""A connected listener of the sandbox, and what landed of whom."""

from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.listeners import connect_in_sandbox
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.sandboxed import NOW, house, sandbox

__all__ = ["NOW", "house", "sandbox"]


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
