"""A really running site over a really stored report, and a headless Chromium; skipped with the reason without one."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from explain.web import build
from pipelines.platform.environment import child_environment
from pipelines.settings import ROOT, Settings
from scripts.chromium import find_chromium
from tests.explain.web.handmade import CLOCK, store_report

START_SECONDS = 60


@dataclass(frozen=True)
class RunningSite:
    """Where it is, and the settings of its database."""

    address: str
    settings: Settings


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    chromium = find_chromium()
    if chromium is None:
        pytest.skip("no Chromium here: install one, or run `python scripts/chromium.py`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**chromium.launch_options())
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def island() -> None:
    """The built island; its packages must be installed already, since tests install nothing."""
    if not build.is_built():
        if not build.is_installed():
            pytest.skip("the island is not built: run `python -m explain.web.build`")
        build.build_island()


@pytest.fixture(scope="session")
def site(module_settings: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """`python -m explain.web` as a child process, over a stored report of ten songs."""
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=10)
    port_file = tmp_path_factory.mktemp("site") / "port.json"
    log = port_file.with_name("site.log")
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "explain.web", "--port", "0", "--port-file", str(port_file)],
            cwd=ROOT,
            env=child_environment(settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield RunningSite(_wait_for(child, port_file, log), settings)
    finally:
        child.terminate()
        assert 0 == child.wait(timeout=20), log.read_text(encoding="utf8")


def _wait_for(child: subprocess.Popen[bytes], port_file: Path, log: Path) -> str:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        if port_file.exists() and port_file.read_text(encoding="utf8"):
            address = f"http://127.0.0.1:{json.loads(port_file.read_text(encoding='utf8'))}"
            with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
                assert 200 == answer.status
            return address
        time.sleep(0.1)
    pytest.fail(f"the site did not start: {log.read_text(encoding='utf8')}")


@dataclass
class Visit:
    """A page in a browser window of its own, and everything it complained of."""

    page: Page
    complaints: list[str]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open an address in a fresh window: `visit(address, width=320, java_script_enabled=False)`."""
    contexts = []

    def open_page(address: str, width: int = 1280, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        opened = Visit(context.new_page(), [])
        opened.page.on(
            "console", lambda message: opened.complaints.append(message.text) if message.type == "error" else None
        )
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.on("dialog", lambda dialog: (opened.complaints.append(dialog.message), dialog.dismiss()))
        opened.page.goto(address)
        return opened

    yield open_page
    for context in contexts:
        context.close()
