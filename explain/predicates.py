"""What may be said at all: each predicate with the fields that a sentence can place, and the kind of each value."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """Where a value stands in a claim (`value`, or `object:0`), and what kind of value it is."""

    slot: str
    kind: str


@dataclass(frozen=True)
class Predicate:
    """A kind of statement.

    Attributes:
        fields: By the name that phrases use.
        variants: How many leading objects are closed values that choose the phrase (slower, core, ...).
    """

    fields: Mapping[str, Field]
    variants: int = 0


def _predicate(variants: int = 0, /, **fields: str) -> Predicate:
    """`share="value percent"` reads: field `share` stands in the value and is a percentage."""
    split = {name: where.split() for name, where in fields.items()}
    return Predicate({name: Field(slot, kind) for name, (slot, kind) in split.items()}, variants)


def _own_song() -> Predicate:
    return _predicate(share="value percent", title="object:0 title", artist="object:1 artist")


def _compared(kind: str, bound: str = "") -> Predicate:
    low, high = f"object:1 {bound or kind}", f"object:2 {bound or kind}"
    return _predicate(1, value=f"value {kind}", low=low, high=high, song="object:3 title")


PREDICATES: dict[str, Predicate] = {
    # a song: where its score comes from
    "because_of_own": _own_song(),
    "because_of_playlist": _predicate(share="value percent_floor", playlist="object:0 playlist", song="object:1 title"),
    "sound_like": _own_song(),
    "term_share": _predicate(1, share="value percent", song="object:1 title"),
    "matches_wish": _predicate(1, share="value percent", words="object:1 words", song="object:2 title"),
    "against_wish": _predicate(1, amount="value amount", words="object:1 words", song="object:2 title"),
    "popularity_correction": _predicate(amount="value amount", listeners="object:0 listeners", song="object:1 title"),
    # a song: what it is
    "has_genre": _predicate(genre="object:0 genre", song="object:1 title"),
    "has_genres": _predicate(genre="object:0 genre", second="object:1 genre", song="object:2 title"),
    "has_mood": _predicate(mood="object:0 mood", song="object:1 title"),
    "shares_genre": _predicate(songs="value songs", genre="object:0 genre", song="object:1 title"),
    "shares_tag": _predicate(
        tag="object:0 genre", title="object:1 title", artist="object:2 artist", song="object:3 title"
    ),
    "new_artist": _predicate(artist="object:0 artist", song="object:1 title"),
    "role": _predicate(1, song="object:1 title"),
    "named_song": _predicate(1, title="object:1 title", artist="object:2 artist"),
    "tempo_compared": _compared("bpm", "bpm_bare"),
    "year_compared": _compared("year"),
    "energy_compared": _compared("unit"),
    "valence_compared": _compared("unit"),
    # a song: the week's talk
    "trend_mentions": _predicate(
        mentions="value mentions",
        artist="object:0 artist",
        people="object:1 people",
        week="object:2 week",
        subreddit="object:3 subreddit",
    ),
    "trend_rise": _predicate(1, usual="value mean", artist="object:1 artist"),
    "trend_fall": _predicate(usual="value mean", artist="object:0 artist"),
    "trend_post": _predicate(subreddit="object:1 subreddit", date="object:2 date"),
    # a song: how the re-ranking picked it
    "rerank_moved": _predicate(1, rank="object:1 rank", picked="value rank", song="object:2 title"),
    "rerank_step": _predicate(1, amount="value amount", song="object:1 title"),
    # a song: what if, and what is weak
    "what_if_rank": _predicate(
        2,
        rank_with="object:2 rank",
        rank_without="value rank",
        pool="object:3 rank",
        playlist="object:4 playlist",
        words="object:5 words",
        song="object:6 title",
    ),
    "what_if_gone": _predicate(
        1,
        rank_with="object:1 rank",
        rank_without="value rank",
        pool="object:2 rank",
        playlist="object:3 playlist",
        words="object:4 words",
        song="object:5 title",
    ),
    "what_if_same": _predicate(
        1, rank="value rank", playlist="object:1 playlist", words="object:2 words", song="object:3 title"
    ),
    "what_if_own": _predicate(
        1,
        rank_with="object:1 rank",
        rank_without="value rank",
        pool="object:2 rank",
        title="object:3 title",
        artist="object:4 artist",
        song="object:5 title",
    ),
    "weakest_point": _predicate(
        1, value="value number", low="object:1 number", high="object:2 number", share="value percent"
    ),
    "nearest_miss": _predicate(rank="value rank", title="object:0 title", artist="object:1 artist"),
    # the slate
    "slate_counts": _predicate(1, songs="value songs", artists="object:1 artists", new_artists="object:2 count"),
    "slate_pool": _predicate(candidates="value candidates"),
    "slate_no_repeats": _predicate(weeks="object:0 weeks"),
    "slate_rested": _predicate(songs="value songs", weeks="object:0 weeks"),
    "slate_term_share": _predicate(1, share="value percent"),
    "slate_playlist": _predicate(songs="value songs", playlist="object:0 playlist"),
    "slate_role": _predicate(1, songs="value songs"),
    "slate_stretch": _predicate(
        1,
        songs="value songs",
        genre="object:1 genre",
        second="object:2 genre",
    ),
    "slate_dial": _predicate(1, dial="value unit", songs="object:1 songs"),
    "slate_genres": _predicate(genres="value genres"),
    "slate_years": _predicate(low="object:0 year", high="object:1 year"),
    "slate_trend": _predicate(songs="value songs"),
    "slate_model": _predicate(
        1, met="value count", of="object:1 songs", title="object:2 title", artist="object:3 artist"
    ),
    "no_trend": _predicate(1),
    "short_slate": _predicate(songs="value songs", wanted="object:0 count", reason="object:1 reason"),
    "rule_met": _predicate(2, met="value count", of="object:2 songs", words="object:3 words"),
    "rule_novelty": _predicate(1, met="value count", of="object:1 songs", words="object:2 words"),
    "rule_activity": _predicate(1, met="value count", of="object:1 songs", words="object:2 words"),
    "rule_kept_out": _predicate(
        1, songs="value songs", words="object:1 words", title="object:2 title", artist="object:3 artist"
    ),
    "rule_unknown": _predicate(1, songs="value songs", words="object:1 words"),
    "rule_gone": _predicate(1, songs="value songs", words="object:1 words"),
    "rule_idle": _predicate(1, words="object:1 words"),
    "overruled": _predicate(1, words="object:1 words"),
    "own_factor": _predicate(
        1,
        songs="value songs",
        title="object:1 title",
        artist="object:2 artist",
        own="object:3 title",
        own_artist="object:4 artist",
    ),
    "own_factor_gone": _predicate(1, songs="value songs", title="object:1 title", artist="object:2 artist"),
    "own_factor_idle": _predicate(1, title="object:1 title", artist="object:2 artist"),
    "no_rules": _predicate(),
    "unread_words": _predicate(words="object:0 words"),
    "source_missing": _predicate(what="object:0 reason"),
    "slate_nearest_miss": _predicate(rank="value rank", title="object:0 title", artist="object:1 artist"),
}

FEATURE_KINDS = {"tempo_bpm": "bpm", "release_year": "year", "energy": "unit", "valence": "unit"}
"""How the values of a feature are written (of weakest_point, whose first object is the feature)."""
