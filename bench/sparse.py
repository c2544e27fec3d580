"""What the sparse form of learning loses against the dense one, and what it takes where the dense one cannot go.

Reads the public playlists below the folder LINERNOTES_DATA, if it is set; writes a section of docs/benchmarks.md.
"""

import os
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from bench._development_sets import make_sets
from bench._generated_sets import Size, generate
from bench._sections import machine_and_date, write_section
from pipelines.evaluate.baselines import Scorer
from pipelines.evaluate.bootstrap import paired_difference
from pipelines.evaluate.files import read_dataset, read_held_out
from pipelines.evaluate.run import SEED, Question, judge
from pipelines.learn.dataset import Dataset, Floats, Ints, Matrix, no_facts
from pipelines.learn.ease import learn_ease
from pipelines.learn.forms import DENSE_CELLS, Learned, is_sparse
from pipelines.learn.model import amounts
from pipelines.learn.shipped import shipped_weights
from pipelines.learn.sparse_ease import NEIGHBOURS, learn_sparse_ease

_SETS = ("archive-artists", "harisekhon-artists")
_LARGE = Size(users=20_000, items=100_000, artists=15_000, kept=60)


def measure() -> dict[str, float]:
    """Numbers by name."""
    numbers: dict[str, float] = {}
    text = (
        f"Beyond {DENSE_CELLS:,} cells (users x items) each item is learned from its {NEIGHBOURS} strongest neighbours."
        f" Measured by `python -m bench sparse`, {machine_and_date()}; seconds are of one core."
    )
    parts = [f"## Learning beyond the dense form\n\n{text}", _large(numbers)]
    data = os.environ.get("LINERNOTES_DATA", "")
    if data:
        parts.append(_losses(Path(data), numbers))
    write_section("sparse", "\n\n".join(parts))
    return numbers


def _large(numbers: dict[str, float]) -> str:
    made = generate(_LARGE)
    facts, weights = no_facts(_LARGE.items), shipped_weights()
    interactions = amounts(made.weights, weights)
    assert is_sparse(interactions, facts, weights)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    form = learn_sparse_ease(interactions, facts, weights)
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    numbers |= {"seconds": seconds, "peak_gb": peak / 2**20, "added_gb": (peak - before) / 2**20}
    numbers["entries"] = float(form.inverse.nnz)
    return (
        f"A generated set of {_LARGE.users:,} public playlists and {_LARGE.items:,} recordings, "
        f"{made.weights.nnz:,} entries: {seconds:.0f} s of processor time, {peak / 2**20:.1f} GB at most, of which "
        f"{(peak - before) / 2**20:.1f} GB were added by learning; {form.inverse.nnz:,} similarities. The dense form "
        f"would need {_LARGE.users * _LARGE.items * 16 / 1e9:.0f} GB for its tables of playlists x recordings alone."
    )


def _losses(data: Path, numbers: dict[str, float]) -> str:
    lines = [
        "The same weights on the development sets, with the limit forced down.",
        "They have few users for their items: there the dense form is at its best, and there it is used.",
        "",
        "| set | dense nDCG@20 | sparse | difference | 95 % | dense s | sparse s |",
        "|---|---|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory(prefix="linernotes-sets-") as folder:
        for one in make_sets(data, Path(folder)):
            if one.name not in _SETS:
                continue
            dataset = read_dataset(one.train, one.items)
            held_out = read_held_out(one.test, dataset)
            ndcg, seconds = [], []
            mine = _interactions(dataset)
            for learn in (learn_ease, learn_sparse_ease):
                began = time.process_time()
                form: Learned = learn(mine, dataset.facts, shipped_weights())
                seconds.append(time.process_time() - began)
                found = judge(one.name, _scorer(form, mine), dataset, held_out, Question(), {}, 0)
                ndcg.append(found.ndcg)
            change = paired_difference(ndcg[1], ndcg[0], SEED)
            dense, sparse = (float(np.nanmean(each)) for each in ndcg)
            numbers[f"{one.name}_change"] = change.mean
            lines.append(
                f"| {one.name} | {dense:.4f} | {sparse:.4f} | {change.mean:+.4f} ({change.mean / dense:+.1%}) "
                f"| {change.low:+.4f} to {change.high:+.4f} | {seconds[0]:.1f} | {seconds[1]:.1f} |"
            )
    return "\n".join(lines)


def _scorer(form: Learned, interactions: Matrix) -> Scorer:
    def scores(users: Ints) -> Floats:
        return form.scores(interactions[users])

    return scores


def _interactions(dataset: Dataset) -> Matrix:
    return amounts(dataset.weights, shipped_weights())
