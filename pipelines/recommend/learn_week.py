"""The learned S of a week, made before the shards that read it."""

import numpy as np

from pipelines import db
from pipelines.recommend.learned import learned_once
from pipelines.recommend.marts import read_listings
from pipelines.settings import Settings


def learn_week(settings: Settings, week: str) -> int:
    """Make S of a week's public playlists unless it is stored; how many recordings it knows.

    Whoever reads a week's catalogue does the same, so this saves time and decides nothing. 0 when S has no weight, or
    the week no public playlist.
    """
    if settings.weight_learned == 0:
        return 0
    with db.transaction(settings, "open") as connection:
        tracks = db.rows(
            connection,
            "select recording_id, artist_id from marts.dim_track where week = %s order by recording_id",
            [week],
        )
        ids = tuple(track["recording_id"] for track in tracks)
        listings = read_listings(connection, week, {one: row for row, one in enumerate(ids)})
    if listings.nnz == 0:
        return 0
    artist_ids = [track["artist_id"] for track in tracks]
    number = {artist: place for place, artist in enumerate(sorted(set(artist_ids)))}
    artists = np.array([number[artist] for artist in artist_ids], dtype=np.int64)
    return len(learned_once(settings, ids, listings, artists).listed)
