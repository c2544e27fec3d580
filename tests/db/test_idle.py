"""Connections are kept between transactions, and never where that would be seen."""

import os
from contextlib import closing

import psycopg2
import pytest

from pipelines import db
from pipelines.db import idle
from pipelines.settings import Settings

BACKEND = "select pg_backend_pid() as pid"


def backend(settings: Settings, role: db.Role = "owner") -> int:
    """The server's process behind a transaction."""
    with db.transaction(settings, role) as connection:
        return int(db.rows(connection, BACKEND)[0]["pid"])


@pytest.fixture(autouse=True)
def _none_kept() -> None:
    idle.close_all()


def test_the_next_transaction_of_a_role_has_the_same_connection(settings: Settings) -> None:
    assert backend(settings) == backend(settings)
    assert backend(settings, "open") != backend(settings)


def test_transactions_that_nest_have_connections_of_their_own(settings: Settings) -> None:
    with db.transaction(settings) as outer, db.transaction(settings) as inner:
        assert db.rows(outer, BACKEND) != db.rows(inner, BACKEND)


def test_what_failed_is_rolled_back_and_its_connection_not_used_again(settings: Settings) -> None:
    before = backend(settings)
    with pytest.raises(psycopg2.errors.DivisionByZero), db.transaction(settings) as connection:
        db.execute(connection, "create table app.half_done (n int); select 1 / 0")
    assert backend(settings) != before
    with db.transaction(settings) as connection:
        assert db.rows(connection, "select to_regclass('app.half_done') as found") == [{"found": None}]


def test_a_connection_that_the_server_has_ended_is_replaced(settings: Settings) -> None:
    before = backend(settings)
    with closing(db.connect(settings)) as other, other:
        db.execute(other, "select pg_terminate_backend(%s)", [before])
    assert backend(settings) != before


def test_no_more_than_a_few_are_kept(settings: Settings) -> None:
    with closing(db.connect(settings)) as watching:
        watching.autocommit = True
        nested = [db.transaction(settings) for _ in range(idle.MOST + 3)]
        for one in nested:
            one.__enter__()
        for one in nested:
            one.__exit__(None, None, None)
        count = (
            "select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        # the server notices a moment later that a connection was closed
        assert any(db.rows(watching, count)[0]["n"] == idle.MOST for _ in range(2000))


def test_a_fork_takes_none_of_them_along(settings: Settings) -> None:
    before = backend(settings)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if backend(settings) != before and backend(settings) == backend(settings) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert backend(settings) != before
