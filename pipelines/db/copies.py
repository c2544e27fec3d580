"""Large reads and writes in PostgreSQL's binary form: rows of fixed width, straight into numpy, and long bytes."""

import io
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.db import Connection

_SIGNATURE, _END = b"PGCOPY\n\xff\r\n\x00", b"\xff\xff"
CELL = np.dtype(
    [
        *(("fields", ">i2"), ("row_length", ">i4"), ("row", ">i4"), ("column_length", ">i4"), ("column", ">i4")),
        *(("value_length", ">i4"), ("value", ">f8")),
    ]
)
"""One row of a copy of (integer, integer, double precision): a cell of a matrix."""


def read_copy(connection: Connection, sql: str, parameters: Mapping[str, Any], row: np.dtype) -> NDArray[np.void]:
    """The rows of a query, each of exactly the bytes that `row` describes, headers of fields included."""
    return np.frombuffer(body(_copy_out(connection, sql, parameters)), dtype=row)


def read_cells(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> list[memoryview]:
    """The cells of a query for one row, none of them null."""
    row = body(_copy_out(connection, sql, parameters))
    (count,) = struct.unpack_from(">h", row)
    cells, start = [], 2
    for _ in range(count):
        (length,) = struct.unpack_from(">i", row, start)
        cells.append(row[start + 4 : start + 4 + length])
        start += 4 + length
    return cells


def write_cells(connection: Connection, table: str, row: Mapping[str, str | int | bytes]) -> None:
    """Append one row of texts, integers and bytea to `schema.table`: long bytes go as they are, not as text."""
    cells = [_binary(value) for value in row.values()]
    fields = (part for cell in cells for part in (struct.pack(">i", len(cell)), cell))
    payload = b"".join([_SIGNATURE, bytes(8), struct.pack(">h", len(cells)), *fields, _END])
    with connection.cursor() as cursor:
        cursor.copy_expert(f"copy {table} ({', '.join(row)}) from stdin (format binary)", io.BytesIO(payload))


def _binary(value: str | int | bytes) -> bytes:
    if isinstance(value, int):
        return struct.pack(">i", value)
    return value.encode() if isinstance(value, str) else value


def _copy_out(connection: Connection, sql: str, parameters: Mapping[str, Any]) -> memoryview:
    out = io.BytesIO()
    with connection.cursor() as cursor:
        query = cursor.mogrify(f"copy ({sql}) to stdout (format binary)", parameters)
        cursor.copy_expert(query.decode(), out)
    return out.getbuffer()


def body(payload: bytes | memoryview) -> memoryview:
    """The rows of a binary copy, without its head and its end.

    Raises:
        ValueError: The bytes are not such a copy.
    """
    view = memoryview(payload)
    if bytes(view[: len(_SIGNATURE)]) != _SIGNATURE:
        message = "not a PostgreSQL binary copy"
        raise ValueError(message)
    flags_and_extension = len(_SIGNATURE) + 4
    (extension,) = struct.unpack_from(">i", view, flags_and_extension)
    return view[flags_and_extension + 4 + extension : -len(_END)]
