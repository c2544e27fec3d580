"""The measure of variability: what it counts, and that its chains are chains."""

from typing import Any

import pytest

from bench._sandbox_weeks import SandboxWeeks
from bench.variability import ANCHOR, Chain, compare, is_kept, make_slates, section, slate_rows, without_reranking
from pipelines.settings import Settings, read_settings


def chain(artists: list[set[int]], scores: list[float], offered: int = 9) -> Chain:
    sets = tuple(frozenset(week) for week in artists)
    return Chain(sets, sets, frozenset(range(offered)), frozenset(range(offered)), tuple(scores))


def test_distinct_overlap_and_loss_by_hand() -> None:
    """Ours: {1, 2}, {2, 3}, {4, 5}: 5 distinct of 6 songs, 9 offered; overlap (1/2 + 0) / 2; mean 0.8 against 1.0."""
    ours = chain([{1, 2}, {2, 3}, {4, 5}], [0.8] * 6)
    plain = chain([{1, 2}, {1, 2}, {1, 3}], [1.0] * 6)
    numbers = compare(ours, plain)
    assert (5, 3, 6) == tuple(numbers[name] for name in ("artists", "artists_without", "artists_possible"))
    assert 9 == numbers["genres_possible"]
    assert 0.25 == numbers["overlap"]
    assert 0.75 == numbers["overlap_without"]
    assert pytest.approx(0.2) == numbers["score_loss"]


@pytest.mark.parametrize(
    ("ours", "without", "possible", "kept"),
    [(13, 10, 99, True), (12, 10, 99, False), (19, 18, 20, True), (18, 18, 20, False)],
)
def test_the_promise_is_30_percent_more_or_95_percent_of_what_is_possible(
    ours: int, without: int, possible: int, *, kept: bool
) -> None:
    assert kept is is_kept({"artists": ours, "artists_without": without, "artists_possible": possible}, "artists")


@pytest.fixture(scope="module")
def small() -> tuple[SandboxWeeks, Settings]:
    """The smallest world, its first listener, slates of ten."""
    settings = read_settings(slate_size=10)
    return SandboxWeeks.of(settings, 7, 200, 1, ANCHOR), settings


def test_a_chain_repeats_no_song_and_remembers_its_artists(small: Any) -> None:
    """Four weeks; only artists of an earlier week have a malus, in the first week nobody."""
    weeks, settings = small
    groups: set[int] = set()
    artists: set[int] = set()
    for catalogue, computed in make_slates(weeks, weeks.world.listeners[0], settings, count=4):
        songs = slate_rows(computed)
        came = catalogue.groups[songs].tolist()
        assert 10 == len(set(came) - groups)
        stale = [int(artist) in artists for artist in catalogue.artists[songs]]
        assert stale == (computed.selection.freshness < 0).tolist()
        groups |= set(came)
        artists |= set(catalogue.artists[songs].tolist())


def test_without_re_ranking_the_slate_is_the_best_by_score(small: Any) -> None:
    weeks, settings = small
    _, computed = next(make_slates(weeks, weeks.world.listeners[0], without_reranking(settings), count=1))
    scored = computed.scored
    playable = sorted(scored.ranks[sorted(computed.uris)])
    groups = weeks.catalogue("2026-W47").groups[slate_rows(computed)]
    assert len(set(groups.tolist())) == len(groups)
    assert max(scored.ranks[computed.selection.order]) <= playable[len(groups) + 3]  # versions step aside


def test_the_section_says_how_many_promises_are_kept() -> None:
    good = compare(chain([{1, 2}, {3, 4}], [0.9] * 4), chain([{1}, {2}], [1.0] * 4))
    bad = compare(chain([{1}, {2}], [0.9] * 4), chain([{1}, {2}], [1.0] * 4))
    text = section(read_settings(), {600: {"Ana": good, "Ben": bad}})
    assert "kept for 2 of 2 means and for 2 of 4 listeners' counts" in text
    assert "| Ana | 4 (+100%) | 2 | 4 |" in text
