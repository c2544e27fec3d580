"""Reasons of a song in the order in which a text names them, and whether that is the order of the score's parts."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from explain.claims import Claim

MOST_WORDS = 30
"""Words of a song's reason, its first sentence, as it is read: names count with all their words."""
PARTS = frozenset({"because_of_own", "sound_like", "matches_wish"})
"""Claims that name one part of the score with its share."""
TERMS = frozenset({"trend", "judgement"})
"""Terms that are told of as one part; of the others the parts are named one by one."""
REASONS = PARTS | {
    "because_of_playlist",
    "term_share",
    "trend_mentions",
    "role",
    "what_if_gone",
    "what_if_own",
    "what_if_rank",
    "has_genre",
    "has_genres",
}
"""Claims that may open a song's text: why it is here, or at the least what it is."""
Key = tuple[str, ...]


def trend_share(claims: Iterable[Claim]) -> float | None:
    """Percent of a song's score that the talk makes; None when too little to be told."""
    return next((one.value for one in claims if one.predicate == "term_share" and one.variant == ("trend",)), None)


def parts_named(claims: Iterable[Claim], trend: float | None) -> dict[Key, float]:
    """Parts of the score that claims name, each once, in the order of the claims, with their percent of the score.

    Args:
        claims: Of one song, in order of appearance.
        trend: Percent of the score that the talk makes: talk that is told of names this part.
    """
    named: dict[Key, float] = {}
    for one in claims:
        key, share = _part(one, trend)
        if share is not None:
            named.setdefault(key, share)
    return named


def _part(claim: Claim, trend: float | None) -> tuple[Key, float | None]:
    if claim.predicate in PARTS:
        return (claim.predicate, *map(str, claim.objects)), claim.value
    if claim.predicate == "term_share" and claim.variant[0] in TERMS:
        return ("term", *claim.variant), claim.value
    return ("term", "trend"), trend if claim.predicate == "trend_mentions" else None


def breaks_order(told: Mapping[Key, float], more: Mapping[Key, float]) -> bool:
    """Whether a sentence with `more` parts, told after `told`, would name a larger part after a smaller one."""
    shares = [*told.values(), *(share for key, share in more.items() if key not in told)]
    return any(later > earlier for earlier, later in pairwise(shares))


def kendall_tau(shares: Sequence[float]) -> float | None:
    """
    How far shares stand in falling order: 1 all, -1 the other way round; None with fewer than two.

    (pairs in order - pairs out of order) / pairs; equal shares count as in order.

    Source: Kendall, "A new measure of rank correlation", Biometrika 1938.
    """
    pairs = [(one, other) for place, one in enumerate(shares) for other in shares[place + 1 :]]
    if not pairs:
        return None
    wrong = sum(other > one for one, other in pairs)
    return (len(pairs) - 2 * wrong) / len(pairs)
