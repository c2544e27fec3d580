"""The brief in German: the template's claims that the checker accepts in English, each in a German sentence.

Code alone writes it, from the same counts and closed records, and places every value. Its nouns have a plural that is
the same in every case.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.llm.brief_check import judge
from pipelines.llm.brief_subjects import Subject
from pipelines.llm.brief_template import PlainClaim, claims_of, write_plainly
from pipelines.llm.schemas import Aspect

NO_TREND_IN_GERMAN = "Kein Trend diese Woche, und es wurde keiner verwendet."
TOPICS_IN_GERMAN: Mapping[Aspect, str] = {
    "new_release": "eine Neuerscheinung",
    "live": "Konzerte",
    "comeback": "ein Comeback",
    "sound": "den Klang",
    "voice": "die Stimme",
    "words": "die Songtexte",
    "nostalgia": "Erinnerungen",
    "discovery": "eine Entdeckung",
    "question": "Fragen",
}
"""As they follow "drehen sich um"; of `other` nothing is said."""
_MARKS = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class GermanSentence:
    """A sentence with its values, and the posts that carry it."""

    text: str
    post_ids: tuple[str, ...]


def write_german(key: str, subject: Subject) -> list[GermanSentence]:
    """Up to three sentences about a subject; what `judge` refuses of it in English is not said in German either.

    Args:
        key: The subject's short id.
        subject: With its records.
    """
    same = {post: post for post in subject.post_ids}
    written: list[GermanSentence] = []
    for claim, english in zip(claims_of(subject), write_plainly(key, subject, same), strict=True):
        judged = judge(english, {key: subject}, same)
        if judged.refusal is None:
            written.append(GermanSentence(_begun(_text(subject, claim), subject), judged.post_ids))
    return written


def _begun(text: str, subject: Subject) -> str:
    """A sentence with a large letter, where that is one; an artist's name keeps its own letters."""
    large = text[:1].upper()
    return large + text[1:] if subject.kind == "genre" and len(large) == 1 else text


def _text(subject: Subject, claim: PlainClaim) -> str:
    match claim.kind:
        case "amount":
            return _amount(subject)
        case "feeling":
            return _feeling(subject)
        case "topics":
            *before, last = [TOPICS_IN_GERMAN[topic] for topic in claim.topics]
            listed = f"{', '.join(before)} und {last}" if before else last
            return f"Die Gespräche über {subject.name} drehen sich um {listed}."


def _amount(subject: Subject) -> str:
    posts, usual = _counted(subject.post_count, "Post", "Posts"), f"{subject.usual:,.1f}".translate(_MARKS)
    if subject.author_count is None:
        acts = _counted(len(subject.artist_ids), "Act", "Acts")
        return f"{subject.name}: {posts} zu {acts}, gegenüber {usual} in einer üblichen Woche."
    mentions = _counted(subject.mention_count, "Erwähnung", "Erwähnungen")
    people = _counted(subject.author_count, "Person", "Personen")
    return f"{subject.name}: {mentions} in {posts}, von {people} gegenüber {usual} in einer üblichen Woche."


def _feeling(subject: Subject) -> str:
    praise, criticism = subject.stances["praise"], subject.stances["criticism"]
    of = f"von {_counted(len(subject.records), 'gelesenen Post', 'gelesenen Posts')}"
    if not criticism:
        return f"Lob für {subject.name} in {_whole(praise)} {of}."
    if not praise:
        return f"Kritik an {subject.name} in {_whole(criticism)} {of}."
    return f"Lob für {subject.name} in {_whole(praise)} {of}, Kritik in {_counted(criticism, 'Post', 'Posts')}."


def _counted(count: int, one: str, many: str) -> str:
    return f"{_whole(count)} {one if count == 1 else many}"


def _whole(count: int) -> str:
    return f"{count:,}".translate(_MARKS)
