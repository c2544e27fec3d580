"""Connections to PostgreSQL, one role each: owner, open, display, erasure (architecture: the policy border)."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

import psycopg2
import psycopg2.extras
from psycopg2.extensions import connection as Connection  # noqa: N812  (psycopg2 names its class in lower case)

from pipelines.db import idle
from pipelines.domain.hashing import Canonical, canonical_text
from pipelines.errors import BadInputError, FencedError, ServiceUnreachableError
from pipelines.settings import Settings

Role = Literal["owner", "open", "display", "erasure"]
__all__ = [
    "Connection",
    "Role",
    "connect",
    "copy_rows",
    "database_url",
    "execute",
    "insert_rows",
    "no_answer",
    "one",
    "rows",
    "transaction",
]

psycopg2.extras.register_uuid()

PAGE = 1000
"""Rows per statement of an insert."""

held_fence: ContextVar[tuple[str, int] | None] = ContextVar("held_fence", default=None)
"""The slice this task owns and the value it raised the fence to; see pipelines.db.fence."""


def database_url(settings: Settings) -> str:
    """The owner's URL of the warehouse database.

    Raises:
        BadInputError: No server is configured and the embedded one was never started.
    """
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    port_file, password_file = settings.home / "postgres" / "port", settings.home / "postgres" / "password"
    if not (port_file.exists() and password_file.exists()):
        raise BadInputError("no database: run `linernotes up`, or set LINERNOTES_DATABASE_URL")
    password = quote(password_file.read_text(encoding="utf8").strip())
    port = port_file.read_text(encoding="utf8").strip()
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/{settings.database_name}"


def connect(settings: Settings, role: Role = "owner") -> Connection:
    """An open connection acting as a role; the caller closes it.

    Raises:
        ServiceUnreachableError: Nothing answers, or it refuses the login.
        BadInputError: The server was never prepared.
    """
    try:
        connection = psycopg2.connect(database_url(settings), application_name=f"linernotes-{role}")
    except psycopg2.OperationalError as error:
        raise no_answer(settings, error) from None
    try:
        with connection.cursor() as cursor:
            cursor.execute("set timezone to 'UTC'")
            if role != "owner":
                cursor.execute(f"set role linernotes_{role}")
        connection.commit()
    except psycopg2.errors.InvalidParameterValue:
        connection.close()
        raise BadInputError(f"the database has no role linernotes_{role}: run `linernotes up`") from None
    return connection


def no_answer(settings: Settings, error: psycopg2.Error) -> ServiceUnreachableError:
    """The error of ours for a connection that was not made: PostgreSQL's reason, and what to do."""
    reason = str(error).strip().splitlines()[0]
    embedded, other = "run `linernotes up`", "check LINERNOTES_DATABASE_URL and that server"
    return ServiceUnreachableError(
        f"PostgreSQL does not answer: {reason}; {embedded if settings.database_url is None else other}"
    )


@contextmanager
def transaction(settings: Settings, role: Role = "owner") -> Iterator[Connection]:
    """One connection, one transaction: commits at the end, rolls back on any error.

    The connection is kept for the next transaction of the role in this process, or was by the one before; transactions
    that nest have one each.

    Raises:
        FencedError: A newer task has taken the slice that this one held; nothing was written.
    """
    address = database_url(settings)
    connection = idle.take(address, role) or connect(settings, role)
    try:
        with connection:
            yield connection
            _check_fence(connection)
    except BaseException:
        connection.close()
        raise
    idle.keep(address, role, connection)


def _check_fence(connection: Connection) -> None:
    held = held_fence.get()
    if held is None:
        return
    slice_name, value = held
    found = one(connection, "select value from ops.fence where slice = %s for share", [slice_name])
    if found is None or found["value"] != value:
        raise FencedError(f"a newer task owns {slice_name}; this one wrote nothing")


