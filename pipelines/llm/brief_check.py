"""Whether a sentence of the trend brief says only what the counts and the posts that it cites say.

A sentence is made of known words (brief_words) and slots; every stance and every aspect that it names must be that of
a post which it cites. Code places every value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

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
    SPLITS,
    STANCE_OF,
    THINGS,
)
from pipelines.llm.schemas import BriefSentence
from pipelines.llm.text import has_markup, has_typed_value

CHECKER_VERSION = "brief-5"
SLOT = re.compile(r"\{([ag]\d+)\.([a-z_]+)\}")
_TOKEN = re.compile(r"\{[ag]\d+\.[a-z_]+\}|[^\W\d_]+(?:['’-][^\W\d_]+)*|[,;:()–—]|\.(?=\s|$)")
_PLAIN = re.compile(r"[\w\s{},;:.()'’–—-]*")
_USUAL = re.compile(r"\b(?:usual|ordinary|normal|typical)\b", re.IGNORECASE)
_UNITS = {
    "mention_count": ("mention", "mentions", "times", "time"),
    "author_count": ("people", "person", "listeners", "writers"),
    "post_count": ("post", "posts"),
    "read_count": ("post", "posts"),
    "artist_count": ("artist", "artists"),
    "usual_author_count": ("people", "person", "listeners", "writers"),
    "usual_post_count": ("post", "posts"),
}
_EVERY_UNIT = {unit for units in _UNITS.values() for unit in units} | {
    "threads",
    "comments",
    "songs",
    "forums",
    "weeks",
}
_MANY = frozenset({"people", "listeners", "writers"})
_TALK_COUNTS = frozenset({*_UNITS, "usual_author_count", "usual_post_count"}) - {"read_count"}
"""Counts of all talk, whatever it says."""
_STANCE_COUNTS = {"praise_count": "praise", "criticism_count": "criticism", "mixed_count": "mixed"}
_OPPOSITE = {"praise": "criticism", "criticism": "praise"}
_TWO = 2


@dataclass(frozen=True)
class Judged:
    """A sentence after the check: why it may not be published (None: it may), and the posts that carry it."""

    refusal: str | None
    post_ids: tuple[str, ...] = ()


class _Refused(Exception):  # noqa: N818  (it never leaves this module)
    """A sentence says what nothing carries."""


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
        tokens = _TOKEN.findall(sentence.text)
        _check_words(tokens)
        _check_slots(tokens, subjects)
        _check_numbers(tokens)
        _check_week(tokens)
        _check_actor(tokens)
        _check_comparison(sentence, about)
        cited = _cited(sentence, about, posts)
        _check_counts(tokens)
        return Judged(None, _carrying(tokens, about, cited))
    except _Refused as refused:
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
        raise _Refused("an unknown artist or genre")
    if len(ids) > _TWO:
        raise _Refused("more than two artists or genres")
    if {subject for subject, _ in SLOT.findall(sentence.text)} != set(ids):
        raise _Refused("the text is about others than those that it cites")
    return [subjects[one] for one in ids]


def _check_form(text: str) -> None:
    bare = SLOT.sub("", text)
    if "{" in bare or "}" in bare:
        raise _Refused("a slot that does not exist")
    if has_typed_value(bare):
        raise _Refused("a typed number or a quotation")
    if has_markup(bare) or _PLAIN.fullmatch(text) is None:
        raise _Refused("links or markup")
    words = re.findall(r"[^\W\d_]+", bare)
    inner = words[1:] if not text.lstrip().startswith("{") else words
    if any(word[0].isupper() and word != "Reddit" for word in inner):
        raise _Refused("a typed name")


def _check_words(tokens: Sequence[str]) -> None:
    for token in tokens:
        if token[0].isalpha() and token.casefold() not in ALLOWED:
            raise _Refused(f"a word that no record carries: {token}")
    if not any(token[0].isalpha() for token in tokens):
        raise _Refused("no words")


def _check_slots(tokens: Sequence[str], subjects: Mapping[str, Subject]) -> None:
    """Every slot exists, and every count stands before its own unit."""
    slots = [(place, match[1], match[2]) for place, token in enumerate(tokens) if (match := SLOT.fullmatch(token))]
    if any(field not in subjects[key].values() for _, key, field in slots):
        raise _Refused("a slot that does not exist")
    placed = {(key, field) for _, key, field in slots}
    for place, key, field in slots:
        if field.startswith("usual_"):
            if (key, field.removeprefix("usual_")) not in placed or not _USUAL.search(" ".join(tokens[place:])):
                raise _Refused("a usual week without this one")
        elif field in _STANCE_COUNTS:
            counted = tokens[place + 1].casefold() if place + 1 < len(tokens) else ""
            if counted not in _OF_POSTS or _stances(_clause_at(tokens, place)) != {_STANCE_COUNTS[field]}:
                raise _Refused("a count of something else")
        elif field != "name":
            unit = tokens[place + 1] if place + 1 < len(tokens) else ""
            if unit.casefold() not in _UNITS[field]:
                raise _Refused("a count without its unit")


def _check_numbers(tokens: Sequence[str]) -> None:
    """No word beside a count makes another number of it: "about 20 people", "20 people a week", "20 people more"."""
    for place, token in enumerate(tokens):
        match = SLOT.fullmatch(token)
        if match is None or match[2] == "name":
            continue
        before = tokens[place - 1].casefold() if place else ""
        is_usual = match[2].startswith("usual_")
        may_be_about = before == "about" and place > 1 and tokens[place - 2].casefold() in _EVERY_UNIT
        is_range = before == "to" and any(".usual_" in one or one.casefold() in RISES for one in tokens[:place])
        if (
            before not in _BEFORE_COUNTS
            and not (is_usual and before in _BEFORE_USUAL)
            and not (may_be_about or is_range)
        ):
            raise _Refused("a word that makes another number of a count")
        if not is_usual and any(word.casefold() in _BEHIND_COUNTS for word in tokens[place + 2 : place + 3]):
            raise _Refused("a word that makes another number of a count")


_BEFORE_COUNTS = frozenset(
    {
        "",
        *",;:()–—.",
        *[
            "of",
            "in",
            "by",
            "from",
            "with",
            "and",
            "as",
            "were",
            "was",
            "had",
            "has",
            "got",
            "gets",
            "drew",
            "were",
            "named",
        ],
    }
)
_BEFORE_USUAL = frozenset(["against", "than", "usual", "ordinary", "normal", "typical", "to"])
_BEHIND_COUNTS = frozenset(["a", "more"])
_OF_POSTS = frozenset({"", ".", ",", "of", "post", "posts"})


def _check_week(tokens: Sequence[str]) -> None:
    """What is said to be usual is what is usual: "in a usual week 20 people" tells this week's count of it."""
    for clause in _clauses(tokens):
        words = [token.casefold() for token in clause]
        counts = [(place, match[2]) for place, word in enumerate(words) if (match := SLOT.fullmatch(word))]
        counts = [(place, field) for place, field in counts if field != "name"]
        usual = [place for place, word in enumerate(words) if _USUAL.fullmatch(word)]
        for place, field in counts:
            after = next((one for one in usual if one > place), None)
            next_count = next((one for one, _ in counts if one > place), len(words))
            is_said_usual = (after is not None and after < next_count) or (place > 0 and place - 1 in usual)
            if field.startswith("usual_") != is_said_usual and not (
                is_said_usual and _COMPARED.intersection(words[place : after or place])
            ):
                raise _Refused("a usual week of another count")
        for place in usual:
            follows = words[place + 1] if place + 1 < len(words) else ""
            is_of_count = any(field.startswith("usual_") for _, field in counts)
            if follows[:1].isalpha() and follows not in _MAY_FOLLOW_USUAL:
                raise _Refused("a usual week of something else")
            if not is_of_count and not _COMPARED.intersection(words[:place]):
                raise _Refused("a usual week without a comparison")


