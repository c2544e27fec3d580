"""`linernotes doctor`: is everything as it must be, what is live, and what to do about the rest."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Literal

import typer

from pipelines.cli import EXIT_FAILED
from pipelines.cli.console import print_json, print_table
from pipelines.errors import LinernotesError
from pipelines.settings import LIVE_ADDRESSES, Settings

PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 14)
MIN_FREE_GIB = 2.0
KEYS = (
    "spotify_client_id",
    "spotify_client_secret",
    "reddit_client_id",
    "reddit_client_secret",
    "musicbrainz_contact",
    "openai_api_key",
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `warn` works but wants attention, `fail` does not work."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """All findings; a failing check becomes a finding, never an error."""
    found: list[Finding] = []
    for check in (_python, _disk, _postgres, _migrations, _services, _keys, _policy, _clock, _airflow, _backfills):
        try:
            found += check(settings)
        except (LinernotesError, OSError) as error:
            found.append(Finding(check.__name__.lstrip("_"), "fail", str(error).splitlines()[0]))
    return found


def _python(_: Settings) -> Iterator[Finding]:
    import platform
    import sys

    is_right = PYTHON_FROM <= sys.version_info[:2] < PYTHON_BELOW
    yield Finding("python", "ok" if is_right else "fail", f"{platform.python_version()} (3.11 to 3.13 are supported)")


def _disk(settings: Settings) -> Iterator[Finding]:
    import shutil

    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 2**30
    yield Finding("disk", "ok" if free >= MIN_FREE_GIB else "warn", f"{free:.1f} GiB free at {folder}")


def _postgres(settings: Settings) -> Iterator[Finding]:
    from pipelines.platform import postgres

    versions = postgres.check_server(settings)
    whose = "embedded" if settings.database_url is None else "LINERNOTES_DATABASE_URL"
    yield Finding("postgres", "ok", f"{versions['server']}, pgvector {versions['pgvector']} ({whose})")


def _migrations(settings: Settings) -> Iterator[Finding]:
    from pipelines.db.migrate import newest_revision, require_newest

    require_newest(settings)
    yield Finding("migrations", "ok", f"at {newest_revision()}")


def _services(settings: Settings) -> Iterator[Finding]:
    from pipelines.platform import sandbox

    for service in sorted(LIVE_ADDRESSES):
        address = settings.address_or_none(service)
        name = f"service {service}"
        if address is None:
            yield Finding(name, "warn", "neither configured nor on this machine: run `linernotes up`")
        elif settings.is_live(service):
            yield Finding(name, "ok", f"live at {address}")
        elif settings.is_local_model(service):
            here = f"{settings.llm_model} on this machine, at {address}"
            if sandbox.listens(address):
                yield Finding(name, "ok", here)
            else:
                yield Finding(name, "warn", f"{here}, is down: run `linernotes up`")
        elif not sandbox.listens(address):
            is_ours = address == settings.sandbox_addresses.get(service)
            what = "is down: run `linernotes up`" if is_ours else "does not answer: check its setting"
            yield Finding(name, "warn" if is_ours else "fail", f"sandbox at {address} {what}")
        else:
            yield Finding(name, "ok", f"sandbox at {address}")


def _keys(settings: Settings) -> Iterator[Finding]:
    present = [name for name in KEYS if getattr(settings, name) is not None]
    yield Finding("keys", "ok", ", ".join(present) or "none")
    for service in ("spotify", "reddit"):
        both = f"{service}_client_id", f"{service}_client_secret"
        missing = [name for name in both if name not in present]
        if len(missing) == 1:
            yield Finding("keys", "fail", f"{service} needs both keys: set LINERNOTES_{missing[0].upper()} too")


def _policy(settings: Settings) -> Iterator[Finding]:
    if settings.source_policy == "open":
        yield Finding("source_policy", "ok", "open: Spotify names and playlists enter no prompt, vector or similarity")
    else:
        yield Finding("source_policy", "warn", "direct: Spotify content is used directly; only with permission")


def _clock(settings: Settings) -> Iterator[Finding]:
    live = [service for service in sorted(LIVE_ADDRESSES) if settings.is_live(service)]
    if settings.clock == "system":
        yield Finding("clock", "ok", "system")
    elif live:
        yield Finding("clock", "fail", f"fixed at {settings.clock} while {live[0]} is live: unset LINERNOTES_CLOCK")
    else:
        yield Finding("clock", "warn", f"fixed at {settings.clock}")


def _airflow(settings: Settings) -> Iterator[Finding]:
    from pipelines.platform import airflow

    if not airflow.is_running(settings):
        yield Finding("airflow", "warn", "is not up: run `linernotes up`")
        return
    yield Finding("airflow", "ok", airflow.address(settings))
    for line in airflow.import_errors(settings):
        yield Finding("dag import", "fail", line)
    paused = [dag_id for dag_id, is_paused in airflow.dag_states(settings).items() if is_paused]
    if paused:
        yield Finding("dags", "warn", f"paused: {', '.join(paused)}")
    else:
        yield Finding("dags", "ok", "none is paused")


def _backfills(settings: Settings) -> Iterator[Finding]:
    """Weeks that a backfill left out because they were running: Airflow says so nowhere else."""
    from contextlib import closing

    import psycopg2

    from pipelines.platform import postgres

    sql = """
        select b.dag_id, r.logical_date::date, b.id
        from backfill_dag_run r join backfill b on b.id = r.backfill_id
        where r.exception_reason = 'in flight'
        order by b.id desc, r.logical_date
        limit 20
    """
    try:
        connection = postgres.connect_server(settings, postgres.AIRFLOW_DATABASE)
        with closing(connection), connection.cursor() as cursor:
            cursor.execute(sql)
            skipped = cursor.fetchall()
    except (psycopg2.errors.UndefinedTable, psycopg2.OperationalError):
        return
    for dag_id, day, backfill in skipped:
        yield Finding(
            "backfill", "warn", f"{dag_id} of {day} was in flight and left out of backfill {backfill}: run it again"
        )


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Check versions, migrations, services, policy, DAGs and disk; exit code 1 when something fails.

    Keys are named when they are there; their values are never shown.

    Examples: linernotes doctor; linernotes doctor --json
    """
    from pipelines.settings import read_settings

    found = examine(read_settings())
    if as_json:
        print_json([asdict(finding) for finding in found])
    else:
        print_table(("what", "state", "detail"), [(each.name, each.state, each.detail) for each in found])
    if any(finding.state == "fail" for finding in found):
        raise typer.Exit(EXIT_FAILED)
