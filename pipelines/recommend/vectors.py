"""Large reads in PostgreSQL's binary form: a week's vectors, 30,000 in about a second, and cells of a matrix."""

import io
import struct
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from pipelines import db
from pipelines.recommend.arrays import Floats

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
_DIMENSIONS = 384
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("id_length", ">i4"),
        ("id", "V16"),
        ("vector_length", ">i4"),
        ("dimensions", ">i2"),
        ("unused", ">i2"),
        ("values", ">f4", (_DIMENSIONS,)),
    ]
)
"""One row of `copy (select uuid, vector(384)) to stdout (format binary)`."""
_CELL = np.dtype(
    [
        *(("fields", ">i2"), ("row_length", ">i4"), ("row", ">i4"), ("column_length", ">i4"), ("column", ">i4")),
        *(("value_length", ">i4"), ("value", ">f8")),
    ]
)
"""One row of a copy of (integer, integer, double precision)."""


def read_vectors(connection: db.Connection, week: str, model: str) -> tuple[list[UUID], Floats]:
    """Recording ids in order, and their vectors of a model in that week, shape (v, 384), as stored (not normalised)."""
    return parse_vectors(
        _copy(
            connection,
            """
            select w.recording_id, e.embedding
            from vectors.week_vector as w
            join vectors.embedding as e
                on e.thing_id = w.recording_id and e.model = w.model and e.text_hash = w.text_hash
            where w.week = %(week)s and w.model = %(model)s
            order by w.recording_id
            """,
            {"week": week, "model": model},
        )
    )


def read_cells(connection: db.Connection, sql: str, parameters: Mapping[str, Any]) -> NDArray[np.void]:
    """Cells of a matrix from a query of (integer, integer, double precision): fields `row`, `column`, `value`."""
    return np.frombuffer(_body(_copy(connection, sql, parameters)), dtype=_CELL)


def _copy(connection: db.Connection, sql: str, parameters: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    with connection.cursor() as cursor:
        query = cursor.mogrify(f"copy ({sql}) to stdout (format binary)", parameters)
        cursor.copy_expert(query.decode(), out)
    return out.getvalue()


def parse_vectors(payload: bytes) -> tuple[list[UUID], Floats]:
    """Ids and vectors of a binary copy.

    Raises:
        ValueError: The bytes are not such a copy.
    """
    rows = np.frombuffer(_body(payload), dtype=_ROW)
    return [UUID(bytes=bytes(row)) for row in rows["id"]], rows["values"].astype(np.float64)


def _body(payload: bytes) -> bytes:
    """The rows of a binary copy, without its head and its end.

    Raises:
        ValueError: The bytes are not such a copy.
    """
    if not payload.startswith(_SIGNATURE):
        message = "not a PostgreSQL binary copy"
        raise ValueError(message)
    flags_and_extension = len(_SIGNATURE) + 4
    (extension,) = struct.unpack_from(">i", payload, flags_and_extension)
    return payload[flags_and_extension + 4 + extension : -2]
