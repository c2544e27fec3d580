"""The graph of vectors against what its definition says, word for word."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from pipelines.neighbours import nearest as module
from pipelines.neighbours.nearest import GRID, UNIT, nearest


def cosines(vectors: np.ndarray) -> np.ndarray:
    """In ten-thousandths, of vectors on the grid; 0 with a zero vector."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    grid = np.rint(vectors * (GRID / np.where(lengths > 0, lengths, 1.0)))
    norms = np.sqrt((grid**2).sum(axis=1))
    scale = np.outer(norms, norms)
    return np.where(scale > 0, np.rint(UNIT * ((grid @ grid.T) / np.where(scale > 0, scale, 1.0))), 0).astype(int)


def by_definition(vectors: np.ndarray, reach: int, threshold: float) -> np.ndarray:
    found = cosines(vectors)
    linked = np.zeros_like(found)
    for row in range(len(found)):
        others = [one for one in range(len(found)) if one != row and found[row, one] >= max(1, threshold * UNIT)]
        for one in sorted(others, key=lambda one: (-found[row, one], one))[:reach]:
            linked[row, one] = linked[one, row] = found[row, one]
        linked[row, row] = UNIT if found[row, row] else 0
    return linked


@given(
    seed=st.integers(0, 10**6),
    count=st.integers(0, 40),
    reach=st.sampled_from([1, 3, 50]),
    threshold=st.sampled_from([0.0, 0.45, 0.9]),
    tile=st.sampled_from([4, 7, 64]),
    pending=st.sampled_from([1, 10**6]),
    threads=st.sampled_from([1, 3]),
)
@how(max_examples=150, deadline=None)
def test_linked_is_who_is_among_the_nearest_of_either_side_in_any_blocks_and_threads(
    seed: int, count: int, reach: int, threshold: float, tile: int, pending: int, threads: int
) -> None:
    """Small whole numbers, so that equal cosines, equal vectors and zero vectors are common."""
    vectors = np.random.default_rng(seed).integers(-2, 3, size=(count, 3)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "_TILE", tile)
        patched.setattr(module, "_PENDING", pending)
        patched.setattr(module, "_THREADS", threads)
        found = nearest(vectors, reach, threshold)
    assert by_definition(vectors, reach, threshold).tolist() == found.todense().tolist()
    for row in range(count):
        span = slice(found.indptr[row], found.indptr[row + 1])
        pairs = list(zip((-found.data[span]).tolist(), found.indices[span].tolist(), strict=True))
        assert pairs == sorted(pairs), "nearest first"


def test_sums_on_the_grid_are_whole_and_exact_for_the_worst_vectors() -> None:
    """Up to 1,024 dimensions no sum of products is above 2**24, whatever the rounding did."""
    rng = np.random.default_rng(5)
    vectors = np.concatenate([np.ones((1, 1024)), rng.normal(size=(20, 1024))]).astype(np.float32)
    grid, lengths = module._on_grid(vectors)
    assert lengths.max() ** 2 <= 2**24
    assert (grid @ grid.T).astype(np.float64).tolist() == (grid.astype(np.float64) @ grid.astype(np.float64).T).tolist()


def test_any_number_of_threads_links_the_same() -> None:
    script = (
        "import numpy as np; from pipelines.neighbours.nearest import nearest; from pipelines.domain.hashing import *;"
        "v = np.random.default_rng(1).normal(size=(700, 384)).astype('f4'); n = nearest(v, 20, 0.0);"
        "print(sha256_hex(n.data.tobytes() + n.indices.tobytes()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"OPENBLAS_NUM_THREADS": threads, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop()) == 65
