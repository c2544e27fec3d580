"""What one more wish or feedback would have made of a stored slate: its frozen inputs, scored anew with other rules."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.recommend.arrays import best_first
from pipelines.recommend.frozen import Frozen, recompute
from pipelines.recommend.moved_by import moved_by, rule_row, rules_apart
from pipelines.recommend.preview import song_places
from pipelines.recommend.reweight import OwnFactor, factor_of, reweights
from pipelines.recommend.slate import playable_reach
from pipelines.recommend.steering import Overruled, Rule
from pipelines.recommend.stored import StoredEdition
from pipelines.recommend.taste import Taste
from pipelines.recommend.trial import Trial, run_as
from pipelines.settings import Settings

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def preview_edit(
    connection: db.Connection, settings: Settings, stored: StoredEdition, tables: Rows, event_id: UUID
) -> dict[str, Any]:
    """The slate that this edition would have been with these rules and factors, exact.

    Sources, pool, scores, who may be taken, slate and order are made anew. Everything else is as the week was frozen:
    the catalogue, what was delivered, the model's answers about songs, who is known to play, the dial.

    Args:
        connection: As role open.
        settings: Those that the edition was made with.
        stored: The edition.
        tables: Rows of recs.rule, recs.overruled and recs.own_factor as the week would have them.
        event_id: Of the wish or feedback that is new.

    Returns:
        rules (of the event), ended (rules that are in force no longer), own_things (recording_id and factor, [as it
        was, as it would be]), not_looked_up (candidates that would be looked up at Spotify and were not then, so they
        cannot enter here), songs as of `preview_dial`, with score_before and score_after (None: no candidate) and
        moved_by (`pipelines.recommend.moved_by`).

    Raises:
        ReproductionError: The edition comes out differently.
    """
    frozen = recompute(connection, settings, stored)
    edited = _as_edited(frozen, tables)
    trial = run_as(frozen, edited, settings)
    pools = frozen.computed.scored.candidates.pool.rows, trial.scored.candidates.pool.rows
    before, after = pools[0][frozen.computed.selection.order], pools[1][trial.selection.order]
    rows = list(dict.fromkeys([*before.tolist(), *after.tolist()]))
    scores = [dict(zip(pools[0].tolist(), frozen.computed.scored.scores.tolist(), strict=True))]
    scores.append(dict(zip(pools[1].tolist(), trial.scores.tolist(), strict=True)))
    reasons = moved_by(frozen, trial, np.array(rows, dtype=np.int64), settings)
    ended, _ = rules_apart(frozen.taste.rules, edited.rules)
    return {
        "listener_id": str(stored.listener_id),
        "week": stored.week,
        "edition": stored.edition,
        "rules": [rule_row(one, frozen.catalogue) for one in edited.rules if one.event_id == event_id],
        "ended": [rule_row(one, frozen.catalogue) for one in ended],
        "own_things": _own_things(frozen, edited),
        "not_looked_up": _not_looked_up(frozen, trial, settings),
        "songs": [
            {**places, "score_before": scores[0].get(row), "score_after": scores[1].get(row), "moved_by": reason}
            for row, places, reason in zip(
                rows, song_places(frozen.catalogue, before.tolist(), after.tolist()), reasons, strict=True
            )
        ],
    }


def _as_edited(frozen: Frozen, tables: Rows) -> Taste:
    """The listener's week with other rows, in the order in which `read_taste` reads them."""
    rules = [Rule(**_fields(Rule, row)) for row in tables["recs.rule"]]
    factors = [OwnFactor(**_fields(OwnFactor, row)) for row in tables["recs.own_factor"]]
    overruled = [Overruled(**_fields(Overruled, row)) for row in tables["recs.overruled"]]
    own_factors = tuple(sorted(factors, key=lambda one: (one.source_id, one.place)))
    reweighted = reweights(own_factors, frozen.catalogue.index)
    return replace(
        frozen.taste,
        rules=tuple(sorted(rules, key=lambda one: one.rule_id)),
        overruled=tuple(sorted(overruled, key=lambda one: one.event_id)),
        own_factors=own_factors,
        interactions=replace(frozen.taste.interactions, reweights=reweighted),
    )


def _fields(kind: type, row: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: row[one.name] for one in fields(kind)}


def _own_things(frozen: Frozen, edited: Taste) -> list[dict[str, Any]]:
    """The own things that weigh otherwise."""
    things = frozen.computed.scored.weights.things
    had = factor_of(things, frozen.taste.interactions.reweights)
    has = factor_of(things, edited.interactions.reweights)
    return [
        {"recording_id": frozen.catalogue.id_texts[things[at]], "factor": [float(had[at]), float(has[at])]}
        for at in np.flatnonzero(had != has)
    ]


def _not_looked_up(frozen: Frozen, trial: Trial, settings: Settings) -> int:
    if not frozen.computed.playable_only:
        return 0
    reach = playable_reach(frozen.taste.weeks_before, settings)
    pools = (frozen.computed.scored, frozen.computed.scored.scores), (trial.scored, trial.scores)
    asked, would_ask = (
        set(scored.candidates.pool.rows[best_first(scores)[:reach]].tolist()) for scored, scores in pools
    )
    return len(would_ask - asked)
