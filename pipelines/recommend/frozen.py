"""A stored edition computed again from its frozen inputs, and held against what is stored before anything is said."""

from dataclasses import dataclass

import numpy as np

from pipelines import db
from pipelines.errors import BadInputError, ReproductionError
from pipelines.recommend import editions
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.select import Shelf
from pipelines.recommend.slate import ComputedSlate, compute_slate, make_shelf
from pipelines.recommend.stored import StoredEdition
from pipelines.recommend.taste import Delivered, Taste, read_taste
from pipelines.settings import Settings


@dataclass(frozen=True)
class Frozen:
    """An edition as it was computed.

    Attributes:
        owned: Catalogue rows that the listener owns in some version, shape (n,).
        shelf: What the selection saw of the pool.
    """

    catalogue: Catalogue
    taste: Taste
    computed: ComputedSlate
    owned: np.ndarray
    shelf: Shelf


def read_week(settings: Settings, week: str) -> tuple[Catalogue, list[Taste]]:
    """The catalogue of a week and the inputs of every listener who has a slate of it, by id.

    Raises:
        BadInputError: Nobody has one.
    """
    with db.transaction(settings, "open") as connection:
        sql = "select distinct listener_id from recs.edition where week = %s and edition > 0 order by 1"
        listeners = [row["listener_id"] for row in db.rows(connection, sql, [week])]
        if not listeners:
            raise BadInputError(f"{week}: nobody has a slate of it; make it with `linernotes run --week {week}`")
        catalogue = read_catalogue(connection, settings, week)
        return catalogue, [
            read_taste(connection, catalogue, one, read_delivered(connection, one, week, 1)) for one in listeners
        ]


def recompute(connection: db.Connection, settings: Settings, stored: StoredEdition) -> Frozen:
    """Compute a stored edition again.

    Raises:
        ReproductionError: It comes out differently, as with other settings or other code.
    """
    catalogue = read_catalogue(connection, settings, stored.week)
    seen = stored.head["publication_seen"]
    delivered = read_delivered(connection, stored.listener_id, stored.week, stored.edition, seen)
    taste = read_taste(connection, catalogue, stored.listener_id, delivered)
    nothing = Delivered(frozenset(), frozenset(), seen)
    owned = read_taste(connection, catalogue, stored.listener_id, nothing).excluded
    playable = None
    if stored.head["notes"].get("playable_only"):
        sql = (
            "select recording_id, spotify_uri from recs.candidate where listener_id = %s and week = %s and edition = %s"
        )
        playable = {row["recording_id"]: row["spotify_uri"] for row in db.rows(connection, sql, stored.key)}
    computed = compute_slate(catalogue, taste, settings, playable)
    hashes = editions.hash_tables(editions.edition_rows(catalogue, taste, computed, settings))
    table = editions.first_difference(hashes, editions.stored_hashes(connection, *stored.key))
    if table is not None:
        raise ReproductionError(
            f"{stored.week}, listener {stored.listener_id}, edition {stored.edition}: recs.{table} comes out "
            "differently with this code and these settings, so nothing exact can be said about what is not stored"
        )
    rows = computed.scored.candidates.pool.rows
    novelty = computed.scored.candidates.novelty
    shelf = make_shelf(catalogue, taste, rows, computed.eligible, settings, novelty)
    return Frozen(catalogue, taste, computed, owned, shelf)
