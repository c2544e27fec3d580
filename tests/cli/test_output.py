"""What goes to stdout: JSON with --json, plain text away from a terminal."""

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import House, linernotes


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("doctor",),
        ("listener", "list"),
        ("wishes", "parse", "--text", "rainy mornings, no rap"),
    ],
    ids=" ".join,
)
def test_json_is_json_and_text_is_plain(house: House, arguments: tuple[str, ...]) -> None:
    """`report show --json` is read as JSON where a report is: tests/explain/test_reports.py."""
    assert json.loads(house.run(*arguments, "--json").stdout)
    text = house.run(*arguments).stdout
    assert text
    assert {char for char in text if not char.isascii()} == set()
    assert "\x1b" not in text


def test_what_rooms_log_is_not_on_stdout() -> None:
    """The results of `run` and `demo` are read by programs; the log goes where progress goes."""
    code = "import sys, structlog\nfrom pipelines.cli import main\nsys.argv = ['linernotes', '--help']\n"
    code += "try:\n    main()\nfinally:\n    structlog.get_logger().info('a room says')"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "a room says" in shown.stderr
    assert "a room says" not in shown.stdout


def test_the_hash_of_a_week_that_was_never_made_is_refused(house: House) -> None:
    assert "2026-W47 was never made" in house.refused("hash", "--week", "2026-W47", "--json")


def test_up_without_a_part_is_refused() -> None:
    assert "no such part: none; the parts are" in linernotes("up", "--only", "").stderr
