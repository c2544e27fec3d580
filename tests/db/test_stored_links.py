import multiprocessing
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from scipy import sparse

from pipelines import db
from pipelines.db import stored_links
from pipelines.db.stored_links import links_once, read_links, write_links
from pipelines.settings import Settings

TABLE = "vectors.neighbours"


def links(*rows: dict[int, float], columns: int = 5, kind: type = np.int32) -> sparse.csr_array:
    """Rows as dicts, in the order given."""
    starts = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    places = np.array([column for row in rows for column in row], dtype=np.int32)
    values = np.array([value for row in rows for value in row.values()], dtype=kind)
    return sparse.csr_array((values, places, starts), shape=(len(rows), columns))


def never() -> sparse.csr_array:
    message = "made twice"
    raise AssertionError(message)


@pytest.mark.parametrize("block", [1, 3, 100])
def test_a_matrix_comes_back_as_it_was_in_blocks_of_any_size(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(stored_links, "BLOCK", block)
    wanted = links({3: 9, 1: 7}, {}, {0: 1, 4: 2, 2: 3, 1: 4}, {}, {2: 8})

    links_once(settings, TABLE, "some hash", lambda: wanted)
    found = links_once(settings, TABLE, "some hash", never)

    for name in ("indptr", "indices", "data"):
        assert getattr(wanted, name).tolist() == getattr(found, name).tolist(), name
    assert (wanted.shape, wanted.data.dtype) == (found.shape, found.data.dtype)


@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (3, 0), (3, 4)])
def test_an_empty_matrix_is_stored_too(settings: Settings, shape: tuple[int, int]) -> None:
    links_once(settings, TABLE, "empty", lambda: sparse.csr_array(shape, dtype=np.float64))
    found = links_once(settings, TABLE, "empty", never)
    assert (shape, 0) == (found.shape, found.nnz)


def test_what_is_stored_stays_and_another_hash_is_another_matrix(settings: Settings) -> None:
    with db.transaction(settings, "open") as connection:
        write_links(connection, TABLE, "one", links({0: 0.1}, kind=np.float64))
        write_links(connection, TABLE, "one", links({1: 0.2}, kind=np.float64))
        found = read_links(connection, TABLE, "one")
        assert read_links(connection, TABLE, "two") is None
    assert found is not None
    assert [[0.1, 0, 0, 0, 0]] == found.todense().tolist()


def _slowly(value: float) -> sparse.csr_array:
    time.sleep(0.3)
    return links({0: value})


def _ask(settings: Settings, make: Callable[[], sparse.csr_array], told: "multiprocessing.Queue[float]") -> None:
    told.put(float(links_once(settings, TABLE, "shared", make).sum()))


def test_two_processes_at_once_read_the_same_matrix(settings: Settings) -> None:
    context = multiprocessing.get_context("fork")
    told: multiprocessing.Queue[float] = context.Queue()
    both = [context.Process(target=_ask, args=(settings, partial(_slowly, value), told)) for value in (3, 4)]
    for one in both:
        one.start()
    sums = [told.get(timeout=30) for _ in both]
    for one in both:
        one.join()
    assert sums[0] == sums[1]
