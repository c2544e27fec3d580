"""Lists that name many different items: counted, and reached where it costs little."""

import numpy as np
from scipy import sparse

from bench._generated_sets import Size, generate
from pipelines.learn.coverage import covered, covered_by_als
from pipelines.learn.dataset import Dataset, no_facts
from pipelines.learn.fit import fit
from pipelines.learn.model import build
from pipelines.learn.validation import Validation, make_validation


def test_items_are_counted_once_and_forbidden_ones_never() -> None:
    forbidden = np.zeros((2, 30), dtype=bool)
    forbidden[:, 29] = True
    part = Validation(sparse.csr_array((2, 30)), np.arange(2), forbidden, np.zeros((2, 30), dtype=bool))
    rising = np.arange(30.0)
    assert covered(np.stack([rising, rising]), part) == 20
    assert covered(np.stack([rising, -rising]), part) == 29
    forbidden[:, 5:] = True
    assert covered(np.stack([rising, rising]), part) == 5


def test_lists_grow_as_wide_as_those_of_als_where_that_is_cheap() -> None:
    made = generate(Size(users=80, items=400, artists=400, kept=25), seed=5)
    users, items = (tuple(f"{number:03}" for number in range(count)) for count in made.weights.shape)
    dataset = Dataset(users, items, made.weights, no_facts(400))
    part = make_validation(dataset, "continuation", seed=2)  # the one that `fit` begins with
    fitted = fit(dataset, task="continuation", seed=2)
    rest = dataset.with_weights(part.kept)
    wide, narrow = (build(rest, weights).scores(part.users) for weights in (fitted, fitted.changed("popularity", 0.0)))
    wanted = covered_by_als(part)
    assert covered(narrow, part) < wanted <= covered(wide, part)
    assert part.gains(wide).mean() > 0.9 * part.gains(narrow).mean()
