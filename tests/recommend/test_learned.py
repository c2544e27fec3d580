"""S as public playlists teach it, and that it is made once."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
import pytest

from pipelines import db
from pipelines.learn import forms, shipped
from pipelines.learn.dataset import ItemFacts
from pipelines.learn.ease import learn_ease
from pipelines.learn.weights import Weights
from pipelines.recommend import learned as module
from pipelines.recommend.arrays import empty_links, make_links
from pipelines.recommend.learn_week import learn_week
from pipelines.recommend.learned import learn_similarity, learned_links, learned_once
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

LISTS = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0]], dtype=np.float64)
ARTISTS = np.array([0, 1, 1, 2])
IDS = tuple(UUID(int=number) for number in range(1, 5))
WEEK = "2026-W47"


def links(dense: np.ndarray) -> Any:
    rows, columns = np.nonzero(dense)
    return make_links(rows, columns, dense[rows, columns], dense.shape)


def many_lists(seed: int, share: float = 0.1) -> tuple[Any, np.ndarray]:
    rng = np.random.default_rng(seed)
    return links((rng.random((40, 300)) < share).astype(np.float64)), rng.integers(0, 60, 300)


def test_it_is_what_the_closed_form_says_of_listed_recordings_and_never_negative() -> None:
    """The nearest neighbour of a listed recording has 0.5 on average; the fourth is on no public playlist."""
    learned = learn_similarity(links(LISTS), ARTISTS)
    assert learned.listed.tolist() == [0, 1, 2]
    facts = ItemFacts(ARTISTS[:3], np.full(3, -1), empty_links(3, 0))
    items = np.arange(3)
    expected = np.maximum(learn_ease(links(LISTS[:, :3]), facts, shipped.shipped_weights()).block(items, items), 0.0)
    expected *= 0.5 / expected.max(axis=1).mean()
    found = learned_links(learned, 4).toarray()[[0, 1, 3]]
    assert np.allclose(expected[:2], found[:2, :3], atol=1e-9)
    assert found[0, 1] > 0
    assert found[2].tolist() == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize("is_sparse", [False, True])
def test_a_block_of_any_size_gives_the_same_bits(monkeypatch: pytest.MonkeyPatch, *, is_sparse: bool) -> None:
    monkeypatch.setattr(forms, "DENSE_CELLS", 0 if is_sparse else 10**9)
    monkeypatch.setattr(module, "NEIGHBOURS", 50)
    whole = learn_similarity(*many_lists(5)).links
    monkeypatch.setattr(module, "_BATCH", 7)
    again = learn_similarity(*many_lists(5)).links
    assert np.diff(whole.indptr).max() == 50
    assert (whole.indices.tobytes(), whole.data.tobytes()) == (again.indices.tobytes(), again.data.tobytes())


def test_only_what_shares_a_playlist_or_the_artist_is_similar() -> None:
    lists, artists = many_lists(6, share=0.02)
    learned = learn_similarity(lists, artists)
    mine = artists[learned.listed]
    related = (lists.T @ lists).toarray()[np.ix_(learned.listed, learned.listed)] > 0
    related |= mine[:, None] == mine
    assert learned.links.nnz > 0
    assert related[learned.links.nonzero()].all()
    assert not learned.links.diagonal().any()


def test_the_sparse_form_agrees_with_the_dense_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer recordings than it may have neighbours it is the same closed form."""
    lists, artists = many_lists(7)
    dense = learn_similarity(lists[:, :150], artists[:150]).links.toarray()
    monkeypatch.setattr(forms, "DENSE_CELLS", 0)
    found = learn_similarity(lists[:, :150], artists[:150]).links.toarray()
    assert found[dense > 0] == pytest.approx(dense[dense > 0], abs=1e-8)


@pytest.mark.db
def test_it_is_made_once_of_the_same_playlists_and_other_weights_make_another(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = learned_once(settings, IDS, links(LISTS), ARTISTS)
    monkeypatch.setattr(module, "learn_similar", _never)
    again = learned_once(settings, (*IDS, UUID(int=9)), links(np.pad(LISTS, ((0, 0), (0, 1)))), np.append(ARTISTS, 0))
    assert first.links.data.tobytes() == again.links.data.tobytes()  # one more recording, which nobody lists
    with pytest.raises(AssertionError, match="learned again"):
        learned_once(settings, IDS, links(LISTS), np.array([0, 1, 0, 2]))
    monkeypatch.undo()
    monkeypatch.setattr(module, "shipped_weights", lambda: Weights(ridge=1.0))
    other = learned_once(settings, IDS, links(LISTS), ARTISTS)
    monkeypatch.undo()
    monkeypatch.setattr(module, "learn_similar", _never)
    still = learned_once(settings, IDS, links(LISTS), ARTISTS)
    assert first.links.data.tobytes() == still.links.data.tobytes() != other.links.data.tobytes()


@pytest.mark.db
def test_the_task_makes_what_every_shard_reads(
    settings: Settings, lay_out: Callable[..., None], make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings.model_copy(update={"slate_size": 2})
    lay_out(make.World(tracks=[make.track(n) for n in range(1, 7)], own={(1, 1): 1.0}))
    public = [(7, 1), (7, 3), (7, 4), (8, 1), (8, 4)]
    with db.transaction(settings) as connection:
        rows = [{"week": WEEK, "playlist_id": make.playlist(p), "recording_id": make.recording(r)} for p, r in public]
        db.insert_rows(connection, "marts.fct_public_listing", rows)
    assert 3 == learn_week(settings, WEEK)
    monkeypatch.setattr(module, "learn_similar", _never)
    assert 1 == make_slates(settings, WEEK, [make.listener(1)])
    with db.transaction(settings) as connection:
        stored = db.rows(connection, "select distinct made_from from recs.learned_similarity")
    assert 1 == len(stored)


def _never(*_: object) -> None:
    message = "learned again"
    raise AssertionError(message)
