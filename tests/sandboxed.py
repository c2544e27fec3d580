"""Fixtures: a running sandbox of two listeners, and settings on a fresh database that speak to it at a fixed hour."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

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
    """Settings whose now is Monday 2026-11-23 12:00 UTC: the newest ended week is 2026-W47."""
    return settings.model_copy(update={"clock": NOW.isoformat()})
