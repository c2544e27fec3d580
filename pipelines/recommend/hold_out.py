"""How well the week's model finds own songs that were hidden from it: an evaluation of every run, with a baseline."""

from dataclasses import replace
from uuid import UUID

import numpy as np

from pipelines.domain.hashing import sha256_hex
from pipelines.learn.ranking import ndcg
from pipelines.recommend.arrays import Flags, Floats, Ints, best_first, best_of
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.scored import score_pool
from pipelines.recommend.sources import SOURCES
from pipelines.recommend.steering import HARD
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import Interactions
from pipelines.settings import Settings

SHARE = 0.2
"""Of the own songs that are hidden."""
MOST = 500
"""Hidden songs at most."""
LEAST_OWN = 5
"""With fewer own songs nothing is hidden."""
CUT = 20
"""Places that count."""
_VERSIONS = 50
"""So many recordings per place of the baseline are looked at: a song has fewer versions."""


def hold_out_metrics(catalogue: Catalogue, taste: Taste, settings: Settings) -> dict[str, float]:
    """Hide a fifth of the own songs that others know, rank everything else, and see where they come.

    A song is a group of versions, so that no version of a hidden song stays known. A song that no public playlist
    lists and nothing is similar to is not hidden: no ranking could find it. The model's proposals are left
    out, since the model knew the hidden songs, and so are hard rules, which may forbid what is hidden. Which songs are
    hidden follows from listener and week. Measured per song, not per version: hold_out_items (hidden songs),
    hold_out_ndcg_20 and hold_out_recall_20, the same of everything ordered by popularity
    (hold_out_popularity_ndcg_20), hold_out_pool_recall (hidden songs in the pool: what no ranking can make up for), and
    hold_out_recall_<source> of each source of candidates.

    Returns:
        Metrics by name, in [0, 1] but for the number of items; nothing for a listener with fewer than five own songs.
    """
    hidden = hidden_songs(catalogue, taste)
    if len(hidden) == 0:
        return {}
    is_hidden = _flags(hidden, len(catalogue.group_ids))[catalogue.groups]
    reduced = replace(
        taste,
        interactions=without_songs(taste.interactions, is_hidden),
        excluded=taste.excluded & ~is_hidden,
        proposals=(),
        verdicts={},
        rules=tuple(rule for rule in taste.rules if rule.effect not in HARD),
    )
    scored = score_pool(catalogue, reduced, settings)
    rows = scored.candidates.pool.rows
    ranked = once_each(catalogue.groups[rows[best_first(scored.scores)]])
    offered = np.flatnonzero(~reduced.excluded)
    popular = once_each(catalogue.groups[offered[best_of(_popularity(catalogue)[offered], _VERSIONS * CUT)]])
    found = {
        "hold_out_items": float(len(hidden)),
        "hold_out_ndcg_20": song_ndcg(ranked, hidden, len(catalogue.group_ids)),
        "hold_out_recall_20": _recall(ranked[:CUT], hidden),
        "hold_out_popularity_ndcg_20": song_ndcg(popular, hidden, len(catalogue.group_ids)),
        "hold_out_pool_recall": _recall(ranked, hidden),
    }
    for name in SOURCES:
        if name != "proposal":
            from_source = rows[scored.candidates.place_in_source[name] > 0]
            found[f"hold_out_recall_{name}"] = _recall(catalogue.groups[from_source], hidden)
    return found


def hidden_songs(catalogue: Catalogue, taste: Taste) -> Ints:
    """The own songs (groups) that a week's measurement hides, ascending; none of fewer than five.

    Of those that others know; where they know fewer than five, of all.
    """
    own = np.unique(catalogue.groups[taste.interactions.recordings])
    if len(own) < LEAST_OWN:
        return np.zeros(0, dtype=np.int64)
    known = own[_flags(catalogue.groups[catalogue.known_to_others], len(catalogue.group_ids))[own]]
    asked = known if len(known) >= LEAST_OWN else own
    rng = np.random.default_rng(_seed(taste.listener_id, taste.week))
    return np.sort(rng.choice(asked, min(MOST, max(1, round(SHARE * len(asked)))), replace=False))


def song_ndcg(ranked: Ints, hidden: Ints, groups: int) -> float:
    """nDCG@20 of songs in their order, where the hidden ones are right; `groups` is how many songs there are."""
    shown = np.full(CUT, -1, dtype=np.int64)
    shown[: min(CUT, len(ranked))] = ranked[:CUT]
    return float(ndcg(shown[None, :], _flags(hidden, groups)[None, :], CUT)[0])


def _flags(numbers: Ints, count: int) -> Flags:
    """Which of `count` numbers are among these, shape (count,)."""
    flags = np.zeros(count, dtype=bool)
    flags[numbers] = True
    return flags


def _recall(found: Ints, relevant: Ints) -> float:
    return float(np.isin(relevant, found).mean())


def once_each(groups: Ints) -> Ints:
    """Each group once, where it comes first."""
    _, first = np.unique(groups, return_index=True)
    return groups[np.sort(first)]


def _popularity(catalogue: Catalogue) -> Floats:
    """Listeners where any are known, else public playlists, shape (n,)."""
    known: Flags = ~np.isnan(catalogue.listener_count)
    if known.any():
        return np.where(known, catalogue.listener_count, -1.0)
    return np.asarray(catalogue.listings.sum(axis=0), dtype=np.float64).ravel()


def without_songs(interactions: Interactions, is_hidden: Flags) -> Interactions:
    """What a listener keeps but for the hidden recordings; `is_hidden` is of the catalogue, shape (n,)."""
    kept = ~is_hidden[interactions.recordings]
    return replace(
        interactions,
        recordings=interactions.recordings[kept],
        playlists=interactions.playlists[kept],
        age_days=interactions.age_days[kept],
    )


def _seed(listener_id: UUID, week: str) -> int:
    return int(sha256_hex(f"hold-out:{listener_id}:{week}")[:16], 16)
