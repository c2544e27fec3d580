"""Metrics by hand."""

import numpy as np
import pytest
from scipy import sparse

from pipelines.evaluate.bootstrap import bootstrap_mean, paired_difference
from pipelines.evaluate.files import HeldOut
from pipelines.evaluate.metrics import Lists, of_all, per_user, recall
from pipelines.evaluate.rerank import rerank
from pipelines.evaluate.run import Question, Rerank, judge
from pipelines.learn.dataset import Dataset, Floats, Ints, ItemFacts, Matrix, no_facts

TAGS = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 3.0], [0.0, 0.0], [2.0, 2.0]])


def tagged(artists: list[int]) -> ItemFacts:
    return ItemFacts(np.array(artists), np.full(5, -1), sparse.csr_array(TAGS), tag_names=("jazz", "folk"))


def lists(items: list[int], owned: list[int], relevant: list[int], facts: ItemFacts) -> Lists:
    def row(numbers: list[int]) -> Matrix:
        return sparse.csr_array(np.isin(np.arange(5), numbers)[None, :].astype(np.float64))

    users_of = np.array([4.0, 2.0, 1.0, 0.0, 8.0])
    return Lists(np.array([items]), row(relevant).toarray() > 0, row(owned), users_of, 8, facts)


def test_recall_and_reciprocal_rank() -> None:
    """Three relevant, one found at place 2 of 2 that count: 1 / min(3, 2) and 1 / 2."""
    found = per_user(lists([3, 1, 2], [0], [1, 2, 4], tagged([0, 1, 2, 3, 4])), 2)
    assert found["recall"].tolist() == [0.5]
    assert found["mrr"].tolist() == [0.5]


def test_a_longer_list_can_find_more_and_no_place_is_an_item() -> None:
    """Items 1, 2 and 4 are relevant. Of two places one finds, 1 / 2; of a thousand, filled or not, two of all 3."""
    items, relevant = np.array([[3, 1, 2, -1]]), np.isin(np.arange(5), [1, 2, 4])[None, :]
    assert recall(items, relevant, 2).tolist() == [1 / 2]
    assert recall(items, relevant, 1000).tolist() == [2 / 3]
    assert np.isnan(recall(items, np.zeros((1, 5), dtype=bool), 1000)[0])


@pytest.mark.parametrize("reranked", ["none", "slate"])
def test_what_could_be_chosen_from_is_a_thousand_items_whatever_is_made_of_them(reranked: Rerank) -> None:
    """All have item 0, so items 1, 20, 1000 and 1001 stand at places 1, 20, 1,000 and 1,001.

    The first user misses them all: 20 places find 2 / 4, and 1,000 find 3 / 4. The second misses nothing.
    """
    owned = sparse.csr_array(([1.0, 1.0], ([0, 1], [0, 0])), shape=(2, 1100))
    missed = sparse.csr_array((np.ones(4), ([0] * 4, [1, 20, 1000, 1001])), shape=(2, 1100))
    dataset = Dataset(("a", "b"), tuple(f"{number:04}" for number in range(1100)), owned, no_facts(1100))

    def falling(users: Ints) -> Floats:
        return np.tile(-np.arange(1100.0), (len(users), 1))

    question = Question("continuation", rerank=reranked)
    found = judge("falling", falling, dataset, HeldOut(missed, 0), question, {}, 0)
    assert (found.means["recall"].mean, found.means["recall_1000"].mean) == (2 / 4, 3 / 4)


def test_nothing_relevant_is_no_zero() -> None:
    found = per_user(lists([3, 1, 2], [0], [], tagged([0, 1, 2, 3, 4])), 2)
    assert np.isnan([found[name][0] for name in ("ndcg", "recall", "mrr")]).all()


def test_novelty_is_the_mean_information_of_the_items() -> None:
    """Shares 2/8, 1/8 and half a user of 8: 2, 3 and 4 bits."""
    found = per_user(lists([1, 2, 3], [0], [1], tagged([0, 1, 2, 3, 4])), 3)
    assert found["novelty"].tolist() == [3.0]


def test_diversity_is_the_mean_distance_of_tagged_pairs() -> None:
    """Jazz, jazz, folk and one without tags: cosines 1, 0, 0."""
    found = per_user(lists([0, 1, 2, 3], [], [1], tagged([0, 1, 2, 3, 4])), 4)
    assert found["diversity"][0] == pytest.approx(2 / 3)


def test_calibration_is_the_divergence_of_the_lists_tags() -> None:
    """Has jazz and folk half each, gets jazz only: 0.5 ln(0.5 / 0.995) + 0.5 ln(0.5 / 0.005) = 1.9585."""
    found = per_user(lists([0, 1], [4], [1], tagged([0, 1, 2, 3, 4])), 2)
    assert found["calibration"][0] == pytest.approx(1.9585, abs=1e-4)


def test_new_artists_are_those_that_nothing_owned_is_by() -> None:
    found = per_user(lists([1, 2, 3, 4], [0], [1], tagged([0, 0, 5, 5, -1])), 4)
    assert found["new_artists"][0] == pytest.approx(2 / 3)
    assert found["artists"].tolist() == [2.0]


def test_without_tags_the_artist_is_the_tag() -> None:
    facts = ItemFacts(np.array([0, 0, 1, 2, 2]), np.full(5, -1), sparse.csr_array((5, 0)))
    assert per_user(lists([0, 1, 2], [], [1], facts), 3)["diversity"][0] == pytest.approx(2 / 3)


def test_coverage_and_gini() -> None:
    """Two of five items are shown, once and three times: G = sum((2 r - n - 1) x) / (n sum x) = (2 + 4 * 3) / 20."""
    shown = Lists(np.array([[0, 1], [0, -1], [0, -1]]), np.zeros((3, 5), bool), np.zeros(0), np.ones(5), 3, no_facts(5))
    assert of_all(shown, 2) == {"coverage": 0.4, "gini": pytest.approx(0.7)}


def test_an_interval_holds_the_mean_and_is_the_same_twice() -> None:
    values = np.append(np.random.default_rng(1).random(100), np.nan)
    mean = bootstrap_mean(values, 7)
    assert mean == bootstrap_mean(values, 7)
    assert mean.low < mean.mean < mean.high
    assert mean.mean == pytest.approx(np.nanmean(values))
    assert paired_difference(values + 0.5, values, 7).low == pytest.approx(0.5)


def test_a_slate_lets_a_weak_second_song_give_way_to_another_artist() -> None:
    """The malus is 0.4 x 5, the score at the last place: the third of artist 0, with 6.9 - 2, falls behind 4.95."""
    facts = ItemFacts(np.array([0, 0, 0, 1, -1, 2, -1]), np.full(7, -1), sparse.csr_array((7, 0)))
    pool, scores = np.arange(7), np.array([9.0, 8.9, 6.9, 5.0, 4.95, 4.92, 2.0])
    assert rerank(pool, scores, facts, 4).tolist() == [0, 1, 3, 4]
    assert rerank(pool, scores, facts, 3).tolist() == [0, 1, 3], "0.4 x 6.9"
    assert len(rerank(pool, scores, facts, 9)) == 7
    assert len(rerank(pool[:0], scores[:0], facts, 9)) == 0


def test_items_without_an_artist_are_like_no_other() -> None:
    facts = ItemFacts(np.array([-1, -1, 3]), np.full(3, -1), sparse.csr_array((3, 0)))
    assert rerank(np.arange(3), np.array([3.0, 2.9, 2.8]), facts, 2).tolist() == [0, 1]
