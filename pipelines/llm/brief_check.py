"""Whether a sentence of the trend brief says only what the counts and the posts that it cites say.

A sentence is made of known words (brief_words) and slots; every stance and every aspect that it names must be that of
a post which it cites. Code places every value.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from pipelines.llm.brief_clauses import SLOT, USUAL, Refused, clauses, stances_of, tokens_of
from pipelines.llm.brief_counts import check_counts, check_numbers, check_slots, check_week
from pipelines.llm.brief_subjects import Record, Subject
from pipelines.llm.brief_words import (
    ACTS,
    ALLOWED,
    ASPECT_OF,
    COMPARES,
    DOUBTS,
    FELT,
    PEOPLE,
    RISES,
    STANCE_OF,
    THINGS,
)
from pipelines.llm.schemas import BriefSentence
from pipelines.llm.text import has_markup, has_typed_value

CHECKER_VERSION = "brief-5"
_PLAIN = re.compile(r"[\w\s{},;:.()'’–—-]*")
_MANY = frozenset({"people", "listeners", "writers"})
_OPPOSITE = {"praise": "criticism", "criticism": "praise"}
_TWO = 2


@dataclass(frozen=True)
class Judged:
    """A sentence after the check: why it may not be published (None: it may), and the posts that carry it."""

    refusal: str | None
    post_ids: tuple[str, ...] = ()


def judge(sentence: BriefSentence, subjects: Mapping[str, Subject], posts: Mapping[str, str]) -> Judged:
    """Judge a sentence; citations that do not carry it are left out.

    Args:
        sentence: As a writer wrote it, with slots.
        subjects: Artists and genres by their short ids (`a1`, `g1`).
        posts: Our post ids by their short ids (`p1`).
    """
    try:
        about = _about(sentence, subjects)
        _check_form(sentence.text)
        tokens = tokens_of(sentence.text)
        _check_words(tokens)
        check_slots(tokens, subjects)
        check_numbers(tokens)
        check_week(tokens)
        _check_actor(tokens)
        _check_comparison(sentence, about)
        cited = _cited(sentence, about, posts)
        check_counts(tokens)
        return Judged(None, _carrying(tokens, about, cited))
    except Refused as refused:
        return Judged(str(refused))


def fill(text: str, subjects: Mapping[str, Subject]) -> str:
    """The sentence with every slot's value; the first letter large, but of an artist's name, which stays as it is."""
    filled = SLOT.sub(lambda match: subjects[match[1]].values()[match[2]], text)
    first = SLOT.match(text)
    if first is not None and first[2] == "name" and subjects[first[1]].kind == "artist":
        return filled
    large = filled[:1].upper()
    return large + filled[1:] if len(large) == 1 else filled


def _about(sentence: BriefSentence, subjects: Mapping[str, Subject]) -> list[Subject]:
    ids = list(dict.fromkeys(sentence.subject_ids))
    if not ids or any(one not in subjects for one in ids):
        raise Refused("an unknown artist or genre")
    if len(ids) > _TWO:
        raise Refused("more than two artists or genres")
    if {subject for subject, _ in SLOT.findall(sentence.text)} != set(ids):
        raise Refused("the text is about others than those that it cites")
    return [subjects[one] for one in ids]


def _check_form(text: str) -> None:
    bare = SLOT.sub("", text)
    if "{" in bare or "}" in bare:
        raise Refused("a slot that does not exist")
    if has_typed_value(bare):
        raise Refused("a typed number or a quotation")
    if has_markup(bare) or _PLAIN.fullmatch(text) is None:
        raise Refused("links or markup")
    words = re.findall(r"[^\W\d_]+", bare)
    inner = words[1:] if not text.lstrip().startswith("{") else words
    if any(word[0].isupper() and word != "Reddit" for word in inner):
        raise Refused("a typed name")


def _check_words(tokens: Sequence[str]) -> None:
    for token in tokens:
        if token[0].isalpha() and token.casefold() not in ALLOWED:
            raise Refused(f"a word that no record carries: {token}")
    if not any(token[0].isalpha() for token in tokens):
        raise Refused("no words")


def _check_actor(tokens: Sequence[str]) -> None:
    """Feelings and acts are of people who wrote: "Loud Ones loves the voice", "is happy" tell them of the artist."""
    for clause in clauses(tokens):
        words = [token.casefold() for token in clause]
        while words and words[0] in _LEADS:
            del words[0]
        _check_crowd(words)
        if not words or not SLOT.fullmatch(words[0]) or not words[0].endswith(".name}"):
            continue
        place = next((at for at, word in enumerate(words) if word in PEOPLE), len(words))
        said = words[1:place]
        follows = words[1] if len(words) > 1 else ""
        if follows.isalpha() and follows not in _MAY_FOLLOW_NAME:
            raise Refused("an act of the artist's own")
        told = next((at for at, word in enumerate(said) if word in ASPECT_OF), None)
        is_had = follows in _HAVE or (follows in {"came", "comes", "come"} and "back" in said)
        if is_had and told is not None and not (_TOLD | STANCE_OF.keys()).intersection(said[:told]):
            raise Refused("an act of the artist's own")
        if _ARE.intersection(said[:1]) and FELT.intersection(said):
            raise Refused("a feeling of the artist's own")
        acts = ACTS.intersection(said[:1]) | (ACTS - THINGS).intersection(said)
        if said[-1:] == ["split"] or (acts and not _ARE.intersection(said)):
            raise Refused("an act of the artist's own")


def _check_crowd(words: Sequence[str]) -> None:
    """Some others may feel something, or a forum hold it; "people love others", "Reddit loves" tell of more."""
    others = [place for place, word in enumerate(words) if word in {"other", "others"}]
    if any(place > 0 and words[place - 1] not in {"and", "some"} for place in others):
        raise Refused("a feeling about somebody else")
    for place, word in enumerate(words[1:]):
        if words[place] in {"reddit", "forum", "forums"} and word in ACTS:
            raise Refused("a feeling of everybody")


_HAVE = frozenset({"has", "have", "had", "got", "get", "gets"})
_TOLD = frozenset(
    {
        *("talk", "talks", "mention", "mentions", "comment", "comments", "post", "posts"),
        *("discussion", "conversation", "chatter", "question", "questions"),
    }
)
_MAY_FOLLOW_NAME = frozenset(
    {
        *(
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "got",
            "get",
            "gets",
            "came",
            "comes",
            "come",
            "and",
            "in",
            "on",
        ),
        *(
            "rise",
            "rises",
            "risen",
            "rising",
            "rose",
            "climb",
            "climbs",
            "climbed",
            "climbing",
            "jump",
            "jumps",
            "jumped",
        ),
        *("surge", "surged", "surges", "kept", "keeps", "drew", "for", "with", "by", "this", "again", "also", "from"),
        *("too", "here", "there", "against", "than", "as", "of", "about", "at", "to", "who", "whose", "which", "that"),
    }
)
"""Behind a name that begins a clause: what is done to the artist, or where the name comes up."""
_LEADS = frozenset({"and", "again", "also", "here", "there", "this", "week", "now"})
_ARE = frozenset({"is", "are", "was", "were", "been", "be", "being"})


def _check_comparison(sentence: BriefSentence, about: Sequence[Subject]) -> None:
    bare = SLOT.sub("", sentence.text)
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", bare)}
    if words & (RISES | COMPARES) and words & (STANCE_OF.keys() | ASPECT_OF.keys()):
        raise Refused("a comparison that no count carries")  # of feelings nobody knows a usual week
    if words & RISES and (words & {"keep", "keeps", "kept"} or any(one.size <= one.usual for one in about)):
        raise Refused("a rise that does not hold")
    if "against" in words and not USUAL.search(bare):
        raise Refused("against what")
    if not words & COMPARES:
        if len(about) > 1:
            raise Refused("more than one artist or genre without a comparison")
        return
    if "than" not in words or len(re.findall(r"\bmore\b", bare, re.IGNORECASE)) != 1:
        raise Refused("a comparison that is not whole")
    if len(about) == _TWO:
        _check_pair(sentence.text, dict(zip(dict.fromkeys(sentence.subject_ids), about, strict=True)), words)
    elif not USUAL.search(bare):
        raise Refused("a comparison that is not whole")
    elif about[0].size <= about[0].usual:
        raise Refused("a comparison that does not hold")


def _check_pair(text: str, about: Mapping[str, Subject], words: set[str]) -> None:
    """One "more than" another: in people of artists or posts of genres, and in nothing else."""
    order = [key for key, field in SLOT.findall(text) if field == "name"]
    before, _, after = text.partition("than")
    if len({one.kind for one in about.values()}) > 1 or words & (STANCE_OF.keys() | ASPECT_OF.keys()):
        raise Refused("a comparison that no count carries")
    if len(order) != _TWO or "more" not in before or not SLOT.search(before) or not SLOT.search(after):
        raise Refused("a comparison that is not whole")
    if about[order[0]].size <= about[order[1]].size:
        raise Refused("a comparison that does not hold")


def _cited(sentence: BriefSentence, about: Sequence[Subject], posts: Mapping[str, str]) -> list[str]:
    cited = [posts.get(one, "") for one in dict.fromkeys(sentence.post_ids)]
    if not cited or "" in cited:
        raise Refused("an unknown post")
    if any(not set(cited).intersection(one.post_ids) for one in about):
        raise Refused("an artist or genre without a post")
    if not set(cited) <= {post for one in about for post in one.post_ids}:
        raise Refused("a post of somebody else")
    return cited


def _carrying(tokens: Sequence[str], about: Sequence[Subject], cited: Sequence[str]) -> tuple[str, ...]:
    """The cited posts that carry the sentence's stances and aspects; all of them when it names none."""
    subject = about[0]
    records = {post: subject.records[post] for post in cited if post in subject.records}
    carrying: set[str] = set()
    is_claim = False
    for clause in clauses(tokens):
        words = [word.casefold() for word in clause]
        stances = stances_of(clause)
        aspects: set[str] = {ASPECT_OF[word] for word in words if word in ASPECT_OF}
        if not stances and not aspects:
            continue
        is_claim = True
        _check_sides(words, stances, subject, tokens)
        for stance, aspect in product(sorted(stances) or [""], sorted(aspects) or [""]):
            found = {post for post, record in records.items() if _fits(record, stance, aspect)}
            if len(found) < (_TWO if stance and _MANY.intersection(words) else 1):
                raise Refused("cited posts do not say so")
            carrying |= found
    return tuple(post for post in cited if not is_claim or post in carrying)


def _fits(record: Record, stance: str, aspect: str) -> bool:
    """Whether a post says it; an empty string is anything."""
    return stance in {"", record.stance} and aspect in {"", record.aspect}


def _check_sides(words: Sequence[str], stances: set[str], subject: Subject, tokens: Sequence[str]) -> None:
    """One side alone may be told when it is the larger one, or as "some"."""
    told = stances_of(tokens)
    for stance in stances & _OPPOSITE.keys():
        other = _OPPOSITE[stance]
        if subject.stances[stance] < subject.stances[other] and other not in told and not DOUBTS.intersection(words):
            raise Refused(f"{stance} alone where there is more {other}")
