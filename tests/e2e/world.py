"""The small world of the end-to-end tests: its dates, and what is asked of its database."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg2

from pipelines import db
from pipelines.hashes import week_hashes
from pipelines.settings import Settings

ANCHOR = date(2026, 11, 23)
CLOCK = "2026-11-23T07:00:00+00:00"
WEEKS = ["2026-W45", "2026-W46", "2026-W47"]
CANARY = " (Zq7Canary Remaster)"


@dataclass(frozen=True)
class History:
    """A captured world, and how to get a fresh copy of it."""

    settings: Settings
    sandbox: Any
    copy: Callable[[str], Settings]


def hashes(settings: Settings) -> dict[str, Any]:
    """What two runs must have in common, for all weeks."""
    return {week: week_hashes(settings, week) for week in WEEKS}


def count(settings: Settings, sql: str, *params: object) -> int:
    """The one number that a query gives."""
    with closing(psycopg2.connect(db.database_url(settings))) as connection, connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        found = cursor.fetchone()
    return int(found[0]) if found else 0
