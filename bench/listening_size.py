"""How well the ranking does with 1, 5, 20, 100 and all listeners, alone and beside public playlists.

Reads the public playlists below the folder LINERNOTES_DATA; writes one section of docs/benchmarks.md.
"""

import csv
import os
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse

from bench._development_sets import DevelopmentSet, make_sets
from bench._generated_sets import Size, generate, write_set
from bench._sections import machine_and_date, write_section
from pipelines.evaluate.baselines import BASELINES
from pipelines.evaluate.bootstrap import Mean, bootstrap_mean
from pipelines.evaluate.files import HeldOut, read_dataset, read_held_out
from pipelines.evaluate.run import SEED, Question, judge
from pipelines.learn.dataset import Dataset, Flags, Floats, Ints
from pipelines.learn.fit import fit
from pipelines.learn.model import build
from pipelines.learn.shipped import shipped_weights
from pipelines.learn.weights import Weights

SIZES = (1, 5, 20, 100)
"""Listeners in the system; a last line has all there are, 1,000 in the generated world."""
ASKED = 100
"""Listeners who are measured, the same in every line."""
_MOST = 1_000
_WORLD = Size(users=_MOST + 250, items=20_000, artists=4_000, kept=60)
_PUBLIC, _LISTENERS = "archive", "harisekhon"


def measure() -> dict[str, float]:
    """Mean nDCG@20 by size; {} and a line on stderr where there are no data."""
    data = os.environ.get("LINERNOTES_DATA", "")
    if not data:
        print("listening_size: set LINERNOTES_DATA to a folder of public playlists; nothing measured", file=sys.stderr)
        return {}
    with tempfile.TemporaryDirectory(prefix="linernotes-sizes-") as folder:
        real, invented = _playlists(Path(data), Path(folder)), _strangers(Path(folder))
        found = {"playlists": _by_size(real), "strangers": _by_size(invented)}
    write_section("listening-size", _section(found, real, invented))
    return {
        f"ndcg20_{size}_{name}": means[0].mean for name, by_size in found.items() for size, means in by_size.items()
    }


@dataclass(frozen=True)
class _Town:
    """Public playlists and listeners over the same recordings.

    Attributes:
        dataset: Of both.
        held_out: Of the listeners.
        is_public: Whether a user of the data set is a public playlist, shape (u,).
        weights: Fitted on the public playlists alone.
    """

    dataset: Dataset
    held_out: HeldOut
    is_public: Flags
    weights: Weights


def _playlists(data: Path, folder: Path) -> _Town:
    """Both development sets of recordings: one is public, of the other each playlist is a listener."""
    sets = {one.name: one for one in make_sets(data, folder)}
    public = read_dataset(sets[_PUBLIC].train, sets[_PUBLIC].items)
    both, held_out = _together(sets[_PUBLIC], sets[_LISTENERS], folder)
    is_public = np.array([user.startswith(_PUBLIC) for user in both.users])
    return _Town(both, held_out, is_public, fit(public, task="continuation", seed=SEED))


def _strangers(folder: Path) -> _Town:
    """Listeners of a generated world: none has a hand in what another one likes."""
    train, items, test = write_set(folder, generate(_WORLD))
    dataset = read_dataset(train, items)
    is_public = np.arange(len(dataset.users)) < _WORLD.users - _MOST
    public = replace(dataset, users=dataset.users[: is_public.sum()], weights=dataset.weights[is_public])
    weights = fit(public, task="continuation", seed=SEED)
    return _Town(dataset, read_held_out(test, dataset), is_public, weights)


def _by_size(town: _Town) -> dict[int, list[Mean]]:
    """Means of `_measure_size` by the number of listeners."""
    listeners = np.random.default_rng(SEED).permutation(np.flatnonzero(~town.is_public))
    found = {}
    for size in (*SIZES, len(listeners)):
        found[size] = _measure_size(town, listeners, size)
        print(f"{size} listeners: {found[size][0].mean:.3f}", file=sys.stderr, flush=True)
    return found


def _table(by_size: dict[int, list[Mean]]) -> str:
    lines = [
        f"| {size:,} | " + " | ".join(f"{one.mean:.3f} ({one.low:.3f} to {one.high:.3f})" for one in means) + " |"
        for size, means in by_size.items()
    ]
    head = "| listeners | alone | with public playlists | EASE^R with them | popularity with them |"
    return "\n".join([head, "|---|---|---|---|---|", *lines])


def _section(found: dict[str, dict[int, list[Mean]]], real: _Town, invented: _Town) -> str:
    text = f"""
## How many listeners it takes

nDCG@20 of the same {ASKED} listeners when they are served in groups of so many, with 95 % intervals; a fifth of what
each has is held out (continuation).
*Alone*: nothing else is known but what the recordings are. *With public playlists*: some more playlists are further
rows. The weights were fitted on those, never on the listeners; EASE^R has the shipped weights.
Measured by `python -m bench listening_size`, {machine_and_date()}.

A listener is a playlist of the set {_LISTENERS}; public are the {real.is_public.sum()} of the set {_PUBLIC}. All
listeners are one person's playlists, so what they share helps more than it would among strangers. The last line has
all there are. {len(real.dataset.items):,} recordings.

{_table(found["playlists"])}

A generated world of {len(invented.dataset.items):,} recordings with tags, where listeners are strangers who like a few
of its scenes; {invented.is_public.sum()} others are public.

{_table(found["strangers"])}
"""
    return text.strip()


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


def _measure_size(town: _Town, listeners: Ints, size: int) -> list[Mean]:
    """Alone, with public playlists, EASE^R, popularity: nDCG@20 of the asked listeners, group by group."""
    gains: list[list[Floats]] = [[], [], [], []]
    public = np.flatnonzero(town.is_public)
    for first in range(0, min(ASKED, len(listeners)), size):
        group = listeners[first : first + size]
        asked = group[: max(0, ASKED - first)]
        with_public = np.concatenate([group, public])
        for place, (users, model) in enumerate(
            [(group, town.weights), (with_public, town.weights), (with_public, shipped_weights()), (with_public, None)]
        ):
            names, weights = tuple(town.dataset.users[user] for user in users), town.dataset.weights[users]
            dataset = replace(town.dataset, users=names, weights=weights)
            gains[place].append(_gains(dataset, town.held_out, asked, model))
    return [bootstrap_mean(np.concatenate(found), SEED) for found in gains]


def _gains(dataset: Dataset, held_out: HeldOut, asked: Ints, weights: Weights | None) -> Floats:
    """nDCG@20 of the first rows of a data set, those of `asked`; popularity without weights."""
    scorer = BASELINES["popularity"].learn(dataset.weights, {}) if weights is None else build(dataset, weights).scores
    nothing = sparse.csr_array((len(dataset.users) - len(asked), len(dataset.items)))
    mine = replace(held_out, matrix=sparse.csr_array(sparse.vstack([held_out.matrix[asked], nothing], format="csr")))
    return judge("", scorer, dataset, mine, Question("continuation"), {}, 0).ndcg
