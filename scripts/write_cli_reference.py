"""Write docs/cli.md: the help of every verb, as the command line prints it away from a terminal."""

import io
from contextlib import redirect_stdout

from pipelines.cli import VERBS, make_app
from pipelines.settings import ROOT

TARGET = ROOT / "docs" / "cli.md"
WIDTH = 110


def shown(*arguments: str) -> str:
    """Help, as plain text of a fixed width."""
    with redirect_stdout(io.StringIO()) as text:
        make_app(arguments)([*arguments, "--help"], prog_name="linernotes", standalone_mode=False, terminal_width=WIDTH)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines())


def commands(text: str) -> list[str]:
    """The names under `Commands:`."""
    return [line.split()[0] for line in text.partition("Commands:\n")[2].splitlines() if line[:3].strip()]


def sections() -> dict[str, str]:
    """The help of every verb, and of every command of a group, by its words."""
    found = {}
    for verb in VERBS:
        found[verb.name] = shown(verb.name)
        for command in commands(found[verb.name]):
            found[f"{verb.name} {command}"] = shown(verb.name, command)
    return found


def reference() -> str:
    """The whole file."""
    parts = ["# The command line", "Written by `make docs` from the command line itself.", f"```\n{shown()}\n```"]
    for words, text in sections().items():
        parts += [f"{'##' if ' ' not in words else '###'} linernotes {words}", f"```\n{text}\n```"]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the file."""
    TARGET.write_text(reference(), encoding="utf8")
    print(f"wrote {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
