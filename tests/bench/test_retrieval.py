"""The retrieval benchmark, small: what it counts is what is there to be counted."""

from bench._reddit_sample import LABELS, measure_sample
from bench._talk_truth import read_line
from bench.retrieval import Ranking, measure_sandbox, section
from pipelines.llm.retrieval import Candidate
from pipelines.sandbox import talk_words


def test_one_week_of_the_sandbox_is_measured_against_its_truth() -> None:
    found = measure_sandbox(1, 0, recordings=200)
    assert found.link_true > 20
    assert found.link_right <= min(found.link_true, found.link_found)
    assert min(found.rankings["linked, by our score"].hits) == 1.0
    assert all(names for rows in found.citations.values() for names, _ in rows)
    assert sum(found.sentences["scripted model"]) == len(found.sentences["scripted model"]) - 1
    assert "| linked, by our score |" in section(found, "not there")


def test_a_ranking_is_measured_by_its_first_posts() -> None:
    """Of c, a, b the relevant a is second: hit 1, recall 1 of 2, reciprocal 1/2, 2 authors of 2 posts."""
    posts = [Candidate(name, f"I love {name}", name, 1, None, 0.8, 1) for name in "cab"]  # type: ignore[arg-type]
    ranking = Ranking()
    ranking.add(posts, {"a", "x"}, 2)
    assert (ranking.hits, ranking.recall, ranking.reciprocal) == ([1.0], [0.5], [0.5])
    assert (ranking.says, ranking.authors) == ([1.0], [1.0])


def test_every_line_that_names_an_artist_is_labelled() -> None:
    for line in (*talk_words.ARTIST_COMMENTS, *talk_words.ARTIST_TITLES, *talk_words.FRESH_TITLES):
        filled = line.replace("{artist}", "Wet Paint").replace("{title}", "Slow Rain").replace("{album}", "Rain")
        assert read_line(filled) is not None, line


def test_a_labelled_sample_counts_pairs_and_asks_for_artists_with_enough_posts() -> None:
    """Of four posts that were labelled the linker finds three, all of them right; the rule for titles has two."""
    split = [{"id": f"p{3 * n}", "artist": "Trespassers William", "track": f"Song {n}"} for n in range(3)]
    titles = ["Trespassers William - Song 1", "new Trespassers William", "I saw trespassers", "Trespassers William!"]
    when = {"score": "5", "created_utc": "1358975164.0"}
    posts = {f"p{n}": {"title": title, **when} for n, title in enumerate(titles)}
    labels = dict.fromkeys(posts, "Trespassers William")
    sample = measure_sample(labels, posts, split)
    assert (sample.true["link"], sample.found["link"], sample.right["link"]) == (4, 3, 3)
    assert (sample.hits, sample.recall, sample.precision) == ([1.0], [3 / 4], [1.0])
    assert sample.numbers()["real_link_recall"] == 3 / 4
    assert "| title rule | 4 | 2 | 1.000 | 0.500 |" in sample.text()


def test_the_labels_hold_ids_and_names_only() -> None:
    lines = LABELS.read_text(encoding="utf8").splitlines()
    assert lines[0] == "post_id,artists"
    assert len(lines) == 189
    assert max(len(line) for line in lines) < 100