def rows(
    connection: Connection, sql: str, params: Mapping[str, Any] | Sequence[Any] | None = None
) -> list[dict[str, Any]]:
    """All rows of a query, as dicts by column name."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
        columns = [column.name for column in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found]


def one(
    connection: Connection, sql: str, params: Mapping[str, Any] | Sequence[Any] | None = None
) -> dict[str, Any] | None:
    """The first row of a query, or None."""
    found = rows(connection, sql, params)
    return found[0] if found else None


def execute(connection: Connection, sql: str, params: Mapping[str, Any] | Sequence[Any] | None = None) -> int:
    """Run a statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def insert_rows(
    connection: Connection, table: str, records: Iterable[Mapping[str, Any]], *, on_conflict: str = ""
) -> int:
    """Insert dicts with equal keys into `schema.table`; dicts and lists of dicts become jsonb. Returns rows written.

    `on_conflict` is appended as it is, for example `on conflict do nothing`.
    """
    batch = list(records)
    if not batch:
        return 0
    columns = list(batch[0])
    values = [tuple(_adapt(record[column]) for column in columns) for record in batch]
    sql = f"insert into {table} ({', '.join(columns)}) values %s {on_conflict}"  # noqa: S608  (our own names)
    with connection.cursor() as cursor:
        count = 0
        for start in range(0, len(values), PAGE):  # rowcount is that of one statement, so each page is one
            psycopg2.extras.execute_values(cursor, sql, values[start : start + PAGE], page_size=PAGE)
            count += int(cursor.rowcount)
        return count


def copy_rows(
    connection: Connection,
    table: str,
    records: Iterable[Mapping[str, Any]],
    of_all: Mapping[str, Any] | None = None,
) -> int:
    """Append dicts with equal keys to `schema.table` by COPY, several times as fast as inserts. Returns rows written.

    `of_all` are columns that all rows have alike.
    """
    batch = list(records)
    if not batch:
        return 0
    alike, columns = of_all or {}, list(batch[0])
    texts = [
        *([_copy_text(value)] * len(batch) for value in alike.values()),
        *(_copy_texts([record[column] for record in batch]) for column in columns),
    ]
    lines = map("\t".join, zip(*texts, strict=True))
    with connection.cursor() as cursor:
        text = "\n".join(lines) + "\n"
        cursor.copy_expert(f"copy {table} ({', '.join([*alike, *columns])}) from stdin", io.BytesIO(text.encode()))
        return int(cursor.rowcount)


def _copy_texts(column: list[Any]) -> Iterable[str]:
    """The values of a column in COPY's text format; most columns are of one type, which alone says how."""
    types = set(map(type, column))
    return map(_PLAIN_TEXT.get(types.pop(), _copy_text) if len(types) == 1 else _copy_text, column)


def _copy_text(value: Any) -> str:  # noqa: ANN401  (any column value)
    r"""A value in COPY's text format: \N for null, escaped text, {"..."} for an array of texts."""
    if type(value) in _PLAIN_TEXT:
        return _PLAIN_TEXT[type(value)](value)
    adapted = _adapt(value)
    if isinstance(adapted, psycopg2.extras.Json):
        value = adapted.dumps(adapted.adapted)
    elif isinstance(value, list | tuple):
        quoted = (str(one).replace("\\", r"\\").replace('"', r"\"") for one in value)
        value = "{" + ",".join(f'"{one}"' for one in quoted) + "}"
    return _escaped(str(value))


def _escaped(text: str) -> str:
    """Four searches that mostly find nothing: a tenth of the time of one `translate`."""
    return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")


_PLAIN_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: r"\N",
    float: repr,
    int: repr,
    bool: repr,
    str: _escaped,
    UUID: lru_cache(maxsize=100_000)(str),
    Canonical: lambda document: _escaped(document.text),
}


class Json(psycopg2.extras.Json):
    """A value for a jsonb column."""


def _adapt(value: Any) -> Any:  # noqa: ANN401  (any column value)
    if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
        return Json(value, dumps=canonical_text)
    return value
