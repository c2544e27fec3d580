"""Large reads in PostgreSQL's binary form: rows of fixed width, straight into numpy."""

import io
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.db import Connection

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
CELL = np.dtype(
    [
        *(("fields", ">i2"), ("row_length", ">i4"), ("row", ">i4"), ("column_length", ">i4"), ("column", ">i4")),
        *(("value_length", ">i4"), ("value", ">f8")),
    ]
)
"""One row of a copy of (integer, integer, double precision): a cell of a matrix."""


def read_copy(connection: Connection, sql: str, parameters: Mapping[str, Any], row: np.dtype) -> NDArray[np.void]:
    """The rows of a query, each of exactly the bytes that `row` describes, headers of fields included."""
    out = io.BytesIO()
    with connection.cursor() as cursor:
        query = cursor.mogrify(f"copy ({sql}) to stdout (format binary)", parameters)
        cursor.copy_expert(query.decode(), out)
    return np.frombuffer(body(out.getbuffer()), dtype=row)


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
    return view[flags_and_extension + 4 + extension : -2]
