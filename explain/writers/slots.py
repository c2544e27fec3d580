"""What needs words in a report, and which claims each place may use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from explain.claims import Claim, renumbered
from explain.evidence import Evidence

SLATE_SLOTS = ("headline", "trend", "variety", "changes")
MOST_PER_PREDICATE = {
    "because_of_own": 3,
    "because_of_playlist": 2,
    "sound_like": 2,
    "matches_wish": 2,
    "against_wish": 1,
    "trend_post": 2,
    "shares_tag": 2,
    "rerank_step": 2,
    "what_if_rank": 2,
    "what_if_gone": 2,
    "what_if_same": 2,
    "source_missing": 3,
    "rule_met": 8,
    "rule_novelty": 4,
    "rule_activity": 4,
    "rule_kept_out": 8,
    "rule_unknown": 8,
    "rule_gone": 8,
    "rule_idle": 8,
    "overruled": 4,
    "own_factor": 4,
    "own_factor_gone": 4,
    "own_factor_idle": 4,
    "unread_words": 4,
}
"""Claims of a kind that a song (or the slate) offers its writer; the evidence keeps the rest."""

SPOKEN_OF: dict[str, tuple[str, ...]] = {
    "headline": ("slate_counts", "slate_term_share", "slate_playlist", "short_slate", "named_song", "slate_pool"),
    "trend": (
        "no_trend",
        "slate_trend",
        "trend_mentions",
        "trend_rise",
        "trend_fall",
        "trend_post",
        "source_missing",
    ),
    "variety": (
        "slate_dial",
        "slate_role",
        "slate_stretch",
        "slate_genres",
        "slate_years",
        "slate_model",
        "slate_no_repeats",
        "slate_rested",
        "slate_pool",
    ),
    "changes": (
        "rule_kept_out",
        "rule_unknown",
        "rule_gone",
        "rule_idle",
        "rule_met",
        "rule_novelty",
        "rule_activity",
        "overruled",
        "own_factor",
        "own_factor_gone",
        "own_factor_idle",
        "no_rules",
        "unread_words",
        "slate_nearest_miss",
    ),
    "song": (
        "because_of_own",
        "what_if_gone",
        "what_if_own",
        "sound_like",
        "matches_wish",
        "trend_mentions",
        "trend_rise",
        "trend_fall",
        "what_if_rank",
        "new_artist",
        "tempo_compared",
        "year_compared",
        "because_of_playlist",
        "has_genres",
        "energy_compared",
        "valence_compared",
        "term_share",
        "has_genre",
        "has_mood",
        "shares_tag",
        "rerank_moved",
        "rerank_step",
        "shares_genre",
        "role",
        "weakest_point",
        "nearest_miss",
        "popularity_correction",
        "trend_post",
        "what_if_same",
        "against_wish",
    ),
}
"""What each slot may speak of, what matters most first."""


@dataclass(frozen=True)
class SlotSentence:
    """A sentence with slots, and the claims that it cites."""

    text: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True)
class SlotText:
    """The words of one slot, as a writer gave them."""

    slot: str
    writer: str
    sentences: tuple[SlotSentence, ...]
    request_hash: str | None = None


@dataclass(frozen=True)
class Slot:
    """A place that needs words; `about` is the song, None for the slate."""

    name: str
    about: UUID | None
    claims: tuple[Claim, ...] = field(default=())


def song_slot(recording_id: UUID) -> str:
    """Name of a song's slot."""
    return f"song:{recording_id}"


def offered(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that writers get: of each kind the strongest, in evidence order, as c1, c2, ..."""
    groups: dict[tuple[UUID | None, str], list[Claim]] = {}
    every = list(claims)
    for claim in every:
        groups.setdefault((claim.recording_id, claim.predicate), []).append(claim)
    kept = {
        claim.claim_id
        for (_, predicate), found in groups.items()
        for claim in sorted(found, key=_strength)[: MOST_PER_PREDICATE.get(predicate, 6)]
    }
    return renumbered(claim for claim in every if claim.claim_id in kept)


def _strength(claim: Claim) -> tuple[float, int, str]:
    """Largest share first; of what-ifs the longest fall; then the order of evidence."""
    strength = abs(claim.value or 0.0)
    if claim.predicate == "what_if_rank":
        strength = abs((claim.value or 0.0) - float(claim.objects[2]))
    return -strength, len(claim.claim_id), claim.claim_id


def make_slots(evidence: Evidence, claims: Sequence[Claim]) -> list[Slot]:
    """All slots: four about the slate, then one per song in slate order; claims in the order of SPOKEN_OF."""
    slots = [Slot(name, None, _spoken_of(name, claims)) for name in SLATE_SLOTS]
    by_song: dict[UUID | None, list[Claim]] = {}
    for claim in claims:
        by_song.setdefault(claim.recording_id, []).append(claim)
    return slots + [
        Slot(song_slot(recording_id), recording_id, _spoken_of("song", by_song.get(recording_id, [])))
        for recording_id, _, _ in evidence.songs
    ]


def _spoken_of(slot: str, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    order = {predicate: place for place, predicate in enumerate(SPOKEN_OF[slot])}
    found = [claim for claim in claims if claim.predicate in order]
    return tuple(sorted(found, key=lambda claim: (order[claim.predicate], *_strength(claim))))
