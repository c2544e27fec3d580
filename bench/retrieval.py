"""Whether the brief's posts are about its artists, and say what its sentences say; writes docs/benchmarks.md.

On the sandbox the truth is known. On real titles (the folder reddit_top_2013 below LINERNOTES_DATA) it is
bench/reddit_labels.csv: 188 posts with the artists that their titles name, read and labelled by hand.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from statistics import fmean
from uuid import UUID

from bench._reddit_sample import RealSample, measure_real
from bench._sections import machine_and_date, write_section
from bench._talk_truth import Said, Talk, read_line
from pipelines.domain.weeks import week_end, week_key
from pipelines.embed.minilm import Floats, read_model
from pipelines.llm.brief_check import judge
from pipelines.llm.brief_reading import POSTS_PER_SUBJECT, TOP_ARTISTS
from pipelines.llm.brief_subjects import Record, Subject
from pipelines.llm.brief_template import write_plainly
from pipelines.llm.brief_words import ASPECT_OF, STANCE_OF
from pipelines.llm.lexicon import sort_text
from pipelines.llm.retrieval import Candidate, retrieve
from pipelines.llm.schemas import BriefSentence
from pipelines.sandbox import make_world
from pipelines.sandbox.scripted_talk import trend_brief

ANCHOR, SEED, RECORDINGS, LISTENERS, WEEKS = date(2026, 11, 23), 7, 600, 4, 8
VECTOR_WEEKS = 2
"""Vectors of all posts are compared in so many of the weeks: they cost a hundred times the rest."""
_TEXT = """## Retrieval

The talk of {weeks} sandbox weeks (seed {seed}, {recordings} recordings), whose truth is known. The linker names
{right} of {true} true pairs of post and artist (recall {recall}) and is right in {precision} of the pairs that
it names. For each of the at most {artists} rising artists of a week, of the first {posts} posts: whether one is
about the artist (hit), how many are (recall, of five at most), one over the place of the first (MRR), how many
say something (the lexicon finds a feeling or a topic), and how many different people wrote them.

| retrieved | artists | hit@5 | recall@5 | MRR | say something | authors |
|---|---|---|---|---|---|---|
{rankings}

Citations of published sentences: each cited post is held against whom it names, and against the labels of the
line that it was made from ([bench/_talk_truth.py](../bench/_talk_truth.py)). Records are made by the lexicon,
which is also what the scripted model sorts by.

| sentences | citations | name the artist | and say so |
|---|---|---|---|
{citations}

Published of first drafts: {drafts}; the scripted model's last sentence of each week is a lie on purpose.

