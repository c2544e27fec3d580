"""The embedded PostgreSQL 18 with pgvector: loopback TCP, a generated password, durable; started and stopped by us."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg2
from psycopg2 import sql

from pipelines.db import Connection, database_url, no_answer
from pipelines.errors import BadInputError, ServiceUnreachableError
from pipelines.platform.place import Place, find_place, prepare_place, remove_place
from pipelines.platform.ports import LOOPBACK, choose_port, free_port
from pipelines.platform.secret_files import keep_secret, write_secret
from pipelines.settings import Settings

AIRFLOW_DATABASE = "airflow"
MIN_PGVECTOR = (0, 8, 4)
START_TRIES = 4
START_SECONDS = 120
SERVER_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # parallel workers change the order of float sums, and need more shared memory than a small container has
    "max_parallel_workers_per_gather": "0",
}
THROWAWAY_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests only: a crash loses the data."""


def start(settings: Settings, *, durable: bool = True) -> None:
    """Make sure that the server, both databases and the vector extension are there.

    With LINERNOTES_DATABASE_URL nothing is started: that server is checked instead.

    Raises:
        BadInputError: A wanted port is in use, the data are another version's, or pgvector is too old.
        ServiceUnreachableError: The server did not start; the line ends with what its log says.
    """
    if settings.database_url is not None:
        check_server(settings)
        return
    with _only_one(settings):
        place = prepare_place(settings)
        password = keep_secret(settings.home / "postgres" / "password")
        _make_cluster(place, password, durable=durable)
        if not _is_up(place):
            _start_server(settings, place, durable=durable)
        _wait_for_login(settings)
        for name in (settings.database_name, AIRFLOW_DATABASE):
            ensure_database(settings, name)
        with closing(connect_server(settings, settings.database_name)) as connection, connection.cursor() as cursor:
            cursor.execute("create extension if not exists vector")


def stop(settings: Settings) -> None:
    """Stop the server; nothing happens when it is not running or not ours."""
    if settings.database_url is not None or not (settings.home / "postgres").exists():
        return
    with _only_one(settings):
        place = find_place(settings)
        if not _is_up(place):
            return
        for mode in ("fast", "immediate"):
            done = place.run(
                place.binaries / "pg_ctl", "-D", place.data, "-m", mode, "-w", "-t", "60", "stop", capture_output=True
            )
            if done.returncode == 0:
                return
        raise ServiceUnreachableError(f"PostgreSQL does not stop: {_last_line(done.stderr or done.stdout)}")


def remove(settings: Settings) -> None:
    """Stop the server and delete its data, also those outside the home."""
    stop(settings)
    remove_place(settings)


def is_running(settings: Settings) -> bool:
    """Whether this home's own server runs."""
    if settings.database_url is not None or not (settings.home / "postgres" / "port").exists():
        return False
    return _is_up(find_place(settings))


def connect_server(settings: Settings, database: str) -> Connection:
    """An autocommit connection of the owner to any database of the server; the caller closes it."""
    connection = psycopg2.connect(database_url(settings), dbname=database, application_name="linernotes-platform")
    connection.autocommit = True
    return connection


def ensure_database(settings: Settings, name: str) -> None:
    """Create a database that is missing.

    Raises:
        BadInputError: It is missing and the login may not create it.
    """
    with closing(connect_server(settings, "postgres")) as connection, connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if cursor.fetchone() is not None:
            return
        try:
            cursor.execute(
                sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name))
            )
        except psycopg2.errors.InsufficientPrivilege:
            raise BadInputError(f"the database {name} is missing, and this login may not create it") from None


def check_server(settings: Settings) -> dict[str, str]:
    """Versions of the server and of pgvector, of the configured database.

    Raises:
        ServiceUnreachableError: Nothing answers at the URL, or it refuses the login.
        BadInputError: pgvector is missing or older than MIN_PGVECTOR.
    """
    found = read_versions(settings)
    require_pgvector(found["pgvector"])
    return found


def require_pgvector(version: str) -> None:
    """Refuse a missing (empty) or old version: before 0.8.4 vacuuming and parallel builds could break an index.

    Raises:
        BadInputError: It is missing or older than MIN_PGVECTOR.
    """
    wanted = ".".join(str(part) for part in MIN_PGVECTOR)
    if version == "":
        raise BadInputError(f"the server has no pgvector: install pgvector >= {wanted} there")
    if tuple(int(part) for part in version.split(".")[:3]) < MIN_PGVECTOR:
        raise BadInputError(f"pgvector {version} is too old: install >= {wanted}, then `alter extension vector update`")


