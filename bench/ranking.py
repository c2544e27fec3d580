"""How well the learned ranking does on the development sets, beside tuned baselines, and what each weight adds.

Reads the public playlists below the folder LINERNOTES_DATA; writes two sections of docs/benchmarks.md.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench._development_sets import make_sets
from bench._sections import machine_and_date, write_section
from pipelines.evaluate.bootstrap import paired_difference
from pipelines.evaluate.files import HeldOut, read_dataset, read_held_out
from pipelines.evaluate.run import SEED, Evaluation, Measured, Question, evaluate, judge
from pipelines.learn.dataset import Dataset
from pipelines.learn.model import build
from pipelines.learn.validation import CUT, Task
from pipelines.learn.weights import Weights

_DEFAULTS = Weights()
_MORE_ARTISTS, _POSSIBLE, _MOST_LOST = 0.15, 0.95, 0.01
"""What a slate promises: distinct artists more by this share, or this share of the places, for at most this of nDCG."""
_COLUMNS = ("coverage", "gini", "novelty", "diversity", "calibration", "new_artists", "artists")


def measure() -> dict[str, float]:
    """Numbers by name; {} and a line on stderr where there are no data."""
    data = os.environ.get("LINERNOTES_DATA", "")
    if not data:
        print("ranking: set LINERNOTES_DATA to a folder of public playlists; nothing was measured", file=sys.stderr)
        return {}
    numbers: dict[str, float] = {}
    tables, ablations = [], []
    with tempfile.TemporaryDirectory(prefix="linernotes-sets-") as folder:
        for one in make_sets(Path(data), Path(folder)):
            dataset = read_dataset(one.train, one.items)
            held_out = read_held_out(one.test, dataset)
            is_tracks = not one.name.endswith("-artists")
            for task in ("continuation", "discovery") if is_tracks else ("continuation",):
                began = time.monotonic()
                found = evaluate(dataset, held_out, Question(task))
                seconds = time.monotonic() - began
                name = f"{one.name}, {task}"
                print(f"{name}: {seconds:.0f} s", file=sys.stderr, flush=True)
                tables.append(_table(name, found, _slate(found, dataset, held_out, task), seconds))
                numbers[f"{one.name}_{task}_ndcg20"] = found.measured[0].means["ndcg"].mean
                numbers[f"{one.name}_{task}_recall1000"] = found.measured[0].means["recall_1000"].mean
                numbers[f"{one.name}_{task}_gain"] = found.gain.mean
                if is_tracks and task == "continuation":
                    ablations.append(_ablation(name, found, held_out))
    where = f"Measured by `python -m bench ranking`, {machine_and_date()}."
    write_section("ranking", f"## Ranking\n\n{where}\n\n" + "\n\n".join(tables))
    write_section("ablation", f"## What each weight adds\n\n{where}\n\n" + "\n\n".join(ablations))
    return numbers


def _slate(found: Evaluation, dataset: Dataset, held_out: HeldOut, task: Task) -> list[str]:
    """The line of our own lists after re-ranking."""
    again = judge(
        "linernotes, as a slate", found.model.scores, dataset, held_out, Question(task, rerank="slate"), {}, 0
    )
    lost = paired_difference(again.ndcg, found.measured[0].ndcg, SEED).mean / found.measured[0].means["ndcg"].mean
    now, before = (one.means["artists"].mean for one in (again, found.measured[0]))
    is_kept = lost >= -_MOST_LOST and (now >= _POSSIBLE * CUT or now >= (1 + _MORE_ARTISTS) * before)
    artists = f"{now:.1f} distinct artists in 20 instead of {before:.1f} ({now / before - 1:+.0%})"
    promise = (
        f"more of them by {_MORE_ARTISTS:.0%} or {_POSSIBLE:.0%} of the places, for {_MOST_LOST:.0%} of nDCG at most"
    )
    kept = f"the promise ({promise}) is {'kept' if is_kept else 'not kept'}"
    return [_line(again.name, again.means["ndcg"].mean, "", again), f"As a slate: {artists}, nDCG {lost:+.1%}; {kept}."]


def _table(name: str, found: Evaluation, slate: list[str], seconds: float) -> str:
    dataset, gain, best = found.dataset, found.gain, found.best_baseline
    share = gain.mean / best.means["ndcg"].mean
    head = f"| model | nDCG@20 | 95 % | recall | recall@1000 | MRR | {' | '.join(_COLUMNS)} | seconds |"
    lines = [
        _line(one.name, one.means["ndcg"].mean, f"{one.means['ndcg'].low:.4f} to {one.means['ndcg'].high:.4f}", one)
        for one in found.measured
    ]
    sizes = f"{len(dataset.users):,} users, {len(dataset.items):,} items, {dataset.weights.nnz:,} interactions"
    over = f"nDCG@20 over {best.name}: {gain.mean:+.4f} ({share:+.1%}), 95 % {gain.low:+.4f} to {gain.high:+.4f}"
    return "\n".join(
        [
            f"### {name}",
            "",
            f"{sizes}; {seconds:.0f} s. {over}. {slate[1]}",
            "",
            head,
            "|" + "---|" * (head.count("|") - 1),
            lines[0],
            slate[0],
            *lines[1:],
        ]
    )


def _line(name: str, ndcg: float, interval: str, one: Measured) -> str:
    means, totals = one.means, one.totals
    rest = [f"{totals[column]:.3f}" if column in totals else f"{means[column].mean:.3f}" for column in _COLUMNS]
    seconds = f"{one.seconds:.0f}"
    recall = [f"{means[depth].mean:.4f}" for depth in ("recall", "recall_1000")]
    cells = [name, f"{ndcg:.4f}", interval, *recall, f"{means['mrr'].mean:.3f}", *rest, seconds]
    return f"| {' | '.join(cells)} |"


def _ablation(name: str, found: Evaluation, held_out: HeldOut) -> str:
    """Each fitted weight back at its default, nothing else changed."""
    lines = [f"### {name}", "", "| without | fitted | nDCG@20 | change | 95 % |", "|---|---|---|---|---|"]
    ours = found.measured[0]
    lines.append(f"| nothing | | {ours.means['ndcg'].mean:.4f} | | |")
    for weight, value in vars(found.weights).items():
        default = getattr(_DEFAULTS, weight)
        if value != default:
            model = build(found.dataset, found.weights.changed(weight, default))
            left = judge(weight, model.scores, found.dataset, held_out, Question("continuation"), {}, 0)
            change = paired_difference(left.ndcg, ours.ndcg, SEED)
            lines.append(
                f"| {weight} | {value:.4g} | {left.means['ndcg'].mean:.4f} | {change.mean:+.4f} "
                f"| {change.low:+.4f} to {change.high:+.4f} |"
            )
    return "\n".join(lines)
