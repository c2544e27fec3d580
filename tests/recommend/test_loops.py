"""Each compiled loop gives what its few lines of plain arithmetic give, ties and empty rows included."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.recommend.arrays import best_first, make_links, value_at
from pipelines.recommend.loops import (
    Arrays,
    arrays_of,
    compiled,
    largest_products,
    links_of,
    nearest_own,
    row_products,
    row_products_each,
    turned,
    weighted_sums,
)
from pipelines.recommend.spread import NO_PLACES, NO_ROWS, Spread, best_allowed, each_its_own, spread_at, sum_at

SEEDS = st.integers(0, 2**32 - 1)


def some_links(rng: np.random.Generator, rows: int, columns: int) -> tuple[np.ndarray, Arrays]:
    """A matrix with many equal values and some empty rows."""
    dense = np.where(rng.random((rows, columns)) < rng.random((rows, 1)), rng.integers(0, 4, (rows, columns)) / 7, 0.0)
    dense[rng.random(rows) < 0.2] = 0.0
    places = np.nonzero(dense)
    return dense, arrays_of(make_links(places[0], places[1], dense[places], dense.shape))


@given(SEEDS)
def test_sums_by_row_and_by_column(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dense, links = some_links(rng, 9, 7)
    rows, weights = rng.integers(0, 9, 5), rng.normal(size=(7, 3))
    of_rows = rng.normal(size=5)
    assert np.allclose(0.5 * of_rows @ dense[rows], weighted_sums(links, 0.5, rows, of_rows, 7), atol=1e-12)
    assert np.allclose(dense[rows] @ weights[:, 0], row_products(links, rows, weights[:, 0]), atol=1e-12)
    assert np.allclose(dense @ weights, row_products_each(links, weights), atol=1e-12)
    assert dense.tolist() == [[value_at(links, row, column) for column in range(7)] for row in range(9)]
    assert dense.tolist() == links_of(links, 7).toarray().tolist()


@given(SEEDS)
def test_turned_links_are_those_of_the_columns_that_have_a_place(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dense, links = some_links(rng, 6, 9)
    rows = rng.permutation(6)[: rng.integers(0, 7)]
    columns = rng.permutation(9)[: rng.integers(0, 10)]
    place_of = np.full(9, -1, dtype=np.int32)
    place_of[columns] = np.arange(len(columns))
    found = turned(links, 0.5, rows, place_of, len(columns))
    whole = links_of(found, len(rows))
    assert (0.5 * dense[np.ix_(rows, columns)].T).tolist() == whole.toarray().tolist()
    assert whole.has_sorted_indices


@given(SEEDS, st.integers(1, 6))
def test_the_nearest_own_things_are_the_first_along_the_row_all_that_share_a_vector(seed: int, most: int) -> None:
    """200 vectors, so that a row is longer than what is looked through at once."""
    rng = np.random.default_rng(seed)
    count, own_count = 200, int(rng.integers(0, 40))
    near = [rng.permutation(count)[: rng.integers(0, count)] for _ in range(count)]
    values = [np.sort(rng.integers(1, 10_000, len(row)))[::-1].astype(np.int16) for row in near]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in near])])
    links = Arrays(starts.astype(np.uint32), np.concatenate(near).astype(np.uint32), np.concatenate(values))
    rows, own = rng.integers(-1, count, 12), rng.integers(-1, 30, own_count)
    found = nearest_own(links, 10_000, rows, own, most)
    for place, row in enumerate(rows.tolist()):
        expected: list[tuple[int, float]] = []
        for vector, value in zip(near[row], values[row], strict=True) if row >= 0 else ():
            expected += [(thing, value / 10_000) for thing in np.flatnonzero(own == vector).tolist()]
        span = slice(int(found.starts[place]), int(found.starts[place + 1]))
        got = list(zip(found.columns[span].tolist(), found.values[span].tolist(), strict=True))
        assert expected[:most] == got


@given(SEEDS, st.integers(1, 5))
def test_the_largest_products_come_in_order_and_ties_by_column_whatever_order_they_are_in(seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    dense, links = some_links(rng, 5, 12)
    for row in range(5):
        span = slice(int(links.starts[row]), int(links.starts[row + 1]))
        order = rng.permutation(span.stop - span.start)
        links.columns[span], links.values[span] = links.columns[span][order], links.values[span][order]
    weights = rng.integers(-2, 3, 12).astype(np.float64)
    rows = rng.integers(0, 5, 4)
    counts, columns, values, products = largest_products(links, rows, weights, 0.5, most)
    for place, row in enumerate(rows):
        every = 0.5 * (weights * dense[row])
        expected = [column for column in best_first(np.abs(every)).tolist() if every[column] != 0]
        shown = columns[place][columns[place] >= 0].tolist()
        assert (len(expected), expected[:most]) == (counts[place], shown)
        assert every[shown].tolist() == products[place, : len(shown)].tolist()
        assert dense[row, shown].tolist() == values[place, : len(shown)].tolist()


def spreads(rng: np.random.Generator, count: int) -> dict[str, tuple[np.ndarray, Spread]]:
    """Each kind of spread over `count` rows with the values that it stands for."""
    values = np.maximum(rng.integers(-3, 6, count) / 7, 0.0)
    places = rng.integers(-1, count, count).astype(np.int32)
    few = np.sort(rng.permutation(count)[: rng.integers(1, count)]).astype(np.int64)
    own_place = np.full(count, -1, dtype=np.int32)
    own_place[few] = np.arange(len(few))
    return {
        "own": (values, each_its_own(values)),
        "shared": (np.where(places >= 0, values[places], 0.0), Spread(values, places, NO_ROWS, 0.0, 1.0)),
        "rounded": (np.round(values, 1), Spread(values, NO_PLACES, NO_ROWS, 10.0, 1.0)),
        "few": (np.where(own_place >= 0, values[own_place], 0.0), Spread(values[: len(few)], own_place, few, 0.0, 1.0)),
        "none": (np.zeros(count), each_its_own(np.zeros(0))),
    }


@pytest.mark.parametrize("kind", ["own", "shared", "rounded", "few", "none"])
@given(seed=SEEDS, most=st.integers(0, 12))
def test_the_best_rows_are_the_first_of_all_that_are_allowed_in_order(kind: str, seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    values, spread = spreads(rng, 10)[kind]
    allowed = rng.random(10) < 0.8
    ordered = [row for row in best_first(values).tolist() if allowed[row] and values[row] > 0]
    rows, found = best_allowed(spread, allowed, most)
    assert sorted(ordered[:most]) == rows.tolist()
    assert values[rows].tolist() == found.tolist()
    asked = rng.integers(0, 10, 6)
    assert values[asked].tolist() == spread_at(spread, asked).tolist()


@given(SEEDS, st.sampled_from([0.02, 0.9]), st.sampled_from([0.0, 2.0]), st.integers(0, 600))
def test_a_bound_by_a_sample_leaves_the_same_best(seed: int, share: float, scale: float, most: int) -> None:
    """Thousands of values of which many tie, and of which few or most are forbidden: the largest first."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.exponential(size=5_000), 1) + 0.02  # mostly no whole numbers of 1 / scale
    allowed = np.ones(5_000, dtype=bool)
    allowed[best_first(values)[: int(5_000 * share)]] = False
    seen = np.rint(values * scale) / scale if scale else values
    ordered = [row for row in best_first(seen).tolist() if allowed[row] and seen[row] > 0]
    rows, found = best_allowed(Spread(values, NO_PLACES, NO_ROWS, scale, 1.0), allowed, most)
    assert sorted(ordered[:most]) == rows.tolist()
    assert seen[rows].tolist() == found.tolist()


def test_a_bound_below_0_lets_negative_values_in() -> None:
    rows, values = best_allowed(each_its_own(np.array([-1.0, -3.0, -2.0])), np.ones(3, dtype=bool), 2, -math.inf)
    assert [(0, -1.0), (2, -2.0)] == list(zip(rows.tolist(), values.tolist(), strict=True))


@given(SEEDS)
def test_a_sum_of_spreads_weighs_each(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found: Any = [(values, spread._replace(weight=w)) for w, (values, spread) in enumerate(spreads(rng, 10).values())]
    rows = rng.integers(0, 10, 6)
    expected = sum(weight * values[rows] for weight, (values, _) in enumerate(found))
    assert np.allclose(expected, sum_at(tuple(spread for _, spread in found), rows), atol=1e-12)


def test_where_compiled_code_cannot_be_kept_it_is_compiled_all_the_same() -> None:
    """A function that stands in no file has no folder beside it either."""
    found: dict[str, Any] = {}
    exec("def twice(number): return 2 * number", found)
    assert compiled(found["twice"])(21) == 42
