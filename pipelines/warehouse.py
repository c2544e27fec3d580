"""The warehouse, one week at a time: its models are run once per state of its inputs, under the fence of the task."""

import os
from collections.abc import Sequence
from contextlib import closing
from typing import Literal
from urllib.parse import unquote, urlsplit

from pipelines import db, dbt_runs
from pipelines.db import database_url
from pipelines.db.fence import child_environment
from pipelines.domain.hashing import content_hash
from pipelines.domain.weeks import known_until, week_start
from pipelines.errors import LinernotesError
from pipelines.release import release
from pipelines.settings import ROOT, Settings

PROJECT = ROOT / "dbt"
NO_WEEK = "1970-W01"
TIMEOUT_SECONDS = 1800


class WarehouseError(LinernotesError):
    """dbt failed; the message holds its own words."""


def prepare(settings: Settings) -> None:
    """Make seeds, views and empty tables, once per database; safe to run again.

    Raises:
        WarehouseError: dbt failed.
    """
    _dbt(settings, ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"], NO_WEEK)


def build(settings: Settings, week: str, part: Literal["catalogue", "trend"]) -> None:
    """Replace the week's rows in the models of one part.

    Runs whose chains overlap take turns: what another one has just built from the same inputs, with the same code, is
    used, as long as the week has no finished edition. A re-run of a finished week builds everything anew.

    Raises:
        WarehouseError: dbt failed; the week's rows of the failed model are as before.
    """
    week_start(week)
    with closing(db.connect(settings)) as connection:
        connection.autocommit = True
        # held by the session, so that no transaction stays open while dbt works
        db.execute(connection, "select pg_advisory_lock(hashtextextended(%s, 0))", [f"warehouse:{week}:{part}"])
        wanted = {"week": week, "part": part, "release": release(settings), "input_hash": _input_hash(connection, week)}
        if not _is_finished(connection, week) and _built(connection, week, part) == wanted:
            return
        _analyze(connection)
        _dbt(settings, ["run", "--select", f"tag:{part}"], week)
        db.execute(
            connection,
            "insert into ops.week_built (week, part, release, input_hash) "
            "values (%(week)s, %(part)s, %(release)s, %(input_hash)s) on conflict (week, part) "
            "do update set release = excluded.release, input_hash = excluded.input_hash",
            wanted,
        )


def _analyze(connection: db.Connection) -> None:
    """Bring the planner's statistics up to date: after a large import a plan made without them takes hours."""
    sql = """
        select format('%%I.%%I', schemaname, relname) as name from pg_stat_user_tables
        where schemaname = any(%s) and n_mod_since_analyze > 0 order by 1
    """
    for row in db.rows(connection, sql, [["landing", "restricted", "identity", "recs", "links", "vectors", "marts"]]):
        db.execute(connection, f"analyze {row['name']}")


def _input_hash(connection: db.Connection, week: str) -> str:
    sql = "select listener_id, input_hash from recs.week_frozen where week = %s order by listener_id"
    return content_hash(db.rows(connection, sql, [week]))


def _is_finished(connection: db.Connection, week: str) -> bool:
    sql = "select 1 from recs.edition where week = %s and state <> 'scored' limit 1"
    return db.one(connection, sql, [week]) is not None


def _built(connection: db.Connection, week: str, part: str) -> dict[str, str] | None:
    return db.one(connection, "select * from ops.week_built where week = %s and part = %s", [week, part])


def check(settings: Settings, week: str) -> int:
    """Run the data tests and the unit tests of the models; how many there were.

    Raises:
        WarehouseError: A test failed.
    """
    return _dbt(settings, ["test"], week)


def _dbt(settings: Settings, arguments: Sequence[str], week: str) -> int:
    """Run dbt; how many nodes (models or tests) it ran."""
    variables = {
        "week": week,
        "week_start": week_start(week).isoformat(),
        "known_until": known_until(week).isoformat(),
        "source_policy": settings.source_policy,
    }
    try:
        return dbt_runs.run(
            PROJECT, settings.home / "dbt", arguments, variables, _environment(settings), TIMEOUT_SECONDS
        )
    except dbt_runs.DbtError as error:
        raise WarehouseError(f"{week}: {error}") from None


def _environment(settings: Settings) -> dict[str, str]:
    url = urlsplit(database_url(settings))
    return {
        **child_environment(),
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "LINERNOTES_DBT_HOST": url.hostname or "127.0.0.1",
        "LINERNOTES_DBT_PORT": str(url.port or 5432),
        "LINERNOTES_DBT_USER": unquote(url.username or "postgres"),
        "DBT_ENV_SECRET_LINERNOTES_PASSWORD": unquote(url.password or ""),
        "LINERNOTES_DBT_DATABASE": url.path.lstrip("/"),
        "PATH": os.environ.get("PATH", ""),
    }