_MAY_FOLLOW_USUAL = frozenset(["week", "weeks", "talk", "talked", "named", "mentioned", "discussed"])
_COMPARED = frozenset({"than", "against"})


def _check_actor(tokens: Sequence[str]) -> None:
    """Feelings and acts are of people who wrote: "Loud Ones loves the voice", "is happy" tell them of the artist."""
    for clause in _clauses(tokens):
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
            raise _Refused("an act of the artist's own")
        told = next((at for at, word in enumerate(said) if word in ASPECT_OF), None)
        is_had = follows in _HAVE or (follows in {"came", "comes", "come"} and "back" in said)
        if is_had and told is not None and not (_TOLD | STANCE_OF.keys()).intersection(said[:told]):
            raise _Refused("an act of the artist's own")
        if _ARE.intersection(said[:1]) and FELT.intersection(said):
            raise _Refused("a feeling of the artist's own")
        acts = ACTS.intersection(said[:1]) | (ACTS - THINGS).intersection(said)
        if said[-1:] == ["split"] or (acts and not _ARE.intersection(said)):
            raise _Refused("an act of the artist's own")


def _check_crowd(words: Sequence[str]) -> None:
    """Some others may feel something, or a forum hold it; "people love others", "Reddit loves" tell of more."""
    others = [place for place, word in enumerate(words) if word in {"other", "others"}]
    if any(place > 0 and words[place - 1] not in {"and", "some"} for place in others):
        raise _Refused("a feeling about somebody else")
    for place, word in enumerate(words[1:]):
        if words[place] in {"reddit", "forum", "forums"} and word in ACTS:
            raise _Refused("a feeling of everybody")


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


