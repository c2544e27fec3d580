"""Pictures of an edition, drawn from the rows that the words rest on: bytes, numbers, and the same in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from explain.charts import alt
from explain.charts.parts import draw_parts
from explain.charts.ranges import draw_ranges
from explain.charts.rows import part_numbers, range_numbers, slate_numbers, song_of
from explain.charts.slate import draw_slate
from explain.charts.words import WORDS, ChartWords
from explain.evidence import Evidence
from pipelines.domain.hashing import sha256_hex

SLATE = "slate"
"""Subject of the picture of the whole slate."""


@dataclass(frozen=True)
class Chart:
    """One picture: `numbers` is exactly what is drawn, `alt` says it in words."""

    subject: str
    kind: str
    png: bytes
    numbers: dict[str, Any]
    alt: str

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return sha256_hex(self.png)

    def row(self) -> dict[str, Any]:
        """For explain.chart and the report, without the bytes."""
        return {
            "subject": self.subject,
            "kind": self.kind,
            "numbers": self.numbers,
            "alt": self.alt,
            "sha256": self.sha256,
        }


def draw_charts(evidence: Evidence, dpi: int) -> list[Chart]:
    """All pictures of an edition, in its language: the slate, then parts and range of each song in slate order."""
    if not evidence.songs:
        return []
    words, numbers = WORDS[evidence.telling.language], slate_numbers(evidence)
    title, said = alt.slate_title(numbers, words), alt.slate_alt(numbers, words)
    charts = [Chart(SLATE, "slate", draw_slate(numbers, title, dpi, words), {"title": title, **numbers}, said)]
    for recording_id, _, _ in evidence.songs:
        charts += _song_charts(evidence, recording_id, dpi, words)
    return charts


def _song_charts(evidence: Evidence, recording_id: UUID, dpi: int, words: ChartWords) -> list[Chart]:
    song, subject = song_of(evidence, recording_id), str(recording_id)
    parts, ranges = part_numbers(evidence, recording_id, words), range_numbers(evidence, recording_id)
    part_title, range_title = alt.parts_title(parts, words), alt.range_title(ranges, words)
    return [
        Chart(
            subject,
            "parts",
            draw_parts(parts, part_title, dpi, words),
            {"title": part_title, **parts},
            alt.parts_alt(song, parts, words),
        ),
        Chart(
            subject,
            "range",
            draw_ranges(ranges, range_title, dpi, words),
            {"title": range_title, **ranges},
            alt.range_alt(song, ranges, words),
        ),
    ]