def read_versions(settings: Settings) -> dict[str, str]:
    """`server` and `pgvector` versions; pgvector is that of the extension, or the one it could have, or empty.

    Raises:
        ServiceUnreachableError: Nothing answers at the URL, or it refuses the login.
    """
    try:
        connection = psycopg2.connect(database_url(settings), application_name="linernotes-platform")
    except psycopg2.OperationalError as error:
        raise no_answer(settings, error) from None
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(
            """
            select
                current_setting('server_version'),
                coalesce(
                    (select extversion from pg_extension where extname = 'vector'),
                    (select default_version from pg_available_extensions where name = 'vector'),
                    ''
                )
            """
        )
        row: Any = cursor.fetchone()
    return {"server": str(row[0]).split(" ")[0], "pgvector": str(row[1])}


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Let one process at a time start or stop the server of a home."""
    folder = settings.home / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_cluster(place: Place, password: str, *, durable: bool) -> None:
    """Run initdb once, beside the final name, so that a broken off one leaves nothing that looks whole."""
    if place.data.exists():
        _check_data_version(place)
        return
    draft, password_file = place.cluster / "data-new", place.cluster / "initial-password"
    place.run("/bin/rm", "-rf", draft)
    write_secret(password_file, password)
    place.give(password_file)
    try:
        done = place.run(
            place.binaries / "initdb",
            *("-D", draft, "-U", "postgres", f"--pwfile={password_file}"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"),
            *(() if durable else ("--no-sync",)),
            capture_output=True,
        )
    finally:
        password_file.unlink()
    if done.returncode:
        raise ServiceUnreachableError(f"PostgreSQL made no data folder: {_last_line(done.stderr or done.stdout)}")
    draft.rename(place.data)


def _check_data_version(place: Place) -> None:
    shown = place.run(place.binaries / "postgres", "--version", capture_output=True).stdout
    ours = shown.rsplit(" ", 1)[-1].split(".")[0].strip()
    theirs = (place.data / "PG_VERSION").read_text(encoding="utf8").strip()
    if ours != theirs:
        raise BadInputError(
            f"{place.data} was made by PostgreSQL {theirs}, this is {ours}: "
            "dump it with the old release, or move the folder away to begin anew"
        )


def _start_server(settings: Settings, place: Place, *, durable: bool) -> None:
    """Start on the wanted, the kept or a free port; a port lost to somebody else in between is only given up."""
    port_file = settings.home / "postgres" / "port"
    kept = int(port_file.read_text(encoding="utf8")) if port_file.exists() else None
    port = choose_port(settings.postgres_port, kept, "LINERNOTES_POSTGRES_PORT")
    for tries_left in reversed(range(START_TRIES)):
        log_before = place.log.stat().st_size if place.log.exists() else 0
        options = {**SERVER_OPTIONS, "port": str(port), **({} if durable else THROWAWAY_OPTIONS)}
        done = place.run(
            place.binaries / "pg_ctl",
            *("-D", place.data, "-l", place.log, "-w", "-t", str(START_SECONDS)),
            *("-o", " ".join(f"-c {name}='{value}'" for name, value in options.items()), "start"),
            capture_output=True,
            start_new_session=True,
        )
        if done.returncode == 0:
            write_secret(port_file, str(port))
            return
        said = place.log.read_text(encoding="utf8", errors="replace")[log_before:] if place.log.exists() else ""
        if not tries_left:
            break
        if "Address already in use" in said and not settings.postgres_port:
            port = free_port()
        elif "shared memory block" in said:
            time.sleep(1)  # processes of a killed server are still on their way out
        else:
            break
    fatal = [line for line in said.splitlines() if "FATAL" in line]
    reason = fatal[-1] if fatal else _last_line(said or done.stderr)
    raise ServiceUnreachableError(f"PostgreSQL did not start: {reason} (log: {place.log})")


def _is_up(place: Place) -> bool:
    """Whether the process in `postmaster.pid` is this server; after a crash its number may be somebody else's."""
    pid_file = place.data / "postmaster.pid"
    if not pid_file.exists():
        return False
    try:
        command = psutil.Process(int(pid_file.read_text(encoding="utf8").split("\n", 1)[0])).cmdline()
    except (psutil.NoSuchProcess, ValueError):
        return False
    if str(place.data) in command:
        return True
    pid_file.unlink()
    return False


def _wait_for_login(settings: Settings) -> None:
    """The server answers and takes our password.

    Raises:
        ServiceUnreachableError: It refuses the password, or does not come up in time.
    """
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            connect_server(settings, "postgres").close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServiceUnreachableError(
                    f"PostgreSQL refuses the password in {settings.home}/postgres/password: put the old file back"
                ) from None
            if time.monotonic() > until:
                raise no_answer(settings, error) from None
            time.sleep(0.1)
        else:
            return


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def log_file(settings: Settings) -> Path:
    """Where the server writes its log."""
    return find_place(settings).log
