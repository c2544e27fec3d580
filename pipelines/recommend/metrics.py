"""Numbers about one slate, for the run's own evaluation: variety, novelty, change, closeness to the profile."""

import numpy as np

from pipelines.recommend.arrays import cosines
from pipelines.recommend.calibration import PoolGenres, SlateGenres
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.model_evidence import model_songs, source_shares
from pipelines.recommend.slate import ComputedSlate
from pipelines.recommend.taste import Taste


def slate_metrics(catalogue: Catalogue, taste: Taste, computed: ComputedSlate) -> dict[str, float]:
    """Metrics by name; one that cannot be measured is left out.

    songs, artists, genres (distinct), new_artist_share, pool_size, playable, artist_overlap (share of this slate's
    artists that the slate before had), mean_log_listeners (natural log of 1 + listeners, known ones only), diversity
    (1 - mean cosine of pairs with vectors), genre_distance (KL of the slate's genres from the profile, nats),
    source_share_<source> (a song of several sources counts in equal parts), model_songs (those that would not be here
    without the model) and model_song_share, proposals_<outcome>, judged_<outcome>, judgement_steps_kept and _dropped.
    """
    pool_rows = computed.scored.candidates.pool.rows
    order = computed.selection.order
    songs = pool_rows[order]
    artists = {catalogue.artist_ids[artist] for artist in catalogue.artists[songs]}
    own = {catalogue.artist_ids[artist] for artist in catalogue.artists[computed.scored.weights.things]}
    metrics = {
        "songs": float(len(songs)),
        "artists": float(len(artists)),
        "genres": float(len(np.unique(catalogue.genres[songs].indices))) if len(songs) else 0.0,
        "pool_size": float(len(pool_rows)),
        "playable": float(len(computed.uris)),
    }
    if artists:
        metrics["new_artist_share"] = len(artists - own) / len(artists)
        if taste.previous_artists is not None:
            metrics["artist_overlap"] = len(artists & taste.previous_artists) / len(artists)
    metrics |= {f"source_share_{name}": share for name, share in source_shares(computed).items()}
    metrics |= _model_metrics(catalogue, taste, computed)
    counts = catalogue.listener_count[songs]
    if np.any(~np.isnan(counts)):
        metrics["mean_log_listeners"] = float(np.mean(np.log1p(counts[~np.isnan(counts)])))
    vectors = catalogue.unit_vectors(songs[catalogue.has_vector[songs]])
    if len(vectors) > 1:
        upper = np.triu_indices(len(vectors), k=1)
        metrics["diversity"] = float(1.0 - np.mean(cosines(vectors, vectors)[upper]))
    slate = PoolGenres(catalogue.genres[pool_rows[order]])
    genres = SlateGenres(computed.scored.candidates.profile[None, :], slate)
    for row in range(len(order)):
        genres.add(np.array([row]))
    if genres.counts[0] and computed.scored.candidates.profile.any():
        metrics["genre_distance"] = float(genres.distances[0])
    return metrics


def _model_metrics(catalogue: Catalogue, taste: Taste, computed: ComputedSlate) -> dict[str, float]:
    brought, _ = model_songs(catalogue, computed)
    count, model = len(computed.selection.order), taste.model_counts
    metrics = {"model_songs": float(len(brought)), "model_song_share": len(brought) / count if count else 0.0}
    metrics |= {f"proposals_{outcome}": float(songs) for outcome, songs in model.proposals.items()}
    metrics |= {f"judged_{outcome}": float(songs) for outcome, songs in model.answers.items()}
    if model.answers:
        metrics["judgement_steps_kept"] = float(model.steps_kept)
        metrics["judgement_steps_dropped"] = float(model.steps_dropped)
    return metrics