def _check_counts(tokens: Sequence[str]) -> None:
    """A feeling is numbered by its own count alone, a topic by none; a sentence without either says at least a count.

    Counts of all talk are no counts of praise, in whichever clause they stand: "12 people, who praise ..." is one.
    """
    placed = {match[2]: place for place, token in enumerate(tokens) if (match := SLOT.fullmatch(token))}
    counts = placed.keys() - {"name"}
    words = {token.casefold() for token in tokens}
    is_feeling, is_topic = bool(words & STANCE_OF.keys()), bool(words & ASPECT_OF.keys())
    if not (is_feeling or is_topic or counts or words & (COMPARES | RISES)):
        raise _Refused("nothing that a count or a post carries")
    if words & DOUBTS and not (is_feeling or is_topic):
        raise _Refused("some or others of whom nothing is told")  # counts are of all who talked
    if (is_feeling and counts & _TALK_COUNTS) or (is_topic and counts):
        raise _Refused("a count of something else")
    if is_feeling and "read_count" in counts:
        clause = _clause_at(tokens, placed["read_count"])
        if not any(match[2] in _STANCE_COUNTS for token in clause if (match := SLOT.fullmatch(token))):
            raise _Refused("a count of something else")


def _check_comparison(sentence: BriefSentence, about: Sequence[Subject]) -> None:
    bare = SLOT.sub("", sentence.text)
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", bare)}
    if words & (RISES | COMPARES) and words & (STANCE_OF.keys() | ASPECT_OF.keys()):
        raise _Refused("a comparison that no count carries")  # of feelings nobody knows a usual week
    if words & RISES and (words & {"keep", "keeps", "kept"} or any(one.size <= one.usual for one in about)):
        raise _Refused("a rise that does not hold")
    if "against" in words and not _USUAL.search(bare):
        raise _Refused("against what")
    if not words & COMPARES:
        if len(about) > 1:
            raise _Refused("more than one artist or genre without a comparison")
        return
    if "than" not in words or len(re.findall(r"\bmore\b", bare, re.IGNORECASE)) != 1:
        raise _Refused("a comparison that is not whole")
    if len(about) == _TWO:
        _check_pair(sentence.text, dict(zip(dict.fromkeys(sentence.subject_ids), about, strict=True)), words)
    elif not _USUAL.search(bare):
        raise _Refused("a comparison that is not whole")
    elif about[0].size <= about[0].usual:
        raise _Refused("a comparison that does not hold")


