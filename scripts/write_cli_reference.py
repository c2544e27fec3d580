"""Write docs/cli.md: the help of every verb, as the command line prints it."""

import os
import subprocess
import sys

from pipelines.cli import VERBS, find_verb
from pipelines.settings import ROOT

TARGET = ROOT / "docs" / "cli.md"


def shown(*arguments: str) -> str:
    """Help, as plain text of a fixed width."""
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments, "--help"],
        env={**os.environ, "COLUMNS": "110", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(
        line.rstrip() for line in done.stdout.replace("python -m pipelines.cli", "linernotes").splitlines()
    )


def commands(text: str) -> list[str]:
    """The names under `Commands:`."""
    return [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines() if line[:3].strip()]


def main() -> None:
    """Write the file."""
    parts = ["# The command line", "Written by `make docs` from the command line itself.", f"```\n{shown()}\n```"]
    for verb in VERBS:
        if find_verb(verb) is None:
            continue
        text = shown(verb.name)
        parts += [f"## linernotes {verb.name}", f"```\n{text}\n```"]
        for command in commands(text):
            parts += [f"### linernotes {verb.name} {command}", f"```\n{shown(verb.name, command)}\n```"]
    TARGET.write_text("\n\n".join(parts) + "\n", encoding="utf8")
    print(f"wrote {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
