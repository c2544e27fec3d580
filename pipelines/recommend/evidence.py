"""Scoring evidence: the rows that claims about a slate and its songs rest on. Open names and ids only."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from pipelines.domain.hashing import Canonical
from pipelines.recommend.misses import first_miss, next_miss
from pipelines.recommend.model_evidence import judgement_payload, model_payload
from pipelines.recommend.own_factor_evidence import own_factor_payloads
from pipelines.recommend.scene import Scene
from pipelines.recommend.slate_evidence import rule_payload, slate_payload
from pipelines.recommend.song_evidence import (
    part_payload,
    range_payloads,
    song_payload,
    terms_payload,
    trend_payload,
    weakest,
    what_if_payloads,
)


class Evidence(NamedTuple):
    """One row; `recording_id` is None when it is about the slate."""

    recording_id: UUID | None
    kind: str
    payload: dict[str, Any]


def evidence_rows(scene: Scene) -> list[dict[str, Any]]:
    """Rows for recs.evidence: e1, e2, ...: the slate, its rules, then song by song in slate order."""
    return [
        {
            "evidence_id": f"e{number}",
            "recording_id": row.recording_id,
            "kind": row.kind,
            "payload": payload,
            "sha256": payload.sha256,
        }
        for number, row in enumerate(_all_evidence(scene), start=1)
        for payload in [Canonical(row.payload)]
    ]


def _all_evidence(scene: Scene) -> Iterator[Evidence]:
    yield Evidence(None, "slate", slate_payload(scene))
    for place, rule in enumerate(scene.taste.rules):
        yield Evidence(None, "rule", rule_payload(scene, rule, place))
    for factor_payload in own_factor_payloads(scene.catalogue, scene.taste, scene.computed.scored.weights):
        yield Evidence(None, "own_factor", factor_payload)
    for one in scene.taste.overruled:
        overruled = {"event_id": str(one.event_id), "origin": one.origin, "words": one.words}
        yield Evidence(None, "overruled", overruled)
    model = model_payload(scene)
    if model is not None:
        yield Evidence(None, "model", model)
    miss = first_miss(scene)
    if miss is not None:
        yield Evidence(None, "nearest_miss", miss)
    for position, row in enumerate(scene.rows):
        yield from _song_evidence(scene, position, row)


def _song_evidence(scene: Scene, position: int, row: int) -> Iterator[Evidence]:
    recording_id = scene.catalogue.ids[scene.recording(row)]
    parts = scene.computed.parts[position]
    ranges = range_payloads(scene, row)
    yield Evidence(recording_id, "song", song_payload(scene, position, row))
    yield Evidence(recording_id, "terms", terms_payload(scene, row))
    positive = math.fsum(max(part.value, 0.0) for part in parts)
    for part in parts:
        yield Evidence(recording_id, "part", part_payload(scene, row, part, positive))
    for payload in ranges:
        yield Evidence(recording_id, "range", payload)
    for payload in what_if_payloads(scene, position, row):
        yield Evidence(recording_id, "what_if", payload)
    trend = trend_payload(scene, row)
    if trend is not None:
        yield Evidence(recording_id, "trend", trend)
    judged = judgement_payload(scene, position, row)
    if judged is not None:
        yield Evidence(recording_id, "judgement", judged)
    miss = next_miss(scene, row)
    if miss is not None:
        yield Evidence(recording_id, "nearest_miss", miss)
    yield Evidence(recording_id, "weakest", weakest(parts, ranges, positive))
