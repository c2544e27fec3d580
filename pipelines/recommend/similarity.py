"""S(h, c), sparse and non-negative: imported, or made of public playlists: plain item cosine, or learned."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import ItemFacts
from pipelines.learn.ease import Ease, learn_ease
from pipelines.learn.nested import one_per_item
from pipelines.learn.shipped import shipped_weights
from pipelines.recommend.arrays import Floats, Ints, Links, empty_links, make_links

NEIGHBOURS = 200
"""Similar recordings kept per own thing when S is not imported; ties by recording_id."""
_BATCH = 512
"""Own things per block: bounds memory at 512 x recordings x 16 bytes."""
_LEARNED_BATCH = 64
"""The same where a block is dense."""
_NEAREST = 0.5
"""Mean learned similarity of the nearest neighbour: about that of imported similar recordings."""
_SAMPLE = 500
"""Recordings, evenly spaced, that the mean is taken of."""
_DECIMALS = 10
"""Learned similarities are rounded to this, so that they do not depend on which own things share a block."""


def item_cosine(listings: Links, own: Ints, neighbours: int = NEIGHBOURS) -> Links:
    """Cosine of playlist membership between each own thing and every recording.

    cos(h, c) = playlists with both / sqrt(playlists with h * playlists with c). Only public playlists are rows, so S
    is the same for every listener, and taking away one's own playlist changes w but not S.

    Args:
        listings: Public playlists by recordings, shape (p, n), 1 where a playlist lists a recording.
        own: Catalogue rows of the own things, shape (h,).
        neighbours: Kept per own thing, the nearest first.

    Returns:
        Shape (h, n); a recording is not its own neighbour.
    """
    if listings.shape[0] == 0 or len(own) == 0:
        return empty_links(len(own), listings.shape[1])
    counts = np.asarray(listings.sum(axis=0)).ravel()
    blocks = [_cosine_block(listings, own[first : first + _BATCH], counts) for first in range(0, len(own), _BATCH)]
    return sparse.csr_array(sparse.vstack([keep_nearest(block, neighbours) for block in blocks], format="csr"))


def _cosine_block(listings: Links, own: Ints, counts: Floats) -> Links:
    together = sparse.coo_array(listings[:, own].T @ listings)
    rows, columns = together.row.astype(np.int64), together.col.astype(np.int64)
    other = columns != own[rows]
    rows, columns, both = rows[other], columns[other], together.data[other]
    return make_links(rows, columns, both / np.sqrt(counts[own[rows]] * counts[columns]), (len(own), listings.shape[1]))


@dataclass(frozen=True)
class Learned:
    """A similarity learned from public playlists, over the k recordings that one of them lists.

    Attributes:
        listed: Their catalogue rows, ascending; nothing is known of others.
        related: Playlists and artists by listed recordings: who shares a row may be similar, shape (r, k).
        ease: What was learned.
        turned: V of `ease`, shape (playlists, k).
        weighted: CV of `ease`, shape (playlists, k).
        scale: What b(h, i) is multiplied with.
    """

    listed: Ints
    related: Links
    ease: Ease
    turned: Floats
    weighted: Floats
    scale: float = 1.0


def learn_similarity(listings: Links, artists: Ints) -> Learned:
    """Learn from public playlists, with artists as further rows; the weights are the shipped ones.

    b(h, i) shrinks with the number of playlists and the ridge. So that the weights of the other terms mean the same
    whatever S is made of, it is scaled: the nearest neighbour of a recording has 0.5 on average.

    Args:
        listings: Public playlists by recordings, shape (p, n), 1 where a playlist lists a recording.
        artists: Number of each recording's artist, shape (n,).
    """
    listed = np.flatnonzero(np.asarray(listings.sum(axis=0)).ravel()).astype(np.int64)
    lists = sparse.csr_array(listings[:, listed])
    _, numbers = np.unique(artists[listed], return_inverse=True)
    facts = ItemFacts(numbers.astype(np.int64), np.full(len(listed), -1, dtype=np.int64), empty_links(len(listed), 0))
    ease = learn_ease(lists, facts, shipped_weights())
    by_artist = one_per_item(np.ones(len(listed)), facts.artists).T
    turned = ease.nested.columns_under(ease.rows, np.arange(len(listed), dtype=np.int64))
    related = sparse.csr_array(sparse.vstack([lists, by_artist]))
    learned = Learned(listed, related, ease, turned, ease.core @ turned)
    sample = np.unique(np.linspace(0, len(listed) - 1, min(_SAMPLE, len(listed))).astype(np.int64))
    mean = learned_links(learned, listed[sample], len(artists), 1).sum() / max(1, len(sample))
    return replace(learned, scale=_NEAREST / mean if mean > 0 else 1.0)


def learned_links(learned: Learned, own: Ints, count: int, neighbours: int = NEIGHBOURS) -> Links:
    """The positive similarities of each own thing with what shares a playlist or the artist: the largest `neighbours`.

    Args:
        learned: From public playlists only, so that taking away one's own playlist changes w but not S.
        own: Catalogue rows of the own things, shape (h,).
        count: Recordings in the catalogue, n.
        neighbours: Kept per own thing.

    Returns:
        Shape (h, n); an own thing that no public playlist lists has none.
    """
    known = np.flatnonzero(np.isin(own, learned.listed)).astype(np.int64)
    places = np.searchsorted(learned.listed, own[known])
    blocks = [places[first : first + _LEARNED_BATCH] for first in range(0, len(known), _LEARNED_BATCH)]
    if not blocks:
        return empty_links(len(own), count)
    near = sparse.coo_array(
        sparse.vstack([keep_nearest(_learned_block(learned, block), neighbours) for block in blocks])
    )
    return make_links(known[near.row], learned.listed[near.col], near.data, (len(own), count))


def _learned_block(learned: Learned, places: Ints) -> Links:
    """b(h, i) above 0 of some listed recordings and those they are related to, shape (len(places), k)."""
    ease, related = learned.ease, sparse.coo_array(learned.related[:, places].T @ learned.related)
    rows, columns = related.row.astype(np.int64), related.col.astype(np.int64)
    other = columns != places[rows]
    rows, columns = rows[other], columns[other]
    across = (learned.turned[:, places].T @ learned.weighted)[rows, columns]
    inverse = ease.nested.pairs(places[rows], columns) - across
    values = np.round(-inverse * (learned.scale * ease.column_scale[places[rows]] * ease.out_scale[columns]), _DECIMALS)
    above = values > 0
    return make_links(rows[above], columns[above], values[above], (len(places), len(learned.listed)))


def keep_nearest(links: Links, count: int) -> Links:
    """The `count` largest values of each row; ties go to the smaller column."""
    rows = np.repeat(np.arange(links.shape[0], dtype=np.int64), np.diff(links.indptr))
    columns, values = links.indices.astype(np.int64), links.data
    order = np.lexsort((columns, -values, rows))
    place_in_row = np.arange(len(order)) - links.indptr[rows[order]]
    kept = order[place_in_row < count]
    return make_links(rows[kept], columns[kept], values[kept], links.shape)
