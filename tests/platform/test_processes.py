"""Children are found again, stopped whole, and nobody else is touched."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pipelines.errors import ServiceUnreachableError
from pipelines.platform import processes
from pipelines.platform.environment import child_environment
from pipelines.settings import Settings, read_settings

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN_FAMILY = """
import subprocess, sys, time, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
for own_session in (False, True):
    started = subprocess.Popen([sys.executable, "-c", child], start_new_session=own_session, stdout=subprocess.PIPE)
    started.stdout.readline()
print("family is up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    """Settings on an empty home, whose children are all stopped afterwards."""
    settings = read_settings(home=tmp_path)
    yield settings
    for name in processes.names(settings):
        processes.stop(settings, name, seconds=1)


def _begin(settings: Settings, command: list[str]) -> processes.Record:
    return processes.start(settings, "child", command, child_environment(settings))


def _living(family: list[psutil.Process]) -> list[int]:
    """Processes that still run; one that ended and that nobody has asked about (a zombie) does not."""
    return [each.pid for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def _wait_for_line(record: processes.Record, line: str) -> None:
    until = time.monotonic() + 20
    while line not in Path(record.log).read_text(encoding="utf8"):
        assert time.monotonic() < until, f"{line} did not come"
        time.sleep(0.02)


def test_a_running_child_is_not_started_twice(home: Settings) -> None:
    assert _begin(home, SLEEPER) == _begin(home, SLEEPER)


def test_stop_leaves_no_record_and_no_process(home: Settings) -> None:
    record = _begin(home, SLEEPER)
    processes.stop(home, "child")
    assert (processes.find(home, "child"), processes.names(home), psutil.pid_exists(record.pid)) == (None, [], False)


def test_descendants_that_ignore_the_signal_and_changed_session_are_stopped_too(home: Settings) -> None:
    """One leader, one child in its session and one in a session of its own: 3 members before, 0 after."""
    record = _begin(home, [sys.executable, "-c", STUBBORN_FAMILY])
    _wait_for_line(record, "family is up")
    family = processes.members(record)
    assert len(family) == 3
    processes.stop(home, "child", seconds=0.5)
    assert _living(family) == []


def test_orphans_of_a_killed_child_are_found_by_their_token(home: Settings) -> None:
    record = _begin(home, [sys.executable, "-c", STUBBORN_FAMILY])
    _wait_for_line(record, "family is up")
    family = processes.members(record)
    psutil.Process(record.pid).kill()
    processes.stop(home, "child", seconds=0.5)
    assert _living(family) == []


def test_a_stranger_who_got_the_number_of_a_dead_child_lives_on(home: Settings) -> None:
    """The record names the stranger's process id with a start time an hour too early."""
    with subprocess.Popen(SLEEPER, start_new_session=True) as stranger:
        try:
            written = {"name": "child", "pid": stranger.pid, "started_at": time.time() - 3600, "token": "t", "log": "x"}
            processes.folder(home).mkdir()
            (processes.folder(home) / "child.json").write_text(json.dumps(written))
            assert processes.find(home, "child") is None
            processes.stop(home, "child", seconds=0.5)
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_child_that_ends_while_starting_is_reported_with_its_last_words(home: Settings) -> None:
    record = _begin(home, [sys.executable, "-c", "raise SystemExit('no coffee')"])
    with pytest.raises(ServiceUnreachableError, match=r"(?s)child ended while starting.*no coffee"):
        processes.wait_until(home, record, lambda: False, seconds=20)


def test_a_program_that_is_not_there_gives_one_line(home: Settings) -> None:
    with pytest.raises(ServiceUnreachableError, match=r"cannot start child: /no/such: No such file"):
        _begin(home, ["/no/such"])


def test_the_record_is_for_the_owner_only(home: Settings) -> None:
    _begin(home, SLEEPER)
    assert (processes.folder(home) / "child.json").stat().st_mode & 0o077 == 0
