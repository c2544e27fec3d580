"""The command line: quick, plain where it must be, and one clear line for what goes wrong."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.cli import VERBS
from pipelines.platform.ports import free_port


def _linernotes(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_verb_with_its_first_sentence() -> None:
    shown = _linernotes("--help")
    assert shown.returncode == 0
    listed = [line.split()[0] for line in shown.stdout.split("Commands:")[1].splitlines() if line.startswith("  ")]
    assert {verb.name for verb in VERBS} <= set(listed)


def test_help_imports_none_of_the_heavy_libraries() -> None:
    code = "import sys; sys.argv = ['linernotes', '--help']\n"
    code += "from pipelines.cli import make_app\nmake_app([])\n"
    code += (
        "print(sorted({'pandas', 'numpy', 'sqlalchemy', 'great_expectations', 'airflow', 'openai'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_away_from_a_terminal_help_is_plain() -> None:
    shown = _linernotes("--help").stdout
    assert "\x1b" not in shown
    assert "│" not in shown


def test_on_a_terminal_no_color_is_plain_too() -> None:
    """A pseudo-terminal as stdout: colours without NO_COLOR, none with it."""
    assert "\x1b[" in _on_a_terminal({})
    assert "\x1b[" not in _on_a_terminal({"NO_COLOR": "1"})


def _on_a_terminal(environment: dict[str, str]) -> str:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipelines.cli", "--help"]
    with subprocess.Popen(command, env={**os.environ, "TERM": "xterm", **environment}, stdout=theirs) as child:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        child.wait()
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize("arguments", [("nonsense",), ("up", "--nonsense"), ()])
def test_a_wrong_word_is_exit_code_2(arguments: tuple[str, ...]) -> None:
    assert _linernotes(*arguments).returncode == 2


def test_an_error_of_ours_is_one_line_on_stderr_and_exit_code_2(tmp_path: Path) -> None:
    shown = _linernotes("db-url", LINERNOTES_HOME=str(tmp_path))
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == "linernotes: no database: run `linernotes up`, or set LINERNOTES_DATABASE_URL\n"


def test_a_wrong_setting_names_its_variable_and_never_its_value(tmp_path: Path) -> None:
    shown = _linernotes("status", LINERNOTES_SLATE_SIZE="hunter2", LINERNOTES_HOME=str(tmp_path))
    assert shown.returncode == 2
    assert shown.stderr.startswith("linernotes: setting LINERNOTES_SLATE_SIZE: ")
    assert shown.stderr.count("\n") == 1
    assert "hunter2" not in shown.stderr


def test_up_refuses_an_unknown_part_and_starts_nothing(tmp_path: Path) -> None:
    shown = _linernotes("up", "--only", "postgres,kitchen", LINERNOTES_HOME=str(tmp_path / "home"))
    assert shown.returncode == 2
    assert "no such part: kitchen; the parts are postgres, sandbox, model, airflow, site" in shown.stderr
    assert not (tmp_path / "home").exists()


def test_up_refuses_a_fixed_clock_beside_a_live_service(tmp_path: Path) -> None:
    shown = _linernotes(
        "up",
        LINERNOTES_HOME=str(tmp_path / "home"),
        LINERNOTES_CLOCK="2026-11-23T00:00:00Z",
        LINERNOTES_RECCOBEATS_LIVE="true",
    )
    assert shown.returncode == 2
    assert "LINERNOTES_CLOCK is fixed, but reccobeats is live" in shown.stderr


def test_an_unreachable_database_is_one_line(tmp_path: Path) -> None:
    url = f"postgresql://postgres:hunter2@127.0.0.1:{free_port()}/linernotes"
    shown = _linernotes("up", "--only", "postgres", LINERNOTES_HOME=str(tmp_path), LINERNOTES_DATABASE_URL=url)
    assert shown.returncode == 2
    assert shown.stderr.splitlines()[-1].startswith("linernotes: PostgreSQL does not answer: ")
    assert "hunter2" not in shown.stderr


def test_doctor_names_keys_and_never_shows_them(tmp_path: Path) -> None:
    shown = _linernotes("doctor", "--json", LINERNOTES_HOME=str(tmp_path), LINERNOTES_OPENAI_API_KEY="sk-hunter2")
    found = {each["name"]: each for each in json.loads(shown.stdout)}
    assert shown.returncode == 1
    assert found["postgres"]["state"] == "fail"
    assert found["keys"]["detail"] == "openai_api_key"
    assert found["service openai"]["detail"].startswith("live at https://api.openai.com")
    assert found["source_policy"]["state"] == "ok"
    assert "hunter2" not in shown.stdout + shown.stderr


def test_doctor_warns_of_the_direct_policy(tmp_path: Path) -> None:
    shown = _linernotes("doctor", "--json", LINERNOTES_HOME=str(tmp_path), LINERNOTES_SOURCE_POLICY="direct")
    found = {each["name"]: each for each in json.loads(shown.stdout)}
    assert found["source_policy"]["state"] == "warn"


def test_help_waits_for_no_large_library() -> None:
    code = "import sys, pipelines.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    large = ["airflow", "dbt", "great_expectations", "matplotlib", "numpy", "openai", "pandas", "scipy", "seaborn"]
    shown = subprocess.run([sys.executable, "-c", code, *large], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
