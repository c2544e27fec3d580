"""The policy border: what Spotify's service said never reaches whatever builds prompts and vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg2.errors
import pytest

from pipelines import db

if TYPE_CHECKING:
    from pipelines.settings import Settings

CLOSED = (
    "restricted.landing_spotify",
    "identity.salt",
    "app.listener_token",
)


@pytest.mark.parametrize("table", CLOSED)
def test_the_role_that_builds_prompts_cannot_read_what_is_closed(settings: Settings, table: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(settings, "open") as connection:
        db.rows(connection, f"select * from {table}")


def test_the_role_that_builds_prompts_reads_no_table_of_restricted(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        readable = db.rows(
            connection,
            "select c.relname from pg_class as c join pg_namespace as n on n.oid = c.relnamespace"
            " where n.nspname = 'restricted' and c.relkind in ('r', 'v', 'm')"
            " and has_table_privilege('linernotes_open', c.oid, 'select')",
        )
    assert readable == []