def _check_pair(text: str, about: Mapping[str, Subject], words: set[str]) -> None:
    """One "more than" another: in people of artists or posts of genres, and in nothing else."""
    order = [key for key, field in SLOT.findall(text) if field == "name"]
    before, _, after = text.partition("than")
    if len({one.kind for one in about.values()}) > 1 or words & (STANCE_OF.keys() | ASPECT_OF.keys()):
        raise _Refused("a comparison that no count carries")
    if len(order) != _TWO or "more" not in before or not SLOT.search(before) or not SLOT.search(after):
        raise _Refused("a comparison that is not whole")
    if about[order[0]].size <= about[order[1]].size:
        raise _Refused("a comparison that does not hold")


def _cited(sentence: BriefSentence, about: Sequence[Subject], posts: Mapping[str, str]) -> list[str]:
    cited = [posts.get(one, "") for one in dict.fromkeys(sentence.post_ids)]
    if not cited or "" in cited:
        raise _Refused("an unknown post")
    if any(not set(cited).intersection(one.post_ids) for one in about):
        raise _Refused("an artist or genre without a post")
    if not set(cited) <= {post for one in about for post in one.post_ids}:
        raise _Refused("a post of somebody else")
    return cited


def _carrying(tokens: Sequence[str], about: Sequence[Subject], cited: Sequence[str]) -> tuple[str, ...]:
    """The cited posts that carry the sentence's stances and aspects; all of them when it names none."""
    subject = about[0]
    records = {post: subject.records[post] for post in cited if post in subject.records}
    carrying: set[str] = set()
    is_claim = False
    for clause in _clauses(tokens):
        words = [word.casefold() for word in clause]
        stances = _stances(clause)
        aspects: set[str] = {ASPECT_OF[word] for word in words if word in ASPECT_OF}
        if not stances and not aspects:
            continue
        is_claim = True
        _check_sides(words, stances, subject, tokens)
        for stance, aspect in product(sorted(stances) or [""], sorted(aspects) or [""]):
            found = {post for post, record in records.items() if _fits(record, stance, aspect)}
            if len(found) < (_TWO if stance and _MANY.intersection(words) else 1):
                raise _Refused("cited posts do not say so")
            carrying |= found
    return tuple(post for post in cited if not is_claim or post in carrying)


def _fits(record: Record, stance: str, aspect: str) -> bool:
    """Whether a post says it; an empty string is anything."""
    return stance in {"", record.stance} and aspect in {"", record.aspect}


def _stances(tokens: Sequence[str]) -> set[str]:
    return {STANCE_OF[token.casefold()] for token in tokens if token.casefold() in STANCE_OF}


def _check_sides(words: Sequence[str], stances: set[str], subject: Subject, tokens: Sequence[str]) -> None:
    """One side alone may be told when it is the larger one, or as "some"."""
    told = _stances(tokens)
    for stance in stances & _OPPOSITE.keys():
        other = _OPPOSITE[stance]
        if subject.stances[stance] < subject.stances[other] and other not in told and not DOUBTS.intersection(words):
            raise _Refused(f"{stance} alone where there is more {other}")


def _clauses(tokens: Sequence[str]) -> Iterator[list[str]]:
    clause: list[str] = []
    for piece in tokens:
        if piece in set(",;:().–—") or piece.casefold() in SPLITS:
            yield clause
            clause = []
        else:
            clause.append(piece)
    yield clause


def _clause_at(tokens: Sequence[str], place: int) -> list[str]:
    start = 0
    for clause in _clauses(tokens):
        if start <= place < start + len(clause) + 1:
            return clause
        start += len(clause) + 1
    return []
