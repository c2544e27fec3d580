"""S(h, c) as public playlists teach it: made once of the same playlists, stored, and read by all who need it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.db.stored_links import links_once
from pipelines.learn.dataset import Floats, Ints, ItemFacts
from pipelines.learn.ease import Ease
from pipelines.learn.forms import Learned as Form
from pipelines.learn.forms import learn_similar
from pipelines.learn.nested import one_per_item
from pipelines.learn.ranking import largest
from pipelines.learn.shipped import shipped_weights
from pipelines.learn.sparse_ease import SparseEase
from pipelines.recommend.arrays import Links, empty_links, make_links, narrow
from pipelines.settings import Settings

NEIGHBOURS = 200
"""Similar recordings kept per recording, the nearest first; ties by recording_id."""
METHOD = "1"
"""Goes up whenever the same playlists and weights would give another S."""
_TABLE = "recs.learned_similarity"
_BATCH = 256
"""Recordings per block: bounds memory at 256 x recordings x 16 bytes."""
_NEAREST = 0.5
"""Mean learned similarity of the nearest neighbour: about that of imported similar recordings."""
_DECIMALS, _FINER = 10, 12
"""Rounded to this at the end, and before the nearest are chosen, so that nothing depends on who shares a block."""


@dataclass(frozen=True)
class Learned:
    """A similarity learned from public playlists, over the k recordings that one of them lists.

    Attributes:
        listed: Their catalogue rows, ascending; nothing is known of others.
        links: S(h, i) above 0, the 200 largest of each h, shape (k, k).
    """

    listed: Ints
    links: Links


def learned_once(settings: Settings, ids: tuple[UUID, ...], listings: Links, artists: Ints) -> Learned:
    """What `learn_similarity` makes; stored under the hash of what it is made from, made only if nobody did before.

    The hash is of the listed recordings, who lists them, their artists, the weights and the method: not of the week, so
    weeks with the same playlists share one S, and other weights make another beside it. What is stored never changes.

    Args:
        settings: Where PostgreSQL is.
        ids: Of the catalogue's recordings, n of them.
        listings: Public playlists by recordings, shape (p, n).
        artists: Number of each recording's artist, shape (n,).
    """
    listed = _listed(listings)
    lists, numbers = _of_listed(listings, artists, listed)
    digest = hashlib.sha256(f"{METHOD} {NEIGHBOURS} {shipped_weights().to_json()}".encode())
    digest.update(b"".join(ids[row].bytes for row in listed))
    for array in (numbers, lists.indptr.astype(np.int64), lists.indices.astype(np.int64), lists.data):
        digest.update(array.tobytes())
    return Learned(listed, links_once(settings, _TABLE, digest.hexdigest(), lambda: _learn(lists, numbers)))


def learn_similarity(listings: Links, artists: Ints) -> Learned:
    """Learn from public playlists, with artists as further rows; the weights are the shipped ones.

    b(h, i) shrinks with the number of playlists and the ridge. So that the weights of the other terms mean the same
    whatever S is made of, it is scaled: the nearest neighbour of a listed recording has 0.5 on average. Kept are
    positive values of recordings that share a playlist or the artist. No listener's own list is a row, so taking one
    away changes w but not S.

    Args:
        listings: Public playlists by recordings, shape (p, n), 1 where a playlist lists a recording.
        artists: Number of each recording's artist, shape (n,).
    """
    listed = _listed(listings)
    return Learned(listed, _learn(*_of_listed(listings, artists, listed)))


def learned_links(learned: Learned, count: int) -> Links:
    """The same over all recordings of the catalogue, shape (count, count); one that no playlist lists has no link."""
    lengths = np.zeros(count, dtype=np.int64)
    lengths[learned.listed] = np.diff(learned.links.indptr)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    links = (learned.links.data, learned.listed[learned.links.indices], starts)
    return narrow(sparse.csr_array(links, shape=(count, count)))


def _listed(listings: Links) -> Ints:
    return np.flatnonzero(np.asarray(listings.sum(axis=0)).ravel()).astype(np.int64)


def _of_listed(listings: Links, artists: Ints, listed: Ints) -> tuple[Links, Ints]:
    """The listed recordings alone: playlists, shape (p, k), and artists numbered anew, shape (k,)."""
    lists = sparse.csr_array(listings[:, listed])
    lists.sort_indices()
    return lists, np.unique(artists[listed], return_inverse=True)[1].astype(np.int64)


def _learn(lists: Links, artists: Ints) -> Links:
    count = lists.shape[1]
    facts = ItemFacts(artists, np.full(count, -1, dtype=np.int64), empty_links(count, 0))
    related = sparse.csr_array(sparse.vstack([lists, one_per_item(np.ones(count), artists).T]))
    with threadpool_limits(1, "blas"):
        form = learn_similar(lists, facts, shipped_weights())
        found = _nearest_of_all(form, related)
    nearest = found.max(axis=1).toarray().sum() / max(1, count) if found.nnz else 0.0
    found.data = np.round(found.data * (_NEAREST / nearest if nearest > 0 else 1.0), _DECIMALS)
    found.eliminate_zeros()
    return found


def _nearest_of_all(form: Form, related: Links) -> Links:
    """The largest b(h, i) above 0 of all recordings h and those that share a row of `related`, shape (k, k)."""
    heads, tails, values = [], [], []
    for head, columns, near in _dense_rows(form, related) if isinstance(form, Ease) else _sparse_rows(form):
        above = near > 0
        kept = largest(near[above], NEIGHBOURS)
        heads.append(np.full(len(kept), head, dtype=np.int64))
        tails.append(columns[above][kept])
        values.append(near[above][kept])
    if not heads:
        return empty_links(*([related.shape[1]] * 2))
    count = related.shape[1]
    return make_links(np.concatenate(heads), np.concatenate(tails), np.concatenate(values), (count, count))


def _dense_rows(ease: Ease, related: Links) -> Iterator[tuple[int, Ints, Floats]]:
    """Each recording, those related to it, and b. Recordings of one playlist share a block: few columns are made."""
    turned = ease.nested.columns_under(ease.rows, np.arange(related.shape[1], dtype=np.int64))
    weighted = ease.core @ turned
    by_column = sparse.csc_array(related)
    first_row = by_column.indices[by_column.indptr[:-1]]
    order = np.lexsort((first_row, np.diff(by_column.indptr))).astype(np.int64)
    for first in range(0, len(order), _BATCH):
        places = order[first : first + _BATCH]
        pairs = sparse.csr_array(by_column[:, places].T @ related)
        pairs.sort_indices()
        columns = np.unique(pairs.indices).astype(np.int64)
        inverse = ease.nested.block(places, columns) - turned[:, places].T @ weighted[:, columns]
        inverse *= ease.column_scale[places][:, None] * ease.out_scale[columns]
        for row, place in enumerate(places):
            mine = pairs.indices[pairs.indptr[row] : pairs.indptr[row + 1]].astype(np.int64)
            other = mine[mine != place]
            yield int(place), other, np.round(-inverse[row, np.searchsorted(columns, other)], _FINER)


def _sparse_rows(form: SparseEase) -> Iterator[tuple[int, Ints, Floats]]:
    """The same of the sparse form, which has related recordings only."""
    links = sparse.csr_array(sparse.diags_array(form.column_scale) @ form.inverse @ sparse.diags_array(form.out_scale))
    links.sort_indices()
    for place in range(links.shape[0]):
        span = slice(links.indptr[place], links.indptr[place + 1])
        yield place, links.indices[span].astype(np.int64), np.round(links.data[span], _FINER)
