"""The vectors of a week, each distinct text once, and which of them each recording has."""

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from pipelines import db
from pipelines.db.copies import read_copy

_DIMENSIONS = 384
_NUMBER = np.dtype([("fields", ">i2"), ("id_length", ">i4"), ("id", "V16"), ("length", ">i4"), ("number", ">i4")])
"""One row of a copy of (uuid, integer)."""
_VECTOR = np.dtype(
    [("fields", ">i2"), ("length", ">i4"), ("dimensions", ">i2"), ("unused", ">i2"), ("values", ">f4", (_DIMENSIONS,))]
)
"""One row of a copy of vector(384)."""
_TEXTS = """
    select w.recording_id, w.text_hash, dense_rank() over (order by w.text_hash collate "C") - 1 as number
    from vectors.week_vector as w
    where w.week = %(week)s and w.model = %(model)s
        and exists (
            select from vectors.embedding as e
            where e.thing_id = w.recording_id and e.model = w.model and e.text_hash = w.text_hash
        )
"""


@dataclass(frozen=True)
class WeekVectors:
    """What a week's recordings sound like.

    Attributes:
        recording_ids: Those that have a vector, ascending, length r.
        numbers: Row in `values` of each, shape (r,).
        values: One vector per distinct text, by text hash, as stored (not normalised), float32, shape (v, d).
    """

    recording_ids: list[UUID]
    numbers: NDArray[np.int64]
    values: NDArray[np.float32]


def read_vectors(connection: db.Connection, week: str, model: str) -> WeekVectors:
    """The vectors of a model in a week."""
    key = {"week": week, "model": model}
    numbered = f"select recording_id, cast(number as integer) from ({_TEXTS}) as t order by 1"  # noqa: S608
    found = read_copy(connection, numbered, key, _NUMBER)
    vectors = read_copy(
        connection,
        f"""
        select e.embedding from (select distinct on (number) * from ({_TEXTS}) as t order by number, recording_id) as t
        join vectors.embedding as e
            on e.thing_id = t.recording_id and e.model = %(model)s and e.text_hash = t.text_hash
        order by t.number
        """,  # noqa: S608  (our own words)
        key,
        _VECTOR,
    )
    ids = [UUID(bytes=bytes(one)) for one in found["id"]]
    return WeekVectors(ids, found["number"].astype(np.int64), vectors["values"].astype(np.float32))