{real}
Measured by `python -m bench retrieval`, {machine_and_date}.
"""
_WORDS = frozenset({*STANCE_OF, *ASPECT_OF})


@dataclass
class Ranking:
    """Measures of one way to retrieve, one number per artist and week."""

    hits: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    says: list[float] = field(default_factory=list)
    authors: list[float] = field(default_factory=list)

    def add(self, ranked: Sequence[Candidate], relevant: set[str], count: int) -> None:
        """Measure the first `count` of a ranking against the relevant post ids."""
        found = [one.post_id in relevant for one in ranked[:count]]
        self.hits.append(float(any(found)))
        self.recall.append(sum(found) / max(1, min(count, len(relevant))))
        self.reciprocal.append(1 / (found.index(True) + 1) if True in found else 0.0)
        self.says.append(fmean(sort_text(one.text) != ("neutral", "other") for one in ranked[:count]))
        self.authors.append(len({one.author for one in ranked[:count]}) / max(1, len(ranked[:count])))

    def row(self, name: str) -> str:
        """A row of the table."""
        numbers = (self.hits, self.recall, self.reciprocal, self.says, self.authors)
        return f"| {name} | {len(self.hits)} | " + " | ".join(f"{fmean(one):.3f}" for one in numbers) + " |"


@dataclass
class Sandboxed:
    """All that is measured on the sandbox."""

    link_true: int = 0
    link_found: int = 0
    link_right: int = 0
    rankings: dict[str, Ranking] = field(default_factory=dict)
    citations: dict[str, list[tuple[bool, bool]]] = field(default_factory=dict)
    sentences: dict[str, list[bool]] = field(default_factory=dict)
    weeks: int = 0


def measure() -> dict[str, float]:
    """Shares, each 0 to 1."""
    found = measure_sandbox(WEEKS, VECTOR_WEEKS)
    real = measure_real()
    if isinstance(real, str):
        print(f"retrieval: {real}", file=sys.stderr)
    write_section("retrieval", section(found, real))
    ours = found.rankings["linked, by our score"]
    return {
        "hit_rate_at_5": fmean(ours.hits),
        "recall_at_5": fmean(ours.recall),
        "mrr": fmean(ours.reciprocal),
        "link_precision": found.link_right / found.link_found,
        "link_recall": found.link_right / found.link_true,
        **{f"citation_{name}": fmean(both for _, both in rows) for name, rows in found.citations.items()},
        **({} if isinstance(real, str) else real.numbers()),
    }


def measure_sandbox(weeks: int, vector_weeks: int, recordings: int = RECORDINGS) -> Sandboxed:
    """Measure the last weeks before the anchor."""
    talk = Talk(make_world(SEED, ANCHOR, recordings, listeners=LISTENERS))
    found = Sandboxed(weeks=weeks)
    for back in range(1, weeks + 1):
        week = week_key(ANCHOR - timedelta(weeks=back))
        said = {one.post_id: one for one in talk.said(week)}
        _measure_links(found, talk, said)
        rising = talk.rising(week, TOP_ARTISTS)
        for subject, candidates in rising:
            relevant = {post for post, one in said.items() if UUID(subject.subject_id) in one.artists}
            rankings = {
                "linked, by our score": retrieve(candidates, week_end(week), POSTS_PER_SUBJECT),
                "linked, by post id": sorted(candidates, key=lambda one: one.post_id),
                "linked, by upvotes": sorted(candidates, key=lambda one: (-one.upvote_count, one.post_id)),
            }
            if back <= vector_weeks:
                rankings["linked, by vectors"] = by_vectors(subject.name, candidates)
                rankings["all posts, by vectors"] = by_vectors(subject.name, [_candidate(one) for one in said.values()])
            for name, ranked in rankings.items():
                found.rankings.setdefault(name, Ranking()).add(ranked, relevant, POSTS_PER_SUBJECT)
        _measure_citations(found, rising, said, week)
    return found


def _candidate(said: Said) -> Candidate:
    return Candidate(said.post_id, said.text, said.author, said.score, said.at, 0.0, 1)


@cache
def _vector(text: str) -> Floats:
    found: Floats = read_model().encode([text])[0]
    return found


def by_vectors(name: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """By similarity of all-MiniLM-L6-v2 to the question that the brief answers."""
    question = _vector(f"What do people say about {name}?")
    return sorted(candidates, key=lambda one: (-float(question @ _vector(one.text)), one.post_id))


def _measure_links(found: Sandboxed, talk: Talk, said: Mapping[str, Said]) -> None:
    for one in said.values():
        linked, true = set(talk.linked(one)), set(one.artists)
        found.link_found += len(linked)
        found.link_true += len(true)
        found.link_right += len(linked & true)


def _measure_citations(
    found: Sandboxed, rising: Sequence[tuple[Subject, list[Candidate]]], said: Mapping[str, Said], week: str
) -> None:
    """Of published sentences each cited post: does it name the artist, and is it said there what the sentence says?"""
    subjects = {}
    for number, (subject, candidates) in enumerate(rising, start=1):
        posts = tuple(one.post_id for one in retrieve(candidates, week_end(week), POSTS_PER_SUBJECT))
        records = {post: Record(*sort_text(said[post].text, [subject.name])) for post in posts}
        subjects[f"a{number}"] = replace(subject, post_ids=posts, records=records)
    short = {post: f"p{n}" for n, post in enumerate(sorted({p for one in subjects.values() for p in one.post_ids}), 1)}
    posts_by_short = {key: post for post, key in short.items()}
    drafts = {"template": [one for key, subject in subjects.items() for one in write_plainly(key, subject, short)]}
    answer = trend_brief({"artists": {key: one.as_input(short) for key, one in subjects.items()}})
    drafts["scripted model"] = [BriefSentence(**one) for one in answer["sentences"]]
    for writer, sentences in drafts.items():
        for sentence in sentences:
            judged = judge(sentence, subjects, posts_by_short)
            found.sentences.setdefault(writer, []).append(judged.refusal is None)
            about = {UUID(subjects[key].subject_id) for key in sentence.subject_ids}
            for post in judged.post_ids:
                names = bool(about & set(said[post].artists))
                kind = f"{writer}, amounts" if not _claims(sentence.text) else f"{writer}, feelings and topics"
                found.citations.setdefault(kind, []).append((names, names and _says(sentence.text, said[post].text)))


def _claims(text: str) -> set[str]:
    return _WORDS & {word.strip(".,:;").casefold() for word in text.split()}


def _says(text: str, post: str) -> bool:
    """Whether a reader would accept one of the sentence's feelings, and one of its topics, for the post."""
    claims, line = _claims(text), read_line(post)
    stances = {STANCE_OF[word] for word in claims if word in STANCE_OF}
    aspects = {ASPECT_OF[word] for word in claims if word in ASPECT_OF}
    if line is None:
        return not claims
    return (not stances or bool(stances & line.stances)) and (not aspects or bool(aspects & line.aspects))


def section(found: Sandboxed, real: RealSample | str) -> str:
    """The tables, in Markdown."""
    citations = [
        f"| {kind} | {len(rows)} | {fmean(names for names, _ in rows):.3f} | {fmean(both for _, both in rows):.3f} |"
        for kind, rows in sorted(found.citations.items())
    ]
    drafts = [f"{writer} {sum(rows)} of {len(rows)}" for writer, rows in sorted(found.sentences.items())]
    return _TEXT.format(
        weeks=found.weeks,
        seed=SEED,
        recordings=RECORDINGS,
        right=f"{found.link_right:,}",
        true=f"{found.link_true:,}",
        recall=f"{found.link_right / found.link_true:.3f}",
        precision=f"{found.link_right / found.link_found:.3f}",
        artists=TOP_ARTISTS,
        posts=POSTS_PER_SUBJECT,
        rankings="\n".join(ranking.row(name) for name, ranking in found.rankings.items()),
        citations="\n".join(citations),
        drafts=", ".join(drafts),
        real="The real titles were not there to be measured.\n" if isinstance(real, str) else real.text(),
        machine_and_date=machine_and_date(),
    )
