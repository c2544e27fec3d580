"""What makes a list good: accuracy per user, and what all lists together show of the catalogue."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Flags, Floats, Ints, ItemFacts, Matrix
from pipelines.learn.nested import one_per_item
from pipelines.learn.ranking import ndcg

DEEP = 1000
"""Places of a list that others would be made of: what is not among them no re-ranking can find."""
_SMOOTHING = 0.01


@dataclass(frozen=True)
class Lists:
    """Lists to be judged, and what is known of those who get them.

    Attributes:
        items: Item numbers, best first, -1 for none, shape (b, k).
        relevant: Items that a list may find, shape (b, n).
        owned: What each user has, shape (b, n), sparse.
        users_of: Users of each item in the training data, shape (n,).
        user_count: Users in the training data.
        facts: Of the items.
    """

    items: Ints
    relevant: Flags
    owned: Matrix
    users_of: Floats
    user_count: int
    facts: ItemFacts


def per_user(lists: Lists, cut: int) -> dict[str, Floats]:
    """Metrics of each list, shape (b,) each; nan where a metric does not apply.

    - ndcg: see `pipelines.learn.ranking.ndcg`.
    - recall: see `recall`.
    - mrr: 1 / place of the first found item, 0 without; Voorhees, TREC-8, 1999.
    - novelty: mean of -log2 of the share of users who have the item, in bits; an item that nobody has counts as half a
      user's. Vargas and Castells, RecSys 2011.
    - diversity: 1 - mean cosine of tags over all pairs of the list's items with tags; Ziegler et al., WWW 2005. In a
      data set without tags the artist is the tag.
    - calibration: Kullback-Leibler divergence, in nats, of the list's tags (1 % of the user's mixed in) from those of
      the user's items; Steck, RecSys 2018. The artist is the tag as above.
    - new_artists: share of the list by artists of whom the user has nothing.
    - artists: different artists in the list.
    """
    shown = lists.items[:, :cut]
    hits = _hits(shown, lists.relevant)
    first = np.where(hits.any(axis=1), hits.argmax(axis=1) + 1.0, np.inf)
    asked = lists.relevant.any(axis=1)
    found = {
        "ndcg": ndcg(lists.items, lists.relevant, cut),
        "recall": recall(lists.items, lists.relevant, cut),
        "mrr": np.where(asked, 1.0 / first, np.nan),
    }
    tags = lists.facts.tags if lists.facts.tags.shape[1] else _one_artist_each(lists.facts)
    lengths, sums = np.sqrt(tags.multiply(tags).sum(axis=1)), tags.sum(axis=1)
    unit, share = _divided(tags, lengths), _divided(tags, sums)
    rest = [_of_list(lists, row, shown[row][shown[row] >= 0], unit, share) for row in range(len(shown))]
    for place, name in enumerate(("novelty", "diversity", "calibration", "new_artists", "artists")):
        found[name] = np.array([one[place] for one in rest], dtype=np.float64)
    return found


def recall(lists: Ints, relevant: Flags, cut: int) -> Floats:
    """Found items / min(relevant items, cut), in [0, 1], shape (b,); nan without relevant items.

    Liang et al., WWW 2018.

    Args:
        lists: Item numbers, best first, -1 for none, shape (b, k).
        relevant: Shape (b, n).
        cut: Places that count.
    """
    found = _hits(lists[:, :cut], relevant).sum(axis=1)
    findable = np.minimum(relevant.sum(axis=1), cut)
    return np.where(findable > 0, found / np.maximum(findable, 1), np.nan)


def _hits(shown: Ints, relevant: Flags) -> Flags:
    return np.take_along_axis(relevant, np.maximum(shown, 0), axis=1) & (shown >= 0)


def of_all(lists: Lists, cut: int) -> dict[str, float]:
    """Metrics of all lists together.

    - coverage: share of all items that are on a list.
    - gini: of how often each item is shown, 0 all equally, 1 one item only; Fleder and Hosanagar, Management Science
      55(5), 2009.
    """
    shown = lists.items[:, :cut].ravel()
    counts = np.sort(np.bincount(shown[shown >= 0], minlength=lists.relevant.shape[1])).astype(np.float64)
    count, total = len(counts), counts.sum()
    ranks = np.arange(1, count + 1)
    gini = float(((2 * ranks - count - 1) * counts).sum() / (count * total)) if total else 0.0
    return {"coverage": float((counts > 0).mean()), "gini": gini}


def _of_list(
    lists: Lists, row: int, shown: Ints, unit: Matrix, share: Matrix
) -> tuple[float, float, float, float, float]:
    if len(shown) == 0:
        return (np.nan,) * 5
    has = np.maximum(lists.users_of[shown], 0.5) / lists.user_count
    mine = lists.owned.indices[lists.owned.indptr[row] : lists.owned.indptr[row + 1]]
    artists = lists.facts.artists[shown]
    known = artists[artists >= 0]
    new = float((~np.isin(known, lists.facts.artists[mine])).mean()) if len(known) else np.nan
    return (
        float(-np.log2(has).mean()),
        _diversity(unit[shown]),
        _divergence(_mean_of_tagged(share[mine]), _mean_of_tagged(share[shown])),
        new,
        float(len(np.unique(known))) if len(known) else np.nan,
    )


def _diversity(unit: Matrix) -> float:
    """1 - mean cosine of all pairs: the square of a sum of unit vectors is all pairs twice, and each with itself."""
    count = int((np.diff(unit.indptr) > 0).sum())
    if count <= 1:
        return float("nan")
    total = np.asarray(unit.sum(axis=0)).ravel()
    return float(1.0 - (total @ total - count) / (count * (count - 1)))


def _mean_of_tagged(share: Matrix) -> Floats:
    """Mean of the rows that have any tag, shape (tags,)."""
    return np.asarray(share.sum(axis=0), dtype=np.float64).ravel() / max(1, int((np.diff(share.indptr) > 0).sum()))


def _divided(tags: Matrix, by: Floats) -> Matrix:
    """Rows divided each by a number, which is 0 for rows without tags."""
    divided = sparse.csr_array(sparse.diags_array(1.0 / np.where(by > 0, by, 1.0)) @ tags)
    divided.eliminate_zeros()
    return divided


def _divergence(wanted: Floats, shown: Floats) -> float:
    if wanted.sum() == 0 or shown.sum() == 0:
        return float("nan")
    mixed = (1 - _SMOOTHING) * shown + _SMOOTHING * wanted
    kept = wanted > 0
    return float((wanted[kept] * np.log(wanted[kept] / mixed[kept])).sum())


def _one_artist_each(facts: ItemFacts) -> Matrix:
    return one_per_item(np.ones(len(facts.artists)), facts.artists)
