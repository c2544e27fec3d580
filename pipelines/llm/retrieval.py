"""Which posts are read for an artist or a genre: the linked ones, ranked by a documented score, a few of each author.

    score = 0.4 about + 0.3 says + 0.2 votes + 0.1 recency

about: the link's confidence divided by the number of artists that the post names. says: a half each for a feeling and
for a topic that the lexicon finds. votes: log(1 + upvotes) over the largest of the subject's posts. recency: 1 at the
week's end, 0 at its start. Posts are taken one by one, the best first; each that an author already has among them
costs 0.25 (a greedy form of maximal marginal relevance, Carbonell & Goldstein 1998). Measured by
`python -m bench retrieval`, also against vectors.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.llm.lexicon import sort_text

ABOUT, SAYS, VOTES, RECENCY = 0.4, 0.3, 0.2, 0.1
SAME_AUTHOR = 0.25
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Candidate:
    """A post or comment that names the subject.

    Attributes:
        author: A hash, or the post's own id where nobody knows.
        confidence: Of the link, 0 to 1.
        named_count: Artists that the post names, at least 1.
    """

    post_id: str
    text: str
    author: str
    upvote_count: int
    posted_at: datetime
    confidence: float
    named_count: int


def retrieve(candidates: Sequence[Candidate], week_end: datetime, count: int) -> list[Candidate]:
    """The posts to read, best first; ties by post_id."""
    loudest = max((_votes(one) for one in candidates), default=0.0)
    scores = {one.post_id: score(one, week_end, loudest) for one in candidates}
    left = sorted(candidates, key=lambda one: one.post_id)
    taken: list[Candidate] = []
    authors: Counter[str] = Counter()
    while left and len(taken) < count:
        best = max(left, key=lambda one: scores[one.post_id] - SAME_AUTHOR * authors[one.author])
        left.remove(best)
        taken.append(best)
        authors[best.author] += 1
    return taken


def score(candidate: Candidate, week_end: datetime, loudest: float) -> float:
    """How much a post is worth reading, 0 to 1; `loudest` is the largest log(1 + upvotes)."""
    stance, aspect = sort_text(candidate.text)
    about = candidate.confidence / max(1, candidate.named_count)
    says = ((stance != "neutral") + (aspect != "other")) / 2
    votes = _votes(candidate) / loudest if loudest else 0.0
    recency = 1 - min(1.0, max(0.0, (week_end - candidate.posted_at) / _WEEK))
    return ABOUT * about + SAYS * says + VOTES * votes + RECENCY * recency


def _votes(candidate: Candidate) -> float:
    return math.log1p(max(0, candidate.upvote_count))
