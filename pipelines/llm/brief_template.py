"""The brief without a model: up to three plain sentences about an artist or a genre, as a model would answer."""

from collections.abc import Mapping, Sequence

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


def write_plainly(key: str, subject: Subject, short: Mapping[str, str]) -> list[BriefSentence]:
    """How much talk there is, how it feels, and what it is about.

    Args:
        key: The subject's short id.
        subject: With its records.
        short: Short post ids by ours.
    """
    texts = [(_amount(key, subject), list(subject.post_ids))]
    if subject.stances["praise"] or subject.stances["criticism"]:
        texts.append((_feeling(key, subject), _posts(subject, stances=("praise", "criticism"))))
    named = [aspect for aspect in _ASPECTS if subject.aspects[aspect]]
    named.sort(key=lambda aspect: -subject.aspects[aspect])
    if named:
        topics = named[:3]
        things = " and ".join(
            [", ".join(_ASPECTS[one] for one in topics[:-1]), _ASPECTS[topics[-1]]][len(topics) == 1 :]
        )
        texts.append((f"The talk about {{{key}.name}} is of {things}.", _posts(subject, aspects=topics)))
    return [
        BriefSentence(text=text, subject_ids=[key], post_ids=[short[post] for post in posts]) for text, posts in texts
    ]


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


def _posts(subject: Subject, *, stances: Sequence[str] = (), aspects: Sequence[str] = ()) -> list[str]:
    return [post for post, record in subject.records.items() if record.stance in stances or record.aspect in aspects]


def _noun(count: int, one: str, many: str = "") -> str:
    return one if count == 1 else many or f"{one}s"
