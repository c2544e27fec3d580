"""Whether a sentence of the trend brief says only what the week's counts say; code places every value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pipelines.llm.schemas import BriefSentence
from pipelines.llm.text import has_markup, has_typed_value

SLOT = re.compile(r"\{(a\d+)\.([a-z_]+)\}")
_SLOT_FIELDS = ("name", "mention_count", "author_count", "post_count", "baseline_mean")
_CAUSE = re.compile(
    r"\b(?:because|due to|thanks to|since|caused?|owing|therefore|hence|which is why|so that|leads? to|led to)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|nobody|none|nothing|without|hardly|barely|neither|nor|\w+n['’]t)\b", re.IGNORECASE
)
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|best|worst|biggest|loudest|highest|greatest|top|ahead of everyone|above all|number)\b",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(r"\bmore\b.*\bthan\b", re.IGNORECASE)
_COMPARISON = re.compile(
    r"\b(?:more|less|fewer|than|\w{3,}ier|bigger|louder|better|worse|higher|lower|ahead|behind|outshines?|outdid|outdoes|beats?|overtook|overtakes"
    r"|surpass\w*|exceed\w*|outnumber\w*|as \w+ as|equal\w*|ever|always|everyone|everybody|all)\b",
    re.IGNORECASE,
)
_USUAL = re.compile(r"\b(?:usual|ordinary|normal|typical)\b", re.IGNORECASE)
_RISES = re.compile(
    r"\b(?:rise[sn]?|rising|rose|surge[sd]?|jump(?:s|ed)?|up from|climb(?:s|ed)?|burst)\b", re.IGNORECASE
)
_PRAISE = re.compile(
    r"\b(?:prais\w+|love[sd]?|loving|warm(?:ly)?|kind words|delight\w*|enthus\w+|adore\w*|like[sd]?|smitten|fond)\b",
    re.IGNORECASE,
)
_CRITICISM = re.compile(
    r"\b(?:critic\w+|grumbl\w*|complain\w*|disappoint\w*|sceptic\w*|skeptic\w*|unimpressed|grumpy|cold)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\b(?:will|going to|soon|next week|tomorrow|expect\w*|predict\w*)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ArtistTalk:
    """An artist's week in counts: all that the reduce step knows."""

    artist_id: UUID
    name: str
    mention_count: int
    author_count: int
    post_count: int
    baseline_mean: float
    lift: float
    post_ids: tuple[str, ...]
    stances: Mapping[str, int] = field(default_factory=dict)
    aspects: Mapping[str, int] = field(default_factory=dict)


def refusal(sentence: BriefSentence, talk: Mapping[str, ArtistTalk], posts: Mapping[str, str]) -> str | None:
    """Why a sentence may not be published, or None when it may.

    Args:
        sentence: As the model wrote it, with slots.
        talk: The artists by their short ids (`a1`).
        posts: Our post ids by their short ids (`p1`).
    """
    return _form_refusal(sentence, talk, posts) or _meaning_refusal(sentence, talk)


def _form_refusal(  # noqa: PLR0911  (one line per kind)
    sentence: BriefSentence, talk: Mapping[str, ArtistTalk], posts: Mapping[str, str]
) -> str | None:
    bare = SLOT.sub("", sentence.text)
    slots = SLOT.findall(sentence.text)
    if "{" in bare or "}" in bare or any(name not in _SLOT_FIELDS for _, name in slots):
        return "a slot that does not exist"
    if not sentence.text.strip() or has_markup(bare):
        return "links or markup"
    if has_typed_value(bare):
        return "a typed number or a quotation"
    if any(word[0].isupper() for word in re.findall(r"(?<=[^\s.]\s)[^\W\d_]+", bare) if word not in {"Reddit", "I"}):
        return "a typed name"
    if not sentence.artist_ids or any(one not in talk for one in sentence.artist_ids):
        return "an unknown artist"
    if {artist for artist, _ in slots} != set(sentence.artist_ids):
        return "artists in the text and in the citation differ"
    cited = {posts.get(one) for one in sentence.post_ids}
    if None in cited or not cited:
        return "an unknown post"
    if any(not cited.intersection(talk[one].post_ids) for one in sentence.artist_ids):
        return "an artist without a post"
    return (
        None
        if cited <= {post for one in sentence.artist_ids for post in talk[one].post_ids}
        else "a post of somebody else"
    )


def _meaning_refusal(  # noqa: PLR0911  (one line per kind)
    sentence: BriefSentence, talk: Mapping[str, ArtistTalk]
) -> str | None:
    bare = SLOT.sub("", sentence.text)
    order = list(dict.fromkeys(artist for artist, name in SLOT.findall(sentence.text) if name == "name"))
    about = [talk[one] for one in sentence.artist_ids]
    if _CAUSE.search(bare):
        return "a cause that no count carries"
    if _NEGATION.search(bare):
        return "a negation that no count carries"
    if _FUTURE.search(bare):
        return "a prediction"
    if _SUPERLATIVE.search(bare) and not _is_top(order, talk):
        return "a superlative that does not hold"
    if _COMPARISON.search(bare) and not _comparison_holds(bare, order, about, talk):
        return "a comparison that does not hold"
    if _RISES.search(bare) and any(one.mention_count <= one.baseline_mean for one in about):
        return "a rise that does not hold"
    if _PRAISE.search(bare) and any(_stance(one, "praise") <= _stance(one, "criticism") for one in about):
        return "praise that the posts do not hold"
    if _CRITICISM.search(bare) and any(_stance(one, "criticism") == 0 for one in about):
        return "criticism that the posts do not hold"
    return None


def _stance(talk: ArtistTalk, stance: str) -> int:
    return talk.stances.get(stance, 0)


def _is_top(order: Sequence[str], talk: Mapping[str, ArtistTalk]) -> bool:
    if len(order) != 1:
        return False
    others = [one.mention_count for key, one in talk.items() if key != order[0]]
    return all(talk[order[0]].mention_count > other for other in others)


def _comparison_holds(
    bare: str, order: Sequence[str], about: Sequence[ArtistTalk], talk: Mapping[str, ArtistTalk]
) -> bool:
    """Read "more than" between two artists by mentions, or of one against its usual week, and nothing else."""
    if _MORE_THAN.search(bare) is None or len(re.findall(r"\b(?:more|less|fewer)\b", bare, re.IGNORECASE)) != 1:
        return False
    if len(order) == 1 and _USUAL.search(bare):
        return all(one.mention_count > one.baseline_mean for one in about)
    if len(set(order)) != 2:  # noqa: PLR2004  (this one and that)
        return False
    return talk[order[0]].mention_count > talk[order[1]].mention_count


def fill(text: str, talk: Mapping[str, ArtistTalk]) -> str:
    """The sentence with every slot's value; a mean with one decimal."""

    def value(match: re.Match[str]) -> str:
        found = getattr(talk[match[1]], match[2])
        return f"{found:.1f}" if isinstance(found, float) else str(found)

    return SLOT.sub(value, text)
