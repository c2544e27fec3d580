"""Linking and retrieval on real titles labelled by hand: 188 of the top posts of music subreddits until 2013."""

import csv
import gzip
import html
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from uuid import UUID

from pipelines.domain.ids import stable_id
from pipelines.domain.names import normalise
from pipelines.link.mentions import find_mentions
from pipelines.link.names import Catalogue
from pipelines.llm.retrieval import Candidate, retrieve

LABELS = Path(__file__).with_name("reddit_labels.csv")
LEAST_TITLES = 3
"""Artists of so many split titles make the catalogue: the rule that split them is wrong in about one of seven."""
LEAST_POSTS = 4
"""Artists with so many labelled posts are asked for."""
LEAST_CONFIDENCE, COUNT = 0.5, 5
_LINE = {"link": "linker", "rule": "title rule"}
_TEXT = """Real titles: {posts} of the top posts of 70 music subreddits until 2013, two thirds of them chosen because
their title holds a name such as Tool, Yes, Sleep, Nas or Brand New, as a name or not; the artists that they name were
labelled by hand ([bench/reddit_labels.csv](../bench/reddit_labels.csv)). The catalogue is the {artists} artists
that the rule "Artist - Track" finds in {titles} titles or more; {unknown} labels are not in it and not counted.

| pairs of post and artist | true | found | precision | recall |
|---|---|---|---|---|
{rows}

Asked for the {asked} artists with {least} labelled posts or more: hit@5 {real_hit_rate_at_5}, recall@5
{real_recall_at_5}, MRR {real_mrr}; of the posts that would be cited {real_citation_precision} really name the
artist.
"""


@dataclass
class RealSample:
    """Counts of pairs of post and artist, and measures per artist asked for."""

    post_count: int = 0
    artist_count: int = 0
    unknown: int = 0
    true: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    hits: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    precision: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)

    def numbers(self) -> dict[str, float]:
        """Shares, each 0 to 1."""
        return {
            "real_link_precision": self.right["link"] / self.found["link"],
            "real_link_recall": self.right["link"] / self.true["link"],
            "real_hit_rate_at_5": fmean(self.hits),
            "real_recall_at_5": fmean(self.recall),
            "real_citation_precision": fmean(self.precision),
            "real_mrr": fmean(self.reciprocal),
        }

    def text(self) -> str:
        """A paragraph and a table."""
        rows = [
            f"| {name} | {self.true[way]} | {self.found[way]} | {self.right[way] / self.found[way]:.3f}"
            f" | {self.right[way] / self.true[way]:.3f} |"
            for way, name in _LINE.items()
        ]
        return _TEXT.format(
            posts=self.post_count,
            artists=f"{self.artist_count:,}",
            titles=LEAST_TITLES,
            unknown=self.unknown,
            rows="\n".join(rows),
            asked=len(self.hits),
            least=LEAST_POSTS,
            **{name: f"{value:.3f}" for name, value in self.numbers().items()},
        )


def measure_real() -> RealSample | str:
    """Measure, or say why not."""
    data = os.environ.get("LINERNOTES_DATA", "")
    folder = Path(data) / "reddit_top_2013"
    if not data or not (folder / "music_posts.csv.gz").is_file():
        return "set LINERNOTES_DATA to a folder with reddit_top_2013; real titles were not measured"
    labels = {row["post_id"]: row["artists"] for row in csv.DictReader(LABELS.open(encoding="utf8"))}
    posts = {row["id"]: row for row in _rows(folder / "music_posts.csv.gz") if row["id"] in labels}
    split = list(_rows(folder / "title_artist_track.csv.gz"))
    return measure_sample(labels, posts, split)


def measure_sample(
    labels: dict[str, str], posts: dict[str, dict[str, str]], split: Sequence[dict[str, str]]
) -> RealSample:
    """Link each labelled post, and retrieve for each artist that is labelled often enough."""
    catalogue, ids = _catalogue(split)
    sample = RealSample(post_count=len(posts), artist_count=len(ids))
    by_rule = {row["id"]: _key(row["artist"]) for row in split}
    truth: dict[str, set[str]] = {}
    linked: dict[str, dict[UUID, float]] = {}
    for post_id, post in posts.items():
        named = {_key(name) for name in labels[post_id].split("|") if name}
        truth[post_id] = named & ids.keys()
        sample.unknown += len(named - ids.keys())
        linked[post_id] = _link(_text(post), catalogue)
        _count(sample, "link", truth[post_id], {name for name in ids if ids[name] in linked[post_id]})
        _count(sample, "rule", truth[post_id], {by_rule[post_id]} & ids.keys() if post_id in by_rule else set())
    asked = Counter(name for named in truth.values() for name in named)
    for name in sorted(name for name, count in asked.items() if count >= LEAST_POSTS):
        _ask(sample, ids[name], {post for post, named in truth.items() if name in named}, linked, posts)
    return sample


def _ask(
    sample: RealSample,
    artist: UUID,
    relevant: set[str],
    linked: dict[str, dict[UUID, float]],
    posts: dict[str, dict[str, str]],
) -> None:
    candidates = [
        Candidate(
            post, _text(posts[post]), post, int(posts[post]["score"]), _at(posts[post]), found[artist], len(found)
        )
        for post, found in linked.items()
        if artist in found
    ]
    end = max((one.posted_at for one in candidates), default=datetime.now(tz=UTC))
    right = [one.post_id in relevant for one in retrieve(candidates, end, COUNT)]
    sample.hits.append(float(any(right)))
    sample.recall.append(sum(right) / min(COUNT, len(relevant)))
    sample.precision.append(fmean(right) if right else 0.0)
    sample.reciprocal.append(1 / (right.index(True) + 1) if True in right else 0.0)


def _count(sample: RealSample, way: str, true: set[str], found: set[str]) -> None:
    sample.true[way] += len(true)
    sample.found[way] += len(found)
    sample.right[way] += len(true & found)


def _link(text: str, catalogue: Catalogue) -> dict[UUID, float]:
    found: dict[UUID, float] = {}
    for one in find_mentions(text, catalogue):
        found[one.artist_id] = max(one.confidence, found.get(one.artist_id, 0.0))
    return {artist: confidence for artist, confidence in found.items() if confidence >= LEAST_CONFIDENCE}


def _catalogue(split: Sequence[dict[str, str]]) -> tuple[Catalogue, dict[str, UUID]]:
    """Artists and their tracks, and ids by normalised name."""
    counts = Counter(_key(row["artist"]) for row in split)
    ids = {name: stable_id("artist", name) for name, count in counts.items() if count >= LEAST_TITLES and name}
    spelled: dict[str, Counter[str]] = {}
    tracks = []
    for row in split:
        name = _key(row["artist"])
        if name in ids:
            spelled.setdefault(name, Counter())[html.unescape(row["artist"]).strip()] += 1
            tracks.append(
                {"recording_id": stable_id("track", name, row["track"]), "artist_id": ids[name], "title": row["track"]}
            )
    artists = [{"artist_id": ids[name], "name": spelled[name].most_common(1)[0][0]} for name in sorted(ids)]
    return Catalogue(artists, [track for track in tracks if track["title"]]), ids


def _key(name: str) -> str:
    return normalise(html.unescape(name)).removeprefix("the ")


def _text(post: dict[str, str]) -> str:
    return " ".join(html.unescape(post["title"]).split())


def _at(post: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(float(post["created_utc"]), tz=UTC)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf8", newline="") as file:
        yield from csv.DictReader(file)
