"""What is new to a listener, what many or few listen to, and what suits an activity, per track."""

from collections.abc import Iterator

import numpy as np

from pipelines.domain.names import normalise
from pipelines.domain.wishes import ACTIVITIES
from pipelines.recommend.arrays import Flags, Floats, Ints
from pipelines.recommend.catalogue import FEATURES, Catalogue

LISTENED = ("popular", "obscure")
"""Values of novelty that are about how many listen to a track."""
POPULAR_SHARE, OBSCURE_SHARE = 0.9, 0.25
"""Popular is the most listened tenth of the catalogue, obscure its least listened quarter."""


def novelty_match(value: str, catalogue: Catalogue, own_artists: Ints) -> Floats:
    """1 or 0 per track, shape (n,).

    new: by an artist of whom the listener keeps nothing; familiar: by any other. popular: listeners at or above the
    0.9 quantile of the known counts, and above the median; obscure: at or below the 0.25 quantile, and below the
    median. So where all have as many, none is either. An unknown count is neither.

    Args:
        value: new, familiar, popular or obscure; anything else matches nothing.
        catalogue: The week's.
        own_artists: Numbers of the artists of whom the listener keeps something.
    """
    if value in ("new", "familiar"):
        is_own = np.isin(catalogue.artists, own_artists)
        return (is_own if value == "familiar" else ~is_own).astype(np.float64)
    counts = catalogue.listener_count
    known = counts[~np.isnan(counts)]
    if value not in LISTENED or len(known) == 0:
        return np.zeros(len(catalogue))
    # values that occur, never in between: no rounding decides
    median, border = np.quantile(known, [0.5, POPULAR_SHARE if value == "popular" else OBSCURE_SHARE], method="lower")
    found = (counts >= border) & (counts > median) if value == "popular" else (counts <= border) & (counts < median)
    return np.asarray(found, dtype=np.float64)


def activity_match(value: str, catalogue: Catalogue) -> Floats:
    """The share of an activity's conditions that hold, in [0, 1], shape (n,); an unknown fact does not hold."""
    holding = [holds for holds, _ in _conditions(value, catalogue)]
    return np.mean(np.stack(holding), axis=0, dtype=np.float64) if holding else np.zeros(len(catalogue))


def activity_known(value: str, catalogue: Catalogue) -> Flags:
    """Whether all facts that an activity asks for are known, shape (n,)."""
    known = [is_known for _, is_known in _conditions(value, catalogue)]
    return np.asarray(np.all(np.stack(known), axis=0)) if known else np.zeros(len(catalogue), dtype=bool)


def _conditions(value: str, catalogue: Catalogue) -> Iterator[tuple[Flags, Flags]]:
    """Per condition of an activity, for which tracks it holds and for which its fact is known."""
    wanted = ACTIVITIES.get(value)
    if wanted is None:
        return
    if wanted.tempo is not None:
        tempo = catalogue.features[:, FEATURES.index("tempo_bpm")]
        yield (tempo >= wanted.tempo[0]) & (tempo < wanted.tempo[1]), ~np.isnan(tempo)
    if wanted.energy is not None:
        energy = catalogue.features[:, FEATURES.index("energy")]
        yield (energy >= wanted.energy[0]) & (energy <= wanted.energy[1]), ~np.isnan(energy)
    if wanted.moods:
        columns = [at for at, name in enumerate(catalogue.mood_names) if normalise(name) in wanted.moods]
        known = np.asarray(np.diff(catalogue.moods.indptr) > 0)
        yield np.asarray(catalogue.moods[:, columns].sum(axis=1) > 0).ravel(), known
