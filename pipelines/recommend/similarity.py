"""S(h, c), sparse and non-negative: imported, or made of public playlists: plain item cosine, or learned."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import ItemFacts
from pipelines.learn.ease import Ease, learn_ease
from pipelines.learn.shipped import shipped_weights
from pipelines.recommend.arrays import Floats, Ints, Links, empty_links, make_links

NEIGHBOURS = 200
"""Similar recordings kept per own thing when S is not imported; ties by recording_id."""
_BATCH = 512
"""Own things per block: bounds memory at 512 x recordings x 16 bytes."""
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
    """A similarity learned from public playlists.

    Attributes:
        listed: Catalogue rows of the recordings that a public playlist lists, ascending; nothing else is known of.
        ease: Of those.
    """

    listed: Ints
    ease: Ease


def learn_similarity(listings: Links, artists: Ints) -> Learned:
    """Learn from public playlists, with artists as further rows; the weights are the shipped ones.

    Args:
        listings: Public playlists by recordings, shape (p, n), 1 where a playlist lists a recording.
        artists: Number of each recording's artist, shape (n,).
    """
    listed = np.flatnonzero(np.asarray(listings.sum(axis=0)).ravel()).astype(np.int64)
    albums = np.full(len(listed), -1, dtype=np.int64)
    no_tags = sparse.csr_array((len(listed), 0), dtype=np.float64)
    _, numbers = np.unique(artists[listed], return_inverse=True)
    facts = ItemFacts(numbers.astype(np.int64), albums, no_tags)
    return Learned(listed, learn_ease(sparse.csr_array(listings[:, listed]), facts, shipped_weights()))


def learned_links(learned: Learned, own: Ints, count: int, neighbours: int = NEIGHBOURS) -> Links:
    """The positive similarities of each own thing, the largest `neighbours` of them.

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
    rows, columns, values = [], [], []
    for first in range(0, len(known), _BATCH):
        block = places[first : first + _BATCH]
        one_each = make_links(np.arange(len(block)), block, np.ones(len(block)), (len(block), len(learned.listed)))
        dense = np.round(learned.ease.scores(one_each), _DECIMALS)
        nearest = keep_nearest(sparse.csr_array(np.maximum(dense, 0.0)), neighbours)
        rows.append(known[first + np.repeat(np.arange(len(block)), np.diff(nearest.indptr))])
        columns.append(learned.listed[nearest.indices])
        values.append(nearest.data)
    if not rows:
        return empty_links(len(own), count)
    return make_links(np.concatenate(rows), np.concatenate(columns), np.concatenate(values), (len(own), count))


def keep_nearest(links: Links, count: int) -> Links:
    """The `count` largest values of each row; ties go to the smaller column."""
    rows = np.repeat(np.arange(links.shape[0], dtype=np.int64), np.diff(links.indptr))
    columns, values = links.indices.astype(np.int64), links.data
    order = np.lexsort((columns, -values, rows))
    place_in_row = np.arange(len(order)) - links.indptr[rows[order]]
    kept = order[place_in_row < count]
    return make_links(rows[kept], columns[kept], values[kept], links.shape)
