"""The least of a means that brings a song in: tried from below, so what is found does and what came before did not."""

import math
from dataclasses import dataclass

import numpy as np

from pipelines.recommend.frozen import Frozen
from pipelines.recommend.steering import steer
from pipelines.recommend.trial import Change, Trial, run_with, wish_picks, wishes_of
from pipelines.settings import Settings

STRENGTHS = 100
"""A wish is tried at 0.01, 0.02, ... 1.00."""
DIAL_PLACES = 20
"""The dial is tried at 0, 0.05, ... 1, the nearest to where it stands first."""
LARGEST_SLATE = 100
"""What the setting allows."""
DECIMALS = 6
"""Of a rise in score."""
_FIRST_POWER, _LAST_POWER = -10, 10
"""A rise in score is tried at 2 ** -10, ... 2 ** 10 times the spread of the scores, then halved into."""


@dataclass(frozen=True)
class Search:
    """A song that is in the pool and not on the slate, after some changes; an amount of None: none that was tried does.

    Attributes:
        song: Catalogue row.
        first: Changes that are made anyway.
        trial: What these give.
    """

    frozen: Frozen
    song: int
    first: tuple[Change, ...]
    trial: Trial
    settings: Settings

    def wish(self, facet: str, value: str) -> Change:
        """The weakest `prefer` that does, as the frozen pool has it, and a pool made anew as well."""
        whole = Change("prefer", facet, value, 1.0)
        rows = self.trial.scored.candidates.pool.rows
        rules = wishes_of(whole, self.song, self.frozen.catalogue)
        catalogue = self.frozen.catalogue
        artists = self.frozen.taste.own_artists(catalogue)
        steers = np.stack([steer(rule, catalogue, artists, rows) for rule in rules], axis=1)
        for step in range(1, STRENGTHS + 1):
            strength = step / STRENGTHS
            change = Change("prefer", facet, value, strength)
            if wish_picks(self.trial, steers * strength, self.frozen.catalogue) and self.does(change):
                return change
        return Change("prefer", facet, value)

    def score(self) -> Change:
        """The smallest rise of its score, to six decimals."""
        low = 0.0
        for power in range(_FIRST_POWER, _LAST_POWER + 1):
            high = self.trial.selection.scale * 2.0**power
            if self.does(Change("score", amount=high)):
                break
            low = high
        else:
            return Change("score")
        while high - low > 10.0**-DECIMALS / 2:
            middle = (low + high) / 2
            low, high = (low, middle) if self.does(Change("score", amount=middle)) else (middle, high)
        up = math.ceil(high * 10**DECIMALS) / 10**DECIMALS
        return Change("score", amount=up if self.does(Change("score", amount=up)) else high)

    def dial(self) -> Change:
        """The place of the dial that is nearest to where it stands."""
        stands = self.trial.taste.dial
        places = [place / DIAL_PLACES for place in range(DIAL_PLACES + 1)]
        for place in sorted(places, key=lambda one: (abs(one - stands), one)):
            if self.does(Change("dial", amount=place)):
                return Change("dial", amount=place)
        return Change("dial")

    def slate_size(self) -> Change:
        """The shortest slate that has it."""
        whole = Change("setting", "slate_size", amount=float(LARGEST_SLATE))
        trial = run_with(self.frozen, self.song, (*self.first, whole), self.settings)
        if trial.position is None:
            return Change("setting", "slate_size")
        size = Change("setting", "slate_size", amount=float(trial.selection.picked[trial.position - 1]))
        return size if self.does(size) else whole

    def does(self, change: Change) -> bool:
        """Whether it is on the slate with this as well."""
        return run_with(self.frozen, self.song, (*self.first, change), self.settings).position is not None
