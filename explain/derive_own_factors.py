"""Claims about what wrong reasons and saved songs did to a slate, those without effect included."""

from collections.abc import Iterator

from explain.drafts import Draft
from explain.evidence import Evidence, OwnFactor, WhatIf


def own_factor(evidence: Evidence) -> Iterator[Draft]:
    """How many own things weigh anew because of a feedback or a saved song, and the first of them."""
    for evidence_id, one in evidence.of(OwnFactor):
        if one.title and one.artist_name and one.own_count and one.own_title and one.own_artist_name:
            objects = (one.kind, one.title, one.artist_name, one.own_title, one.own_artist_name)
            yield Draft("own_factor", (evidence_id,), objects, float(one.own_count), "songs")


def own_factor_gone(evidence: Evidence) -> Iterator[Draft]:
    """How many songs of the slate would not be on it without that."""
    for evidence_id, one in evidence.of(OwnFactor):
        gone = [row for row, what_if in _what_ifs(evidence, one) if not what_if.on_slate]
        if one.title and one.artist_name and gone:
            objects = (one.kind, one.title, one.artist_name)
            yield Draft("own_factor_gone", (evidence_id, *gone), objects, float(len(gone)), "songs")


def own_factor_idle(evidence: Evidence) -> Iterator[Draft]:
    """It moved no song of the slate."""
    for evidence_id, one in evidence.of(OwnFactor):
        cited = _what_ifs(evidence, one)
        moved = any(row.rank_with != row.rank_without or not row.on_slate for _, row in cited)
        if one.title and one.artist_name and not moved and (cited or not one.own_count):
            rows = (evidence_id, *(row for row, _ in cited))
            yield Draft("own_factor_idle", rows, (one.kind, one.title, one.artist_name))


def _what_ifs(evidence: Evidence, factor: OwnFactor) -> list[tuple[str, WhatIf]]:
    return [
        (row.evidence_id, row.typed)
        for row in evidence.rows
        if isinstance(row.typed, WhatIf) and row.typed.without_id == factor.source_id
    ]
