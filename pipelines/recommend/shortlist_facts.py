"""What the model may cite of a shortlisted song: open facts and rounded parts of its score, each with an id."""

import math
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import numpy as np

from pipelines.domain.wishes import TEMPO_BPM
from pipelines.recommend.arrays import Links
from pipelines.recommend.catalogue import FEATURES, Catalogue, named_weights
from pipelines.recommend.parts import song_parts
from pipelines.recommend.scored import Scored
from pipelines.recommend.steering import Rule
from pipelines.recommend.taste import Taste
from pipelines.settings import Settings

LABELS = {"genres": 3, "moods": 2}
"""First genres and moods that are told of a song."""
NEAR = 2
"""Own things that are told of a song: those with the largest share of its score."""
_LEAST_NEAR = 0.01


class OwnShelf:
    """Own things that shortlisted songs rest on, each with one id: o1, o2, ... in order of their first use."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[str, dict[str, Any]]] = {}

    def id_of(self, recording_id: str, catalogue: Catalogue) -> str:
        """The id of an own thing."""
        if recording_id not in self._found:
            row = catalogue.index[UUID(recording_id)]
            payload = {"title": catalogue.titles[row], "artist_name": catalogue.artist_names[row]}
            self._found[recording_id] = (f"o{len(self._found) + 1}", {"recording_id": recording_id, **payload})
        return self._found[recording_id][0]

    def payloads(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Ids with recording_id, title and artist_name."""
        yield from self._found.values()


def song_facts(
    row: int,
    scored: Scored,
    catalogue: Catalogue,
    taste: Taste,
    wishes: Mapping[UUID, str],
    shelf: OwnShelf,
    settings: Settings,
) -> dict[str, Any]:
    """Facts of one candidate; an unknown one is None or empty.

    title, artist_name, genres and moods (names, best first), tempo and decade (words), near (own things with their
    share of the positive score), wishes (steer in [-1, 1] by id), mention_count and usual_mentions (per week),
    is_new_artist, listener_count, shares (of the positive score, by term).
    """
    pool = scored.candidates.pool
    song = int(pool.rows[row])
    # without a weight a verdict has no part, so nothing here knows what the model said before
    bare = settings.model_copy(update={"weight_judgement": 0.0})
    (parts,) = song_parts(np.array([row]), scored, catalogue, taste, bare)
    positive = math.fsum(max(part.value, 0.0) for part in parts) or 1.0
    near: dict[str, float] = {}
    shares: dict[str, float] = {}
    for part in parts:
        if part.value > 0:
            shares[part.term] = shares.get(part.term, 0.0) + part.value / positive
        if part.subject_kind == "recording" and part.value > 0:
            near[part.subject_id] = near.get(part.subject_id, 0.0) + part.value / positive
    nearest = sorted(near, key=lambda one: (-near[one], one))[:NEAR]
    tempo, year = (_known(catalogue.features[song, FEATURES.index(name)]) for name in ("tempo_bpm", "release_year"))
    talk = catalogue.talk.get(catalogue.artist_ids[catalogue.artists[song]])
    count = _known(catalogue.listener_count[song])
    own_artists = catalogue.artists[scored.weights.things]
    return {
        "title": catalogue.titles[song],
        "artist_name": catalogue.artist_names[song],
        "genres": _labels(catalogue.genres, catalogue.genre_names, song)[: LABELS["genres"]],
        "moods": _labels(catalogue.moods, catalogue.mood_names, song)[: LABELS["moods"]],
        "tempo": None if tempo is None else next(word for word, (_, high) in TEMPO_BPM.items() if tempo < high),
        "decade": None if year is None else f"{int(year) // 10 * 10}s",
        "near": {
            shelf.id_of(one, catalogue): round(near[one], 2) for one in nearest if round(near[one], 2) >= _LEAST_NEAR
        },
        "wishes": {
            wishes[rule.rule_id]: round(float(steer), 2)
            for rule, steer in zip(taste.rules, pool.steer[row], strict=True)
            if rule.rule_id in wishes and round(float(steer), 2) != 0
        },
        "mention_count": 0 if talk is None else talk.mention_count,
        "usual_mentions": None if talk is None or talk.baseline_mean is None else round(talk.baseline_mean, 1),
        "is_new_artist": bool(not np.any(own_artists == catalogue.artists[song])),
        "listener_count": None if count is None else int(count),
        "shares": {term: round(share, 2) for term, share in shares.items() if round(share, 2) > 0},
    }


def wish_payload(rule: Rule, catalogue: Catalogue) -> dict[str, Any]:
    """A rule that steers, its value readable: artists and recordings by their open names."""
    value = rule.value
    if rule.facet == "artist":
        named = [row for row, one in enumerate(catalogue.artist_ids) if str(one) == value]
        rows = np.flatnonzero(catalogue.artists == named[0]) if named else np.zeros(0, np.int64)
        value = catalogue.artist_names[int(rows[0])] if len(rows) else value
    if rule.facet == "recording":
        recording_id = _as_id(value)
        row = None if recording_id is None else catalogue.index.get(recording_id)
        value = value if row is None else f"{catalogue.titles[row]}, {catalogue.artist_names[row]}"
    kept = {"rule_id": str(rule.rule_id), "origin": rule.origin, "effect": rule.effect, "facet": rule.facet}
    return {**kept, "value": value, "strength": rule.strength}


def _as_id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _labels(weights: Links, names: tuple[str, ...], row: int) -> list[str]:
    return [str(one["name"]) for one in named_weights(weights, names, row)]


def _known(number: Any) -> float | None:  # noqa: ANN401  (numpy scalar)
    return None if math.isnan(number) else float(number)
