"""`linernotes report show` and `check-claims`: a report with its proofs, and a text held against evidence."""

from pathlib import Path
from typing import Annotated, Any

import typer

LARGEST_EDITION = 2**31 - 1
app = typer.Typer(name="report", help="Reports with everything behind them.", no_args_is_help=True)


@app.callback()
def report() -> None:
    """Reports with everything behind them."""


@app.command()
def show(
    listener: Annotated[str, typer.Option("--listener", "-l", help="Name or id of the listener.")],
    week: Annotated[str, typer.Option("--week", "-w", help="ISO week, such as 2026-W47.")],
    edition: Annotated[
        int | None,
        typer.Option("--edition", "-e", min=1, max=LARGEST_EDITION, help="Its number; the newest when left out."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON instead of the words.")] = False,
) -> None:
    """Show a report: words, or with --json evidence, claims with verdicts, parts, chart numbers and run metrics.

    Names of the listener's own playlists are filled in here; the stored report knows their ids only.

    Example: linernotes report show --listener Ana --week 2026-W47 --json
    """
    from explain.reports import show as read_report
    from pipelines import db
    from pipelines.domain.hashing import canonical_json
    from pipelines.domain.weeks import week_start
    from pipelines.listeners import find_listener
    from pipelines.settings import read_settings

    week_start(week)  # refuses what is no week, before a connection is made
    settings = read_settings()
    listener_id = find_listener(settings, listener)
    with db.transaction(settings, "display") as connection:
        found = read_report(connection, listener_id, week, edition)
    if as_json:
        print(canonical_json(found))
    else:
        _print_words(found)


def _print_words(report_: dict[str, Any]) -> None:
    by_slot = {text["slot"]: text["text"] for text in report_["texts"]}
    detail = {
        text["slot"]: " ".join(one["text"] for one in text["sentences"] if one.get("part") == "detail")
        for text in report_["texts"]
    }
    print(f"{report_['week']}, edition {report_['edition']}")
    for slot in ("headline", "trend", "variety", "changes"):
        if by_slot.get(slot):
            print(by_slot[slot])
    for song in report_["slate"]:
        print(
            f"\n{song['position']:>2}. {song['title']} by {song['artist_name']} ({song['role']}, rank {song['rank']})"
        )
        slot = f"song:{song['recording_id']}"
        print(f"    {by_slot.get(slot, '').removesuffix(detail.get(slot, ''))}")
        if detail.get(slot):
            print(f"      {detail[slot]}")
    counts = report_["checker"]
    print(
        f"\n{counts['claims_supported']} of {counts['claims']} claims supported, "
        f"{counts['claims_published']} published, "
        f"{counts['sentences_dropped']} of {counts['sentences']} sentences dropped; writers: "
        + ", ".join(f"{name} ({count})" for name, count in report_["writers"].items())
    )


def check_claims(
    evidence: Annotated[Path, typer.Option("--evidence", help="`evidence` of `report show --json`, or all of it.")],
    text: Annotated[Path, typer.Option("--text", help="A text file; - reads standard input.")],
    language: Annotated[
        str, typer.Option("--language", help="en or de, to read the text in; that of the evidence when left out.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Hold every sentence of a text against evidence: supported, unsupported or not_checkable, and why.

    A text is read in one language: a sentence in another one says nothing that is known, and is refused.
    A line is about one song: "it" is what its sentences before named.
    Needs no database and no model. Exit code 1 when a sentence is anything but supported.

    Example: linernotes check-claims --evidence evidence.json --text text.txt --json
    """
    from explain.checker import CHECKER_VERSION, check_text
    from explain.evidence import make_evidence
    from pipelines.cli import EXIT_FAILED
    from pipelines.cli.console import print_table
    from pipelines.domain.telling import as_language

    known = make_evidence(_read_rows(evidence))
    read_in = as_language(language) if language else known.telling.language
    judged = check_text(known, _read_text(text), read_in)
    counts = {
        name: sum(one.verdict == name for one in judged) for name in ("supported", "unsupported", "not_checkable")
    }
    sentences = [{"sentence": one.text, "verdict": one.verdict, "reason": one.reason} for one in judged]
    if as_json:
        import json

        print(
            json.dumps(
                {
                    "checker_version": CHECKER_VERSION,
                    "language": read_in,
                    "counts": counts,
                    "sentences": sentences,
                },
                ensure_ascii=False,
            )
        )
    else:
        print_table(
            ("verdict", "sentence", "reason"), [(one["verdict"], one["sentence"], one["reason"]) for one in sentences]
        )
    if counts["supported"] < len(judged):
        raise typer.Exit(EXIT_FAILED)


def _read_rows(path: Path) -> list[dict[str, Any]]:
    import json

    from pipelines.errors import BadInputError

    try:
        found = json.loads(_read_text(path))
    except json.JSONDecodeError as error:
        raise BadInputError(
            f"{path} is not JSON (line {error.lineno}): give the output of `report show --json`"
        ) from None
    rows = found.get("evidence") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInputError(f"{path} holds no list of evidence rows: give `evidence` of `report show --json`")
    return rows


def _read_text(path: Path) -> str:
    import sys

    from pipelines.errors import BadInputError

    if str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf8")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}); give the path of a file") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{path}: not UTF-8; save it as UTF-8") from None
