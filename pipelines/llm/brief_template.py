"""The brief without a model: up to three plain sentences about an artist or a genre, as a model would answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.llm.brief_subjects import Subject
from pipelines.llm.schemas import Aspect, BriefSentence

_ASPECTS: Mapping[Aspect, str] = {
    "new_release": "a new release",
    "live": "live shows",
    "comeback": "a comeback",
    "sound": "the sound",
    "voice": "the voice",
    "words": "the lyrics",
    "nostalgia": "memories",
    "discovery": "a discovery",
    "question": "questions",
}


_MOST_TOPICS = 3


@dataclass(frozen=True)
class PlainClaim:
    """What one plain sentence about a subject says, in whatever language.

    Attributes:
        kind: How much talk there is, how it feels, or what it is about.
        post_ids: Posts that carry it, in the order of retrieval.
        topics: What the talk is about, most frequent first; empty for the other kinds.
    """

    kind: Literal["amount", "feeling", "topics"]
    post_ids: tuple[str, ...]
    topics: tuple[Aspect, ...] = ()


def claims_of(subject: Subject) -> list[PlainClaim]:
    """How much talk there is, how it feels, and what it is about; the last two where its records say so."""
    claims = [PlainClaim("amount", subject.post_ids)]
    if subject.stances["praise"] or subject.stances["criticism"]:
        claims.append(PlainClaim("feeling", _posts(subject, stances=("praise", "criticism"))))
    named = [aspect for aspect in _ASPECTS if subject.aspects[aspect]]
    named.sort(key=lambda aspect: -subject.aspects[aspect])
    topics = tuple(named[:_MOST_TOPICS])
    if topics:
        claims.append(PlainClaim("topics", _posts(subject, aspects=topics), topics))
    return claims


def write_plainly(key: str, subject: Subject, short: Mapping[str, str]) -> list[BriefSentence]:
    """A sentence for each claim of a subject, in their order.

    Args:
        key: The subject's short id.
        subject: With its records.
        short: Short post ids by ours.
    """
    return [
        BriefSentence(
            text=_text(key, subject, claim), subject_ids=[key], post_ids=[short[post] for post in claim.post_ids]
        )
        for claim in claims_of(subject)
    ]


def _text(key: str, subject: Subject, claim: PlainClaim) -> str:
    match claim.kind:
        case "amount":
            return _amount(key, subject)
        case "feeling":
            return _feeling(key, subject)
        case "topics":
            things = [_ASPECTS[topic] for topic in claim.topics]
            listed = " and ".join([", ".join(things[:-1]), things[-1]][len(things) == 1 :])
            return f"The talk about {{{key}.name}} is of {listed}."


def _amount(key: str, subject: Subject) -> str:
    posts = f"{{{key}.post_count}} {_noun(subject.post_count, 'post')}"
    if subject.author_count is None:
        return (
            f"{{{key}.name}}: {posts} about {{{key}.artist_count}} artists,"
            f" against {{{key}.usual_post_count}} in a usual week."
        )
    mentions = f"{{{key}.mention_count}} {_noun(subject.mention_count, 'mention')}"
    people = f"{{{key}.author_count}} {_noun(subject.author_count, 'person', 'people')}"
    return f"{{{key}.name}}: {mentions} in {posts}, by {people} against {{{key}.usual_author_count}} in a usual week."


def _feeling(key: str, subject: Subject) -> str:
    praise, criticism = subject.stances["praise"], subject.stances["criticism"]
    of = f"of {{{key}.read_count}} {_noun(len(subject.records), 'post')} read"
    if not criticism:
        return f"Praise for {{{key}.name}} in {{{key}.praise_count}} {of}."
    if not praise:
        return f"Criticism of {{{key}.name}} in {{{key}.criticism_count}} {of}."
    return (
        f"Praise for {{{key}.name}} in {{{key}.praise_count}} {of},"
        f" criticism in {{{key}.criticism_count}} {_noun(criticism, 'post')}."
    )


def _posts(subject: Subject, *, stances: Sequence[str] = (), aspects: Sequence[str] = ()) -> tuple[str, ...]:
    return tuple(
        post for post, record in subject.records.items() if record.stance in stances or record.aspect in aspects
    )


def _noun(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"
