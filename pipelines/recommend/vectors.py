"""Read a week's vectors in PostgreSQL's binary form: 30,000 of them in about a second."""

import io
import struct
from uuid import UUID

import numpy as np

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


def read_vectors(connection: db.Connection, week: str, model: str) -> tuple[list[UUID], Floats]:
    """Recording ids in order, and their vectors of a model in that week, shape (v, 384), as stored (not normalised)."""
    out = io.BytesIO()
    with connection.cursor() as cursor:
        query = cursor.mogrify(
            """
            copy (
                select w.recording_id, e.embedding
                from vectors.week_vector as w
                join vectors.embedding as e
                    on e.thing_id = w.recording_id and e.model = w.model and e.text_hash = w.text_hash
                where w.week = %s and w.model = %s
                order by w.recording_id
            ) to stdout (format binary)
            """,
            [week, model],
        )
        cursor.copy_expert(query.decode(), out)
    return parse_vectors(out.getvalue())


def parse_vectors(payload: bytes) -> tuple[list[UUID], Floats]:
    """Ids and vectors of a binary copy.

    Raises:
        ValueError: The bytes are not such a copy.
    """
    if not payload.startswith(_SIGNATURE):
        message = "not a PostgreSQL binary copy"
        raise ValueError(message)
    flags_and_extension = len(_SIGNATURE) + 4
    (extension,) = struct.unpack_from(">i", payload, flags_and_extension)
    body = payload[flags_and_extension + 4 + extension : -2]
    rows = np.frombuffer(body, dtype=_ROW)
    return [UUID(bytes=bytes(row)) for row in rows["id"]], rows["values"].astype(np.float64)
