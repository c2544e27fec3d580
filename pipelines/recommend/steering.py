"""Rules on tracks: how far a track has what a rule names (0..1), which way the rule steers, and what it forbids."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from pipelines.domain.names import normalise
from pipelines.domain.wishes import TEMPO_BPM, era_years
from pipelines.recommend.arrays import Flags, Floats, Ints, Links, cosines, row_max
from pipelines.recommend.catalogue import FEATURES, Catalogue
from pipelines.recommend.occasions import LISTENED, activity_known, activity_match, novelty_match

HARD = ("exclude", "only")
"""Effects that decide who may be a candidate, and steer by nothing."""
_LEAST_LIKENESS = 0.3
"""Cosine from which a track counts as like another one."""
_KEPT = 64
"""Answers of `match` that are kept with the catalogue: 51 MB with 100,000 recordings."""
_BLOCK = 4096
"""Recordings whose vectors are unpacked at once: 12 MB."""


@dataclass(frozen=True)
class Rule:
    """A wish, a profile edit, a feedback or an outcome, as pipelines.llm wrote it to recs.rule."""

    rule_id: UUID
    origin: str
    event_id: UUID
    effect: str
    facet: str
    value: str
    strength: float
    words: str


@dataclass(frozen=True)
class Overruled:
    """A wish, a feedback or an outcome of which no rule is in force: another statement took its place."""

    event_id: UUID
    origin: str
    words: str


def match(rule: Rule, catalogue: Catalogue, own_artists: Ints) -> Floats:
    """How far each track has what the rule names, in [0, 1], shape (n,), to read; 0 where the fact is unknown.

    genre, mood: its weight over the weight of the track's strongest one, so the main genre gives 1; a name matches
    when it holds the rule's words ("rock" matches "indie rock"). tempo, decade, years, language, explicit, artist,
    novelty: 1 or 0. activity: the share of its conditions that hold (pipelines.recommend.occasions).
    recording: 1 for all versions of it, else its similarity or cosine with the track, whichever is larger.

    Args:
        rule: What is asked for.
        catalogue: The week's.
        own_artists: Numbers of the artists of whom the listener keeps something (`Taste.own_artists`).
    """
    if rule.facet == "novelty":  # the only one that depends on the listener
        return novelty_match(rule.value, catalogue, own_artists)
    key = rule.facet, rule.value
    if key not in catalogue.matches:  # many listeners wish for the same
        if len(catalogue.matches) >= _KEPT:
            del catalogue.matches[next(iter(catalogue.matches))]
        found = _match(rule, catalogue)
        found.flags.writeable = False
        catalogue.matches[key] = found
    return catalogue.matches[key]


def _match(rule: Rule, catalogue: Catalogue) -> Floats:  # noqa: PLR0911  (a line per facet)
    match rule.facet:
        case "genre":
            return _label_match(catalogue.genres, catalogue.genre_names, catalogue.strongest_genre, rule.value)
        case "mood":
            return _label_match(catalogue.moods, catalogue.mood_names, catalogue.strongest_mood, rule.value)
        case "tempo":
            low, high = TEMPO_BPM.get(rule.value, (np.inf, -np.inf))
            tempo = catalogue.features[:, FEATURES.index("tempo_bpm")]
            return ((tempo >= low) & (tempo < high)).astype(np.float64)
        case "decade" | "years":
            year = catalogue.features[:, FEATURES.index("release_year")]
            first, last = era_years(rule.value) or (np.inf, -np.inf)
            return ((year >= first) & (year <= last)).astype(np.float64)
        case "activity":
            return activity_match(rule.value, catalogue)
        case "language":
            return np.array([language == rule.value for language in catalogue.languages], dtype=np.float64)
        case "explicit":
            wanted = rule.value.casefold() == "true"
            return np.array([explicit is wanted for explicit in catalogue.explicit], dtype=np.float64)
        case "artist":
            return _artist_match(catalogue, rule.value)
        case "recording":
            return _recording_match(catalogue, rule.value)
        case _:
            return np.zeros(len(catalogue))


def is_known(rule: Rule, catalogue: Catalogue) -> Flags:  # noqa: PLR0911  (one line per facet)
    """Whether the fact that a rule asks for is known, per track, shape (n,)."""
    match rule.facet:
        case "genre":
            return np.asarray(np.diff(catalogue.genres.indptr) > 0)
        case "mood":
            return np.asarray(np.diff(catalogue.moods.indptr) > 0)
        case "tempo":
            return ~np.isnan(catalogue.features[:, FEATURES.index("tempo_bpm")])
        case "decade" | "years":
            return ~np.isnan(catalogue.features[:, FEATURES.index("release_year")])
        case "novelty" if rule.value in LISTENED:
            return ~np.isnan(catalogue.listener_count)
        case "activity":
            return activity_known(rule.value, catalogue)
        case "language":
            return np.array([language is not None for language in catalogue.languages], dtype=bool)
        case "explicit":
            return np.array([explicit is not None for explicit in catalogue.explicit], dtype=bool)
        case _:
            return np.ones(len(catalogue), dtype=bool)


def has(rule: Rule, catalogue: Catalogue, own_artists: Ints) -> Flags:
    """Tracks that have what a rule names, shape (n,): an activity by all conditions, a recording by its versions."""
    if rule.facet == "recording":
        return np.asarray(_same_group(catalogue, rule.value))
    least = 1.0 if rule.facet == "activity" else np.nextafter(0.0, 1.0)
    return np.asarray(match(rule, catalogue, own_artists) >= least)


def steer(rule: Rule, catalogue: Catalogue, own_artists: Ints, rows: Ints) -> Floats:
    """+strength x match for `prefer`, -strength x match for `avoid`, 0 for a hard rule; in [-1, 1], of some rows."""
    direction = {"prefer": 1.0, "avoid": -1.0}.get(rule.effect, 0.0)
    return np.clip(direction * rule.strength * match(rule, catalogue, own_artists)[rows], -1.0, 1.0) + 0.0


def kept_out_by(rules: Sequence[Rule], catalogue: Catalogue, own_artists: Ints) -> list[tuple[Rule, Flags]]:
    """Each hard rule with the tracks that it keeps out, shape (n,), in the order of the rules.

    `exclude` keeps out what has it. `only` keeps out what does not have it, an unknown fact included; `only` rules of
    one fact (a facet; decade and years are both about the release) are alternatives, so each of them keeps out what
    has none of their values.
    """
    wanted: dict[str, Flags] = {}
    for rule in rules:
        if rule.effect == "only":
            before = wanted.get(_fact(rule), np.zeros(len(catalogue), dtype=bool))
            wanted[_fact(rule)] = before | has(rule, catalogue, own_artists)
    return [
        (rule, ~wanted[_fact(rule)] if rule.effect == "only" else has(rule, catalogue, own_artists))
        for rule in rules
        if rule.effect in HARD
    ]


def _fact(rule: Rule) -> str:
    return "decade" if rule.facet == "years" else rule.facet


def _label_match(weights: Links, names: tuple[str, ...], strongest: Floats, value: str) -> Floats:
    form = f" {normalise(value)} "
    columns = [column for column, name in enumerate(names) if form in f" {normalise(name)} "]
    if not columns:
        return np.zeros(weights.shape[0])
    found = row_max(weights[:, columns])
    return np.asarray(found / np.where(strongest > 0, strongest, 1.0), dtype=np.float64)


def _artist_match(catalogue: Catalogue, value: str) -> Floats:
    by_id = np.array([str(artist) == value for artist in catalogue.artist_ids], dtype=bool)
    if by_id.any():
        return by_id[catalogue.artists].astype(np.float64)
    name = normalise(value)
    return np.array([normalise(artist) == name for artist in catalogue.artist_names], dtype=np.float64)


def _row_of(catalogue: Catalogue, value: str) -> int | None:
    try:
        return catalogue.index.get(UUID(value))
    except ValueError:
        return None


def _same_group(catalogue: Catalogue, value: str) -> Flags:
    row = _row_of(catalogue, value)
    return (
        np.zeros(len(catalogue), dtype=bool) if row is None else np.asarray(catalogue.groups == catalogue.groups[row])
    )


def _recording_match(catalogue: Catalogue, value: str) -> Floats:
    row = _row_of(catalogue, value)
    if row is None:
        return np.zeros(len(catalogue))
    alike = np.asarray(catalogue.similar[[row], :].todense(), dtype=np.float64).ravel()
    if catalogue.has_vector[row]:
        alike = np.maximum(alike, _cosines_from(catalogue, row))
    alike[_same_group(catalogue, value)] = 1.0
    return np.minimum(alike, 1.0)


def _cosines_from(catalogue: Catalogue, row: int) -> Floats:
    """The cosine of every recording with one, shape (n,); 0 below the least that counts."""
    own = catalogue.unit_vectors(np.array([row]))
    found = np.zeros(len(catalogue))
    for first in range(0, len(catalogue), _BLOCK):
        rows = np.arange(first, min(first + _BLOCK, len(catalogue)))
        cosine = cosines(catalogue.unit_vectors(rows), own).ravel()
        found[rows] = np.where(cosine >= _LEAST_LIKENESS, cosine, 0.0)
    return found
