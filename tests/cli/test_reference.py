"""docs/cli.md and the help of every verb: current, plain, and with an example."""

import runpy
from typing import Any

import pytest

from pipelines.cli import VERBS, find_verb
from pipelines.settings import ROOT

WANTED = {
    *("demo", "up", "down", "doctor", "status", "import playlists", "import reddit", "import tracks", "load", "run"),
    *("backfill", "report show", "db-url", "hash", "listener add", "listener list", "connect", "wish add"),
    *("wishes parse", "feedback add", "publish permit", "check-claims", "why", "why-not", "diff"),
}


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    """What scripts/write_cli_reference.py defines."""
    return runpy.run_path(str(ROOT / "scripts" / "write_cli_reference.py"))


def test_every_verb_of_the_registry_is_written() -> None:
    assert [verb.name for verb in VERBS if find_verb(verb) is None] == []


def test_docs_cli_md_is_current(script: dict[str, Any]) -> None:
    """Red? Run `make docs`."""
    assert script["TARGET"].read_text(encoding="utf8") == script["reference"]()


def test_every_verb_is_there_with_an_example_that_names_it(script: dict[str, Any]) -> None:
    sections = script["sections"]()
    assert set(sections) >= WANTED
    groups = {words.split()[0] for words in sections if " " in words}
    for words, text in sections.items():
        if words not in groups:
            assert "Example" in text, words
            assert f"linernotes {words}" in text.partition("Example")[2], words


def test_away_from_a_terminal_help_is_plain(script: dict[str, Any]) -> None:
    assert {char for char in script["reference"]() if not char.isascii()} == set()
    assert "\x1b" not in script["reference"]()
