"""Sparse matrices kept in PostgreSQL, immutable, by the hash of what made them; the first to ask makes them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy import sparse

from pipelines import db
from pipelines.db.copies import read_cells, write_cells
from pipelines.settings import Settings

Links = Any
"""scipy.sparse.csr_array; scipy has no usable types for it."""

BLOCK = 4_000_000
"""Entries per stored block, and so per statement; a single row may have more."""
_INDEX = np.dtype("<i4")


def links_once(settings: Settings, table: str, made_from: str, make: Callable[[], Links]) -> Links:
    """The matrix that was made from something; made, and stored for everybody, if nobody did before.

    In a transaction of its own, as role open; an advisory lock lets one process make it while the others wait.

    Args:
        settings: Where PostgreSQL is.
        table: `schema.table` with the columns of vectors.neighbours (migration 0008).
        made_from: Hash of all that the matrix depends on, its method included.
        make: Makes it: a csr_array. The order within its rows, and the type of its values, are kept.
    """
    with db.transaction(settings, "open") as connection:
        found = read_links(connection, table, made_from)
    if found is not None:
        return found
    with db.transaction(settings, "open") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{table}:{made_from}"])
        found = read_links(connection, table, made_from)
        if found is None:
            found = make()
            write_links(connection, table, made_from, found)
    return found


def read_links(connection: db.Connection, table: str, made_from: str) -> Links | None:
    """A stored matrix, as it was written; None when there is none."""
    key = "first_row, row_count, column_count, value_type"
    heads = db.rows(connection, f"select {key} from {table} where made_from = %s order by first_row", [made_from])  # noqa: S608  (our own names)
    if not heads:
        return None
    lengths, columns, values = [], [], []
    sql = f"select lengths, columns, values from {table} where made_from = %(made_from)s and first_row = %(first_row)s"  # noqa: S608
    for head in heads:
        block = read_cells(connection, sql, {"made_from": made_from, "first_row": head["first_row"]})
        lengths.append(np.frombuffer(block[0], dtype=_INDEX))
        columns.append(np.frombuffer(block[1], dtype=_INDEX))
        values.append(np.frombuffer(block[2], dtype=head["value_type"]))
    starts = np.concatenate([[0], np.cumsum(np.concatenate(lengths))])
    parts = (np.concatenate(values), np.concatenate(columns), starts.astype(np.int32))
    return sparse.csr_array(parts, shape=(heads[0]["row_count"], heads[0]["column_count"]))


def write_links(connection: db.Connection, table: str, made_from: str, links: Links) -> None:
    """Store a csr_array of at most 2**31 - 1 entries; what is stored already stays.

    Whoever writes holds the lock of `links_once`, so nobody stores the same beside it.
    """
    if db.one(connection, f"select 1 from {table} where made_from = %s limit 1", [made_from]) is not None:  # noqa: S608
        return
    value_type = links.data.dtype.newbyteorder("<")
    for first, last in _blocks(links.indptr):
        span = slice(int(links.indptr[first]), int(links.indptr[last]))
        row = {
            "made_from": made_from,
            "first_row": first,
            "row_count": links.shape[0],
            "column_count": links.shape[1],
            "value_type": value_type.str,
            "lengths": np.diff(links.indptr[first : last + 1]).astype(_INDEX).tobytes(),
            "columns": links.indices[span].astype(_INDEX).tobytes(),
            "values": links.data[span].astype(value_type).tobytes(),
        }
        write_cells(connection, table, row)


def _blocks(starts: np.ndarray) -> Iterator[tuple[int, int]]:
    """Rows [first, last) of about BLOCK entries each; one empty block of a matrix without rows."""
    first, count = 0, len(starts) - 1
    if count == 0:
        yield 0, 0
    while first < count:
        last = int(np.searchsorted(starts, starts[first] + BLOCK, side="right")) - 1
        last = min(count, max(first + 1, last))
        yield first, last
        first = last
