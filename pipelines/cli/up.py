"""`linernotes up` and `down`: the whole house, part by part, in the order in which the parts need each other."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from pipelines.cli.console import Progress, print_json
from pipelines.errors import BadInputError
from pipelines.settings import LIVE_ADDRESSES, Settings

Say = Callable[[str], None]
PARTS = ("postgres", "sandbox", "model", "airflow", "site")
"""In the order in which they start; postgres stands for its migrations and dbt's empty tables too, model for the local
one, where the settings ask for it."""


@dataclass(frozen=True)
class Addresses:
    """Where to look; empty for a part that was left out."""

    site: str = ""
    airflow: str = ""
    user: str = ""
    password: str = ""
    """Only when it was made by this start."""

    def lines(self) -> list[str]:
        """What a person needs to read."""
        login = f"login {self.user}, password {self.password or 'as printed by the first start'}"
        return [
            *([f"reports  {self.site}"] if self.site else []),
            *([f"Airflow  {self.airflow}  ({login})"] if self.airflow else []),
        ]


def bring_up(settings: Settings, *, only: Collection[str] = PARTS, say: Say = lambda _: None) -> Addresses:
    """Start what does not run yet; on a failure, stop again what this call started.

    Raises:
        BadInputError: A part that does not exist, a port in use, or a fixed clock beside a live service.
        ServiceUnreachableError: A part did not start.
    """
    unknown = sorted(set(only) - set(PARTS))
    if unknown or not only:
        raise BadInputError(f"no such part: {', '.join(unknown) or 'none'}; the parts are {', '.join(PARTS)}")
    refuse_fixed_clock_when_live(settings)
    stopped_before = [part for part in PARTS if not _is_running(settings, part)]
    _refuse_ports_in_use(settings, [part for part in stopped_before if part in only])
    try:
        return _bring_up(settings, only, say)
    except BaseException:
        take_down(settings, only=[part for part in stopped_before if part in only])
        raise


def _bring_up(settings: Settings, only: Collection[str], say: Say) -> Addresses:
    from pipelines.platform import airflow, local_model, postgres, sandbox, web
    from pipelines.platform.airflow_environment import airflow_home

    is_first = not (airflow_home(settings) / "passwords.json").exists()
    with ThreadPoolExecutor(2) as pool:
        beside: list[Future[None]] = []
        if "postgres" in only:
            say("PostgreSQL" if settings.database_url is None else "PostgreSQL (LINERNOTES_DATABASE_URL)")
            postgres.start(settings)
        if "airflow" in only:
            beside.append(pool.submit(airflow.migrate, settings))
        if "sandbox" in only and sandbox.is_needed(settings):
            say("sandbox: fictional services on loopback")
            beside.append(pool.submit(sandbox.start, settings))
        if "model" in only and settings.is_local_model("openai"):
            say(f"model: {settings.llm_model} on this machine")
            beside.append(pool.submit(local_model.start, settings))
        if "postgres" in only:
            say("tables")
            prepare_database(settings)
        for each in beside:
            each.result()
        site = pool.submit(web.start, settings) if "site" in only else None
        if "airflow" in only:
            say("Airflow")
            airflow.start(settings)
        if site is not None:
            say("report site")
            site.result()
    return Addresses(
        site=web.address(settings) if "site" in only else "",
        airflow=airflow.address(settings) if "airflow" in only else "",
        user=airflow.USER if "airflow" in only else "",
        password=airflow.password(settings) if "airflow" in only and is_first else "",
    )


def prepare_database(settings: Settings) -> None:
    """Migrate our schemas, let dbt make its views and empty tables, apply the source policy.

    Raises:
        BadInputError: A newer release has been at this database.
    """
    from alembic.util import CommandError

    from pipelines import warehouse
    from pipelines.db.migrate import current_revision, migrate, newest_revision
    from pipelines.platform.policy import apply_source_policy

    try:
        migrate(settings)
    except CommandError:
        raise BadInputError(
            f"the database is at revision {current_revision(settings)}, this release knows up to {newest_revision()}: "
            "use the release that made it, or another database"
        ) from None
    warehouse.prepare(settings)
    apply_source_policy(settings)


def take_down(settings: Settings, *, only: Collection[str] = PARTS) -> None:
    """Stop what runs, in the opposite order; nothing is left behind."""
    from pipelines.platform import airflow, local_model, postgres, sandbox, web

    for part, stop in (
        ("site", web.stop),
        ("airflow", airflow.stop),
        ("model", local_model.stop),
        ("sandbox", sandbox.stop),
        ("postgres", postgres.stop),
    ):
        if part in only:
            stop(settings)


def refuse_fixed_clock_when_live(settings: Settings) -> None:
    """A fixed clock is for tests.

    Raises:
        BadInputError: LINERNOTES_CLOCK is fixed while a service is live.
    """
    live = sorted(service for service in LIVE_ADDRESSES if settings.is_live(service))
    if settings.clock != "system" and live:
        raise BadInputError(f"LINERNOTES_CLOCK is fixed, but {live[0]} is live: unset one of them")


def _refuse_ports_in_use(settings: Settings, parts: Collection[str]) -> None:
    """Before anything starts: the last part's port must not stop what the first ones began."""
    from pipelines.platform.ports import choose_port

    embedded = settings.postgres_port if settings.database_url is None else 0
    for part, port, variable in (
        ("postgres", embedded, "LINERNOTES_POSTGRES_PORT"),
        ("airflow", settings.airflow_port, "LINERNOTES_AIRFLOW_PORT"),
        ("site", settings.web_port, "LINERNOTES_WEB_PORT"),
    ):
        if part in parts:
            choose_port(port, None, variable)


def _is_running(settings: Settings, part: str) -> bool:
    from pipelines.platform import airflow, local_model, postgres, processes, sandbox, web

    return {
        "postgres": postgres.is_running,
        "sandbox": sandbox.is_running,
        "model": local_model.is_running,
        "airflow": lambda _: any(processes.find(settings, name) for name in airflow.COMPONENTS),
        "site": web.is_running,
    }[part](settings)


def up(
    only: Annotated[str, typer.Option(metavar="PARTS", help=f"Some of {','.join(PARTS)}.")] = ",".join(PARTS),
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as JSON.")] = False,
) -> None:
    """Start PostgreSQL, the sandbox, Airflow and the report site, and print where they are.

    What runs already is kept. The Airflow login is made, and printed, by the first start.

    Examples: linernotes up; linernotes up --only postgres,sandbox
    """
    from pipelines.settings import read_settings

    parts = [part.strip() for part in only.split(",") if part.strip()]
    addresses = bring_up(read_settings(), only=parts, say=Progress())
    if as_json:
        print_json(asdict(addresses))
    else:
        print(*addresses.lines(), sep="\n", end="\n" if addresses.lines() else "")


def down(
    *,
    purge: Annotated[bool, typer.Option("--purge", help="Also delete all data of this home, wherever it is.")] = False,
) -> None:
    """Stop all parts. The data stay, unless they are purged.

    Examples: linernotes down; linernotes down --purge
    """
    from pipelines.settings import read_settings

    settings = read_settings()
    take_down(settings)
    if purge:
        import shutil

        from pipelines.platform import postgres

        postgres.remove(settings)
        shutil.rmtree(settings.home, ignore_errors=True)
