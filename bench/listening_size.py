"""How well the ranking does with 1, 5, 20, 100 and all listeners of a set, alone and beside public playlists.

Reads the public playlists below the folder LINERNOTES_DATA; writes one section of docs/benchmarks.md.
"""

import csv
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import sparse

from bench._development_sets import DevelopmentSet, make_sets
from bench._sections import machine_and_date, write_section
from pipelines.evaluate.baselines import BASELINES
from pipelines.evaluate.bootstrap import Mean, bootstrap_mean
from pipelines.evaluate.files import HeldOut, read_dataset, read_held_out
from pipelines.evaluate.run import SEED, Question, judge
from pipelines.learn.dataset import Dataset, Floats, Ints
from pipelines.learn.fit import fit
from pipelines.learn.model import build
from pipelines.learn.shipped import shipped_weights
from pipelines.learn.weights import Weights

SIZES = (1, 5, 20, 100)
"""Listeners in the system; a last line has all there are."""
ASKED = 100
"""Listeners who are measured, the same in every line."""
_PUBLIC, _LISTENERS = "archive", "harisekhon"


def measure() -> dict[str, float]:
    """Mean nDCG@20 by size; {} and a line on stderr where there are no data."""
    data = os.environ.get("LINERNOTES_DATA", "")
    if not data:
        print("listening_size: set LINERNOTES_DATA to a folder of public playlists; nothing measured", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory(prefix="linernotes-sizes-") as folder:
        sets = {one.name: one for one in make_sets(Path(data), Path(folder))}
        public = read_dataset(sets[_PUBLIC].train, sets[_PUBLIC].items)
        weights = fit(public, task="continuation", seed=SEED)
        both, held_out = _together(sets[_PUBLIC], sets[_LISTENERS], Path(folder))
    is_public = np.array([user.startswith(_PUBLIC) for user in both.users])
    listeners = np.random.default_rng(SEED).permutation(np.flatnonzero(~is_public))
    lines, numbers = [], {}
    for size in (*SIZES, len(listeners)):
        row = _measure_size(both, held_out, listeners, np.flatnonzero(is_public), size, weights)
        lines.append(
            f"| {size:,} | " + " | ".join(f"{one.mean:.3f} ({one.low:.3f} to {one.high:.3f})" for one in row) + " |"
        )
        numbers[f"ndcg20_{size}_listeners"] = row[0].mean
        print(f"{size} listeners: {row[0].mean:.3f}", file=sys.stderr, flush=True)
    write_section("listening-size", _section(lines, len(both.items), int(is_public.sum())))
    return numbers


def _section(lines: list[str], items: int, public: int) -> str:
    text = f"""
## How many listeners it takes

nDCG@20 of the same {ASKED} listeners when they are served in groups of so many, with 95 % intervals. A listener is a
playlist of the set {_LISTENERS}, a fifth of it held out (continuation); all are one person's, so what they share helps
more than it would among strangers. {items:,} recordings.
*Alone*: nothing else is known but the recordings' artists and albums. *With public playlists*: the {public} of the set
{_PUBLIC} are further rows. The weights were fitted on those, never on the listeners; EASE^R has the shipped weights.
The last line has all listeners of the set: no set here has 1,000.
Measured by `python -m bench listening_size`, {machine_and_date()}.

| listeners | alone | with public playlists | EASE^R with them | popularity with them |
|---|---|---|---|---|
"""
    return text.strip() + "\n" + "\n".join(lines)


def _together(public: DevelopmentSet, listeners: DevelopmentSet, folder: Path) -> tuple[Dataset, HeldOut]:
    """Both sets over the same recordings; users bear the name of their set."""
    rows: dict[str, dict[tuple[str, ...], list[str]]] = {"train": {}, "items": {}, "test": {}}
    for one in (public, listeners):
        for part, found in rows.items():
            with getattr(one, part).open(encoding="utf8", newline="") as file:
                for row in csv.DictReader(file):
                    if part == "items":
                        found.setdefault((row["item"],), list(row.values()))
                    elif part == "train" or one is listeners:
                        user = f"{one.name}:{row['user']}"
                        found[user, row["item"]] = [user, row["item"], row.get("weight", "1")]
    heads = {"train": ["user", "item", "weight"], "test": ["user", "item", "weight"]}
    heads["items"] = ["item", "track_name", "artist_name", "album_name", "tags"]
    paths = {part: folder / f"both-{part}.csv" for part in rows}
    for part, path in paths.items():
        with path.open("w", encoding="utf8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([heads[part], *rows[part].values()])
    dataset = read_dataset(paths["train"], paths["items"])
    return dataset, read_held_out(paths["test"], dataset)


def _measure_size(
    both: Dataset, held_out: HeldOut, listeners: Ints, public: Ints, size: int, weights: Weights
) -> list[Mean]:
    """Alone, with public playlists, EASE^R, popularity: nDCG@20 of the asked listeners, group by group."""
    gains: list[list[Floats]] = [[], [], [], []]
    for first in range(0, min(ASKED, len(listeners)), size):
        group = listeners[first : first + size]
        asked = group[: max(0, ASKED - first)]
        with_public = np.concatenate([group, public])
        for place, (users, model) in enumerate(
            [(group, weights), (with_public, weights), (with_public, shipped_weights()), (with_public, None)]
        ):
            dataset = replace(both, users=tuple(both.users[user] for user in users), weights=both.weights[users])
            gains[place].append(_gains(dataset, held_out, asked, model))
    return [bootstrap_mean(np.concatenate(found), SEED) for found in gains]


def _gains(dataset: Dataset, held_out: HeldOut, asked: Ints, weights: Weights | None) -> Floats:
    """nDCG@20 of the first rows of a data set, those of `asked`; popularity without weights."""
    scorer = BASELINES["popularity"].learn(dataset.weights, {}) if weights is None else build(dataset, weights).scores
    nothing = sparse.csr_array((len(dataset.users) - len(asked), len(dataset.items)))
    mine = replace(held_out, matrix=sparse.csr_array(sparse.vstack([held_out.matrix[asked], nothing], format="csr")))
    return judge("", scorer, dataset, mine, Question("continuation"), {}, 0).ndcg
