"""S(h, c) by playlist membership alone: plain item cosine."""

import numpy as np
from scipy import sparse

from pipelines.recommend.arrays import Floats, Ints, Links, empty_links, make_links

NEIGHBOURS = 200
"""Similar recordings kept per own thing when S is not imported; ties by recording_id."""
_BATCH = 512
"""Own things per block: bounds memory at 512 x recordings x 16 bytes."""


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


def keep_nearest(links: Links, count: int) -> Links:
    """The `count` largest values of each row; ties go to the smaller column."""
    rows = np.repeat(np.arange(links.shape[0], dtype=np.int64), np.diff(links.indptr))
    columns, values = links.indices.astype(np.int64), links.data
    order = np.lexsort((columns, -values, rows))
    place_in_row = np.arange(len(order)) - links.indptr[rows[order]]
    kept = order[place_in_row < count]
    return make_links(rows[kept], columns[kept], values[kept], links.shape)
