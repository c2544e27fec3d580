"""Whether a sentence of the trend brief tells each count as what it is: in its unit, of its week, of what it counts."""

from collections.abc import Mapping, Sequence

from pipelines.llm.brief_clauses import SLOT, USUAL, Refused, clause_at, clauses, stances_of
from pipelines.llm.brief_subjects import Subject
from pipelines.llm.brief_words import ASPECT_OF, COMPARES, DOUBTS, RISES, STANCE_OF

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
_TALK_COUNTS = frozenset({*_UNITS, "usual_author_count", "usual_post_count"}) - {"read_count"}
"""Counts of all talk, whatever it says."""
_STANCE_COUNTS = {"praise_count": "praise", "criticism_count": "criticism", "mixed_count": "mixed"}


def check_slots(tokens: Sequence[str], subjects: Mapping[str, Subject]) -> None:
    """Every slot exists, and every count stands before its own unit."""
    slots = [(place, match[1], match[2]) for place, token in enumerate(tokens) if (match := SLOT.fullmatch(token))]
    if any(field not in subjects[key].values() for _, key, field in slots):
        raise Refused("a slot that does not exist")
    placed = {(key, field) for _, key, field in slots}
    for place, key, field in slots:
        if field.startswith("usual_"):
            if (key, field.removeprefix("usual_")) not in placed or not USUAL.search(" ".join(tokens[place:])):
                raise Refused("a usual week without this one")
        elif field in _STANCE_COUNTS:
            counted = tokens[place + 1].casefold() if place + 1 < len(tokens) else ""
            if counted not in _OF_POSTS or stances_of(clause_at(tokens, place)) != {_STANCE_COUNTS[field]}:
                raise Refused("a count of something else")
        elif field != "name":
            unit = tokens[place + 1] if place + 1 < len(tokens) else ""
            if unit.casefold() not in _UNITS[field]:
                raise Refused("a count without its unit")


def check_numbers(tokens: Sequence[str]) -> None:
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
            raise Refused("a word that makes another number of a count")
        if not is_usual and any(word.casefold() in _BEHIND_COUNTS for word in tokens[place + 2 : place + 3]):
            raise Refused("a word that makes another number of a count")


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


def check_week(tokens: Sequence[str]) -> None:
    """What is said to be usual is what is usual: "in a usual week 20 people" tells this week's count of it."""
    for clause in clauses(tokens):
        words = [token.casefold() for token in clause]
        counts = [(place, match[2]) for place, word in enumerate(words) if (match := SLOT.fullmatch(word))]
        counts = [(place, field) for place, field in counts if field != "name"]
        usual = [place for place, word in enumerate(words) if USUAL.fullmatch(word)]
        for place, field in counts:
            after = next((one for one in usual if one > place), None)
            next_count = next((one for one, _ in counts if one > place), len(words))
            is_said_usual = (after is not None and after < next_count) or (place > 0 and place - 1 in usual)
            if field.startswith("usual_") != is_said_usual and not (
                is_said_usual and _COMPARED.intersection(words[place : after or place])
            ):
                raise Refused("a usual week of another count")
        for place in usual:
            follows = words[place + 1] if place + 1 < len(words) else ""
            is_of_count = any(field.startswith("usual_") for _, field in counts)
            if follows[:1].isalpha() and follows not in _MAY_FOLLOW_USUAL:
                raise Refused("a usual week of something else")
            if not is_of_count and not _COMPARED.intersection(words[:place]):
                raise Refused("a usual week without a comparison")


_MAY_FOLLOW_USUAL = frozenset(["week", "weeks", "talk", "talked", "named", "mentioned", "discussed"])
_COMPARED = frozenset({"than", "against"})


def check_counts(tokens: Sequence[str]) -> None:
    """A feeling is numbered by its own count alone, a topic by none; a sentence without either says at least a count.

    Counts of all talk are no counts of praise, in whichever clause they stand: "12 people, who praise ..." is one.
    """
    placed = {match[2]: place for place, token in enumerate(tokens) if (match := SLOT.fullmatch(token))}
    counts = placed.keys() - {"name"}
    words = {token.casefold() for token in tokens}
    is_feeling, is_topic = bool(words & STANCE_OF.keys()), bool(words & ASPECT_OF.keys())
    if not (is_feeling or is_topic or counts or words & (COMPARES | RISES)):
        raise Refused("nothing that a count or a post carries")
    if words & DOUBTS and not (is_feeling or is_topic):
        raise Refused("some or others of whom nothing is told")  # counts are of all who talked
    if (is_feeling and counts & _TALK_COUNTS) or (is_topic and counts):
        raise Refused("a count of something else")
    if is_feeling and "read_count" in counts:
        clause = clause_at(tokens, placed["read_count"])
        if not any(match[2] in _STANCE_COUNTS for token in clause if (match := SLOT.fullmatch(token))):
            raise Refused("a count of something else")
