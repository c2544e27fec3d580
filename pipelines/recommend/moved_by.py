"""What other rules and factors do to single songs: which rule lifts, lowers or keeps out, and by how much."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.recommend.arrays import Ints
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.frozen import Frozen
from pipelines.recommend.score import TERMS
from pipelines.recommend.scored import Scored
from pipelines.recommend.steering import HARD, Rule, kept_out_by, steer
from pipelines.recommend.trial import Trial
from pipelines.settings import Settings

OWN_TERMS = [TERMS.index("own"), TERMS.index("sound")]
"""The terms that rest on own things."""


def moved_by(frozen: Frozen, trial: Trial, songs: Ints, settings: Settings) -> list[list[dict[str, Any]]]:
    """What acts on each song in one of two weeks of a listener and not in the other.

    Args:
        frozen: The week as it was.
        trial: As it would be.
        songs: Catalogue rows, shape (k,).
        settings: Those that the edition was made with.

    Returns:
        Per song the rules that are new or ended (`rule_row`, is_new, amount: what it adds to the score by being so,
        None when it keeps the song out), then own_things (amount: of the terms own and sound) where these weigh
        otherwise. A song without any moves because others do.
    """
    catalogue, own = frozen.catalogue, frozen.taste.own_artists(frozen.catalogue)
    found: list[list[dict[str, Any]]] = [[] for _ in songs]
    sides = zip(
        (frozen.taste.rules, trial.taste.rules), rules_apart(frozen.taste.rules, trial.taste.rules), strict=True
    )
    for is_new, (rules, apart) in enumerate(sides):
        kept_out = dict(kept_out_by(rules, catalogue, own))
        for rule in apart:
            row = {"kind": "rule", "is_new": bool(is_new), **rule_row(rule, catalogue)}
            amounts = (1 if is_new else -1) * settings.weight_wish * steer(rule, catalogue, own, songs)
            for place, song in enumerate(songs.tolist()):
                if rule.effect in HARD and kept_out[rule][song]:
                    found[place].append({**row, "amount": None})
                elif amounts[place] != 0:
                    found[place].append({**row, "amount": float(amounts[place])})
    if trial.taste.own_factors != frozen.taste.own_factors:
        for place, song in enumerate(songs.tolist()):
            had, has = _own_terms(frozen.computed.scored, song), _own_terms(trial.scored, song)
            if had is not None and has is not None and had != has:
                found[place].append({"kind": "own_things", "amount": has - had})
    return found


def rules_apart(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules that end and those that are new; of two that ask for the same neither."""
    asked = {_asks(one) for one in before}, {_asks(one) for one in after}
    return [one for one in before if _asks(one) not in asked[1]], [one for one in after if _asks(one) not in asked[0]]


def rule_row(rule: Rule, catalogue: Catalogue) -> dict[str, Any]:
    """A rule as it is told; `name` is its value, of an artist the name."""
    name = rule.value
    if rule.facet == "artist":
        number = next((at for at, one in enumerate(catalogue.artist_ids) if str(one) == rule.value), -1)
        songs = np.flatnonzero(catalogue.artists == number)
        name = catalogue.artist_names[int(songs[0])] if len(songs) else rule.value
    asked = {"effect": rule.effect, "facet": rule.facet, "value": rule.value, "name": name}
    return {**asked, "strength": rule.strength, "words": rule.words, "hard": rule.effect in HARD}


def _asks(rule: Rule) -> tuple[str, str, str, float]:
    return rule.effect, rule.facet, rule.value, rule.strength


def _own_terms(scored: Scored, song: int) -> float | None:
    rows = scored.candidates.pool.rows
    place = int(np.searchsorted(rows, song))
    return float(scored.terms[place, OWN_TERMS].sum()) if place < len(rows) and rows[place] == song else None
