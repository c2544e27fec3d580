"""All that evidence about a slate is made from, and how it names a song."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pipelines.recommend.arrays import Ints
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.slate import ComputedSlate
from pipelines.recommend.taste import Taste
from pipelines.settings import Settings


@dataclass(frozen=True)
class Scene:
    """All that evidence is made from."""

    catalogue: Catalogue
    taste: Taste
    computed: ComputedSlate
    settings: Settings

    @cached_property
    def rows(self) -> list[int]:
        """Pool rows of the slate, in slate order."""
        return [int(row) for row in self.computed.selection.order]

    @cached_property
    def songs(self) -> Ints:
        """Catalogue rows of the slate, in slate order."""
        return self.computed.scored.candidates.pool.rows[self.computed.selection.order]

    @cached_property
    def off_slate(self) -> Ints:
        """Pool rows that could have been taken and were not, best score first."""
        left = self.computed.eligible.copy()
        left[self.computed.selection.order] = False
        order = np.argsort(self.computed.scored.ranks, kind="stable")
        return order[left[order]]

    @cached_property
    def own_artists(self) -> frozenset[int]:
        """Numbers of the artists of the own things."""
        return frozenset(self.catalogue.artists[self.computed.scored.weights.things].tolist())

    def recording(self, row: int) -> int:
        """Catalogue row of a pool row."""
        return int(self.computed.scored.candidates.pool.rows[row])


def named(scene: Scene, recording: int) -> dict[str, Any]:
    """How a payload names a catalogue row."""
    catalogue = scene.catalogue
    return {
        "recording_id": str(catalogue.ids[recording]),
        "title": catalogue.titles[recording],
        "artist_name": catalogue.artist_names[recording],
    }
