"""The graph of a week's vectors: read where it is stored, else made once by whoever comes first."""

from functools import partial

from pipelines import db
from pipelines.db.stored_links import Links, links_once
from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.neighbours.nearest import METHOD, nearest
from pipelines.neighbours.vectors import WeekVectors, read_vectors
from pipelines.settings import Settings

TABLE = "vectors.neighbours"


def link_week_vectors(settings: Settings, week: str) -> int:
    """Have the graph of a week; how many links it has. Safe to run twice, and beside itself."""
    with db.transaction(settings, "open") as connection:
        vectors = read_vectors(connection, week, settings.embedding_model)
    return int(neighbour_graph(settings, vectors).nnz)


def neighbour_graph(settings: Settings, vectors: WeekVectors) -> Links:
    """Who is near whom among these vectors (`nearest`), under the hash of their bytes, the settings and the method.

    Weeks with the same distinct texts share one graph; it does not depend on which recordings have them.
    """
    made_from = content_hash(
        {
            "method": METHOD,
            "reach": settings.sound_reach,
            "threshold": settings.sound_threshold,
            "vectors": sha256_hex(vectors.values.astype("<f4").tobytes()),
            "shape": list(vectors.values.shape),
        }
    )
    make = partial(nearest, vectors.values, settings.sound_reach, settings.sound_threshold)
    return links_once(settings, TABLE, made_from, make)
