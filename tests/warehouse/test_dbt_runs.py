"""Runs of dbt on a project of one model: parsed once, told its variables each time, ended when it takes too long."""

import concurrent.futures
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pipelines import db, dbt_runs
from pipelines.settings import Settings
from pipelines.warehouse import PROJECT, _environment

MODEL = "select cast({{ var('n') }} as int) as n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose one view holds the variable `n`."""
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("{name: small, version: '1.0', profile: linernotes, config-version: 2}")
    (folder / "profiles.yml").write_text((PROJECT / "profiles.yml").read_text(encoding="utf8"))
    (folder / "models" / "small.sql").write_text(MODEL)
    return folder


def run(settings: Settings, project: Path, n: str, timeout: float = 120) -> int:
    """Run the project; what it ran."""
    variables = {"n": n}
    return dbt_runs.run(project, settings.home / "dbt", ["run"], variables, _environment(settings), timeout)


def found(settings: Settings) -> int:
    """What the view holds."""
    with db.transaction(settings) as connection:
        return int(db.rows(connection, "select n from marts.small")[0]["n"])


def parsed(settings: Settings) -> list[str]:
    """The parsed projects that are kept."""
    return sorted(path.name for path in (settings.home / "dbt").glob("parsed-*"))


def test_a_parsed_project_is_used_again_with_other_variables(settings: Settings, project: Path) -> None:
    assert run(settings, project, "1") == 1
    assert (found(settings), len(parsed(settings))) == (1, 1)
    assert run(settings, project, "2") == 1
    assert (found(settings), len(parsed(settings))) == (2, 1)
    assert list((settings.home / "dbt").glob("run-*")) == []


def test_an_edited_project_is_parsed_anew(settings: Settings, project: Path) -> None:
    run(settings, project, "1")
    (project / "models" / "small.sql").write_text(MODEL.replace("as int)", "as int) + 10"))
    run(settings, project, "1")
    assert (found(settings), len(parsed(settings))) == (11, 2)


def test_a_failure_has_the_words_of_dbt_and_the_next_run_works(settings: Settings, project: Path) -> None:
    with pytest.raises(dbt_runs.DbtError, match='column "nothing" does not exist'):
        run(settings, project, "nothing")
    assert run(settings, project, "3") == 1
    with pytest.raises(dbt_runs.DbtError, match="No such option"):
        dbt_runs.run(project, settings.home / "dbt", ["run", "--x"], {}, _environment(settings), 120)


def test_a_run_that_does_not_end_is_ended(settings: Settings, project: Path) -> None:
    (project / "models" / "small.sql").write_text("select 1 as n from pg_sleep({{ var('n') }})")
    (project / "models" / "small.yml").write_text("models: [{name: small, config: {materialized: table}}]")
    with pytest.raises(dbt_runs.DbtError, match="no end after 5 s"):
        run(settings, project, "12", timeout=5)
    (project / "models" / "small.sql").write_text(MODEL)
    assert run(settings, project, "4") == 1  # waits until the server has finished what nobody waits for


def test_when_somebody_else_ends_dbt_the_error_says_so_and_the_next_run_works(
    settings: Settings, project: Path
) -> None:
    (project / "models" / "small.sql").write_text("select 1 as n from pg_sleep({{ var('n') }})")
    (project / "models" / "small.yml").write_text("models: [{name: small, config: {materialized: table}}]")
    with concurrent.futures.ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(run, settings, project, "3")
        while not (hosts := [one for one in psutil.Process().children() if "pipelines.dbt_host" in one.cmdline()]):
            time.sleep(0.05)
        hosts[0].kill()
        with pytest.raises(dbt_runs.DbtError, match="ended from outside"):
            running.result(timeout=60)
    (project / "models" / "small.sql").write_text(MODEL)
    assert run(settings, project, "4") == 1


def test_the_child_goes_with_its_process_and_a_fork_has_one_of_its_own(settings: Settings, project: Path) -> None:
    code = f"""
import os, psutil
from pathlib import Path
from pipelines import dbt_runs
project, work = Path({str(project)!r}), Path({str(settings.home)!r})
def run(n):
    return dbt_runs.run(project, work, ["run"], {{"n": n}}, dict(os.environ), 120)
ran = [run("5"), run("6")]
child = os.fork()
if child == 0:
    os._exit(run("7") if psutil.Process().children() == [] else 2)
ran += [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), run("8")]
print(*ran, *(one.pid for one in psutil.Process().children()))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment(settings), capture_output=True, text=True, check=False
    )
    *ran, child = done.stdout.split()
    assert (ran, done.stderr, done.returncode) == (["1", "1", "1", "1"], "", 0)
    assert found(settings) == 8
    assert not psutil.pid_exists(int(child))
