"""The first minute on a new machine: the right Python, or one clear line; and a lock that names no address."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipelines.settings import ROOT

BOOTSTRAP = ROOT / "scripts" / "bootstrap.sh"
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf8")


def _fake_python(folder: Path, version: str, *, has_ensurepip: bool = True) -> Path:
    """A python3 that claims a version, and may lack ensurepip."""
    path = folder / "python3"
    missing = "" if has_ensurepip else "sys.modules['ensurepip'] = None; "
    numbers = tuple(int(part) for part in version.split("."))
    code = f"import sys; sys.version_info = {numbers}; {missing}exec(sys.argv[1])"
    path.write_text(f'#!/bin/sh\nshift\nexec {sys.executable} -c "{code}" "$@"\n', encoding="utf8")
    path.chmod(0o755)
    return path


def _bootstrap(checkout: Path, python: str, path: str) -> subprocess.CompletedProcess[str]:
    (checkout / "scripts").mkdir()
    (checkout / "scripts" / "bootstrap.sh").write_text(BOOTSTRAP.read_text(encoding="utf8"), encoding="utf8")
    return subprocess.run(
        ["/bin/sh", str(checkout / "scripts" / "bootstrap.sh")],
        env={"PATH": path, "PYTHON": python, "HOME": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with nothing but what a shell script needs: no Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in ("dirname", "awk", "mktemp", "rm", "touch"):
        found = next(Path(part) / name for part in os.environ["PATH"].split(":") if (Path(part) / name).exists())
        (folder / name).symlink_to(found)
    return folder


@pytest.mark.parametrize("version", ["3.10.14", "3.14.0"])
def test_another_python_is_one_line(tmp_path: Path, tools: Path, version: str) -> None:
    fake = _fake_python(tmp_path, version)
    shown = _bootstrap(tmp_path, str(fake), str(tools))
    assert shown.returncode == 2
    assert shown.stderr == f"linernotes: PYTHON={fake} is {version}; Python 3.11, 3.12 or 3.13 is needed\n"
    assert not (tmp_path / ".venv").exists()


def test_no_python_at_all_is_one_line(tmp_path: Path, tools: Path) -> None:
    shown = _bootstrap(tmp_path, "", str(tools))
    assert shown.returncode == 2
    assert re.fullmatch(
        r"linernotes: Python 3\.11, 3\.12 or 3\.13 is needed \(python3 is not there\).*\n", shown.stderr
    )


def test_a_python_without_ensurepip_is_one_line(tmp_path: Path, tools: Path) -> None:
    fake = _fake_python(tmp_path, "3.12.1", has_ensurepip=False)
    shown = _bootstrap(tmp_path, str(fake), str(tools))
    assert shown.returncode == 2
    assert re.fullmatch(rf"linernotes: {fake} has no ensurepip, .*apt install python3-venv\)\n", shown.stderr)


def test_the_lock_names_no_address_and_every_file_has_a_hash() -> None:
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    pins = re.findall(r"^(\S+)==\S+.*\\$", LOCK, flags=re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S", LOCK, flags=re.MULTILINE)) > 150


def test_the_lock_has_what_we_depend_on_and_none_of_what_we_must_not() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[<>=;\[ ]", each)[0].lower() for each in wanted}
    locked = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, flags=re.MULTILINE)}
    assert names - locked == set()
    refused = {
        "dbt-core-experimental-parser",
        "sentence-transformers",
        "torch",
        "psycopg2",
        "airflow-provider-great-expectations",
    }
    assert locked & refused == set()


def test_no_file_of_the_installation_names_an_index() -> None:
    for name in ("pyproject.toml", "Makefile", "scripts/bootstrap.sh", "requirements-overrides.txt"):
        text = (ROOT / name).read_text(encoding="utf8")
        assert re.findall(r"index-url\s*=|https?://", text) == [], name
