"""`linernotes`: the composition root. A verb is a function, or a group of them, in a file of this folder.

To add a verb, add a line to VERBS: its name, `module:function` for a verb or `module:app` (a `typer.Typer`) for a
group, and the panel it is listed under. Only the module of the verb that is called gets imported; keep imports of
rooms inside the functions, so that `linernotes --help`, which needs all of them, stays quick.
"""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, NamedTuple

import typer
from typer.exceptions import TyperException

from pipelines.errors import BadInputError, LinernotesError

EXIT_FAILED, EXIT_ERROR = 1, 2
INTERRUPTED = 130


PANELS = ("Begin", "Data in", "Weeks", "Listeners", "Look", "Rank")


class Verb(NamedTuple):
    """One word after `linernotes`."""

    name: str
    target: str
    panel: str


VERBS = (
    Verb("demo", "demo:demo", "Begin"),
    Verb("demo-real", "demo_real:demo_real", "Begin"),
    Verb("up", "up:up", "Begin"),
    Verb("down", "up:down", "Begin"),
    Verb("connect", "listeners:connect", "Listeners"),
    Verb("listener", "listeners:app", "Listeners"),
    Verb("wish", "wish:app", "Listeners"),
    Verb("wishes", "wishes:app", "Listeners"),
    Verb("feedback", "feedback:app", "Listeners"),
    Verb("import", "imports:app", "Data in"),
    Verb("load", "load:load", "Data in"),
    Verb("run", "weekly:run", "Weeks"),
    Verb("backfill", "weekly:backfill", "Weeks"),
    Verb("publish", "publish:app", "Weeks"),
    Verb("doctor", "doctor:doctor", "Look"),
    Verb("status", "status:status", "Look"),
    Verb("cost", "cost:cost", "Look"),
    Verb("report", "reports:app", "Look"),
    Verb("why", "why:why", "Look"),
    Verb("why-not", "why:why_not", "Look"),
    Verb("diff", "edition_diff:diff", "Look"),
    Verb("evaluate", "evaluate:evaluate", "Rank"),
    Verb("fit", "evaluate:fit", "Rank"),
    Verb("hash", "hashes:hash_week", "Look"),
    Verb("check-claims", "reports:check_claims", "Look"),
    Verb("db-url", "status:db_url", "Look"),
)


def is_plain() -> bool:
    """Whether output must be plain: not a terminal, or NO_COLOR is set."""
    return not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))


def make_app(arguments: Sequence[str]) -> typer.Typer:
    """The command line for these arguments: the one verb that they name, else all."""
    mode: Literal["rich"] | None = None if is_plain() else "rich"
    app = typer.Typer(
        name="linernotes",
        help="A weekly playlist of new music for every listener, with liner notes that prove each reason.",
        epilog="Begin with: linernotes demo",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=mode,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def root() -> None:
        """Keep `linernotes VERB` even when only one verb is loaded."""

    named = [verb for verb in VERBS if arguments and verb.name == arguments[0]]
    for verb in named or _by_panel():
        found = find_verb(verb)
        if found is None:
            continue
        if isinstance(found, typer.Typer):
            found.rich_markup_mode = mode
            found.pretty_exceptions_enable = False
            app.add_typer(found, name=verb.name, rich_help_panel=verb.panel, no_args_is_help=True)
        else:
            app.command(verb.name, rich_help_panel=verb.panel)(found)
    return app


def find_verb(verb: Verb) -> typer.Typer | Callable[..., object] | None:
    """The function or group behind a verb; None when it is not written yet."""
    module, _, attribute = verb.target.partition(":")
    if find_spec(f"{__name__}.{module}") is None:
        return None
    found: typer.Typer | Callable[..., object] | None = getattr(import_module(f"{__name__}.{module}"), attribute, None)
    return found


def _by_panel() -> list[Verb]:
    return sorted(VERBS, key=lambda verb: PANELS.index(verb.panel))


def main() -> None:
    """Run the command line; an error of ours is one clear line on stderr and exit code 2."""
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # stdout is for results
    try:
        _refuse_broken_text(sys.argv[1:])
        sys.exit(make_app(sys.argv[1:])(standalone_mode=False))
    except LinernotesError as error:
        print(f"linernotes: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except TyperException as error:
        print(_usage_trouble(error), file=sys.stderr)
        sys.exit(EXIT_ERROR)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # `linernotes ... | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FAILED)
    except Exception as error:
        line = _database_trouble(error) or _disk_trouble(error)
        if line is None:
            raise
        print(f"linernotes: {line}", file=sys.stderr)
        sys.exit(EXIT_ERROR)


def _refuse_broken_text(arguments: Sequence[str]) -> None:
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise BadInputError("an argument is not UTF-8 text: write it anew, or rename the file") from None


def _usage_trouble(error: TyperException) -> str:
    """A wrong or missing word in one line; the help, when that is what was missing."""
    context, text = getattr(error, "ctx", None), error.format_message()
    if context is None or "\n" in text:
        return text
    return f"linernotes: {text.rstrip('.')}; see `{context.command_path} --help`"


def _disk_trouble(error: Exception) -> str | None:
    """What to do about a file that cannot be read or written; None for any other error."""
    if not isinstance(error, OSError) or (error.filename is None and error.errno not in {errno.ENOSPC, errno.EDQUOT}):
        return None
    where = "the disk" if error.filename is None else error.filename
    return f"{where}: {error.strerror}; check LINERNOTES_HOME, who may write there, and the free space"


def _database_trouble(error: Exception) -> str | None:
    """What to do about an error of PostgreSQL that a person can mend; None for any other error."""
    error = getattr(error, "orig", error)  # SQLAlchemy's stands around it
    if not type(error).__module__.startswith("psycopg2"):
        return None
    from psycopg2 import OperationalError, errors

    first = str(error).strip().splitlines()[0]
    if isinstance(error, errors.InsufficientPrivilege):
        return f"the login of LINERNOTES_DATABASE_URL may not do this ({first}): use the owner of the database"
    if isinstance(error, errors.UndefinedTable | errors.UndefinedColumn | errors.InvalidSchemaName):
        return f"the database is not of this release ({first}): run `linernotes up`"
    if isinstance(error, OperationalError):
        return f"PostgreSQL went away ({first}): see `linernotes status`"
    return None
