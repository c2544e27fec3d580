"""How far a listener's week is from the one before: profile, slate and pool, for the run's own evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.recommend.arrays import Ints
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.slate import ComputedSlate

Shares = Mapping[str, float]


@dataclass(frozen=True)
class Before:
    """What a week is compared with.

    Attributes:
        profile, profile_before: Genre shares of what the listener keeps, this week and in the earlier one.
        slate: Genre shares of the earlier slate.
        pool: Candidates of the earlier slate.
    """

    profile: Shares
    profile_before: Shares
    slate: Shares
    pool: frozenset[UUID]


def total_variation(left: Shares, right: Shares) -> float:
    """Half the sum of |p - q| over all names: 0 for equal shares, 1 for shares that have nothing in common.

    Source: Levin & Peres, "Markov Chains and Mixing Times", 2nd ed. 2017, proposition 4.2.
    """
    return 0.5 * sum(abs(left.get(name, 0.0) - right.get(name, 0.0)) for name in sorted({*left, *right}))


def read_before(connection: db.Connection, listener_id: UUID, week: str) -> Before | None:
    """The newest earlier slate of the chain; None without one.

    Args:
        connection: As role open.
        listener_id: Whose.
        week: The week that is compared.
    """
    found = db.one(
        connection,
        """
        select week, edition from recs.edition where listener_id = %s and week < %s and edition in (0, 1)
        order by week desc, edition desc limit 1
        """,
        [listener_id, week],
    )
    if found is None:
        return None
    key = {"listener": listener_id, "week": week, "before": found["week"], "edition": found["edition"]}
    where = "listener_id = %(listener)s and week = %(before)s and edition = %(edition)s"
    profiles = db.rows(
        connection,
        """
        select week, value, share from marts.listener_profile
        where listener_id = %(listener)s and week in (%(week)s, %(before)s) and facet = 'genre'
        """,
        key,
    )
    songs = db.rows(
        connection,
        f"""
        select genres from marts.dim_track
        where week = %(before)s and recording_id in (select recording_id from recs.slate_song where {where})
        order by recording_id
        """,  # noqa: S608  (our own words)
        key,
    )
    pool = db.rows(connection, f"select recording_id from recs.candidate where {where}", key)  # noqa: S608
    return Before(
        profile={row["value"]: float(row["share"]) for row in profiles if row["week"] == week},
        profile_before={row["value"]: float(row["share"]) for row in profiles if row["week"] != week},
        slate=_mean_shares([row["genres"] or [] for row in songs]),
        pool=frozenset(row["recording_id"] for row in pool),
    )


def drift_metrics(catalogue: Catalogue, before: Before | None, computed: ComputedSlate) -> dict[str, float]:
    """Metrics by name, in [0, 1]; one that cannot be measured is left out.

    profile_drift and slate_drift (total variation of the genre shares of what the listener keeps, and of the slate,
    against the week before), new_candidate_share (of the pool that the earlier pool did not have).
    """
    if before is None:
        return {}
    found = {}
    rows = computed.scored.candidates.pool.rows
    slate = _slate_shares(catalogue, rows[computed.selection.order])
    if before.profile and before.profile_before:
        found["profile_drift"] = total_variation(before.profile, before.profile_before)
    if slate and before.slate:
        found["slate_drift"] = total_variation(slate, before.slate)
    if len(rows):
        found["new_candidate_share"] = float(np.mean([catalogue.ids[row] not in before.pool for row in rows]))
    return found


def _slate_shares(catalogue: Catalogue, songs: Ints) -> Shares:
    return _mean_shares(
        [
            [
                {"name": catalogue.genre_names[column], "weight": weight}
                for column, weight in zip(genres.indices, genres.data, strict=True)
            ]
            for genres in (catalogue.genres[[int(song)], :] for song in songs)
        ]
    )


def _mean_shares(songs: list[list[dict[str, Any]]]) -> Shares:
    """Mean genre weights of the songs that have any; they sum to 1."""
    tagged = [genres for genres in songs if genres]
    shares: dict[str, float] = {}
    for genres in tagged:
        whole = sum(float(one["weight"]) for one in genres)
        for one in genres:
            shares[one["name"]] = shares.get(one["name"], 0.0) + float(one["weight"]) / whole / len(tagged)
    return shares
