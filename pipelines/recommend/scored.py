"""One listener's pool of candidates, scored and ranked: what a slate is picked from."""

from dataclasses import dataclass

from pipelines.recommend.arrays import Floats, Ints, ranks
from pipelines.recommend.candidates import Candidates, find_candidates
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.score import add_up, score_terms
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights, own_weights
from pipelines.settings import Settings


@dataclass(frozen=True)
class Scored:
    """A scored pool.

    Attributes:
        terms: Shape (m, 6), columns in TERMS order.
        scores: Shape (m,).
        ranks: 1 = best; ties by recording_id; shape (m,).
    """

    weights: OwnWeights
    candidates: Candidates
    terms: Floats
    scores: Floats
    ranks: Ints


def score_pool(catalogue: Catalogue, taste: Taste, settings: Settings) -> Scored:
    """Candidates and their scores."""
    weights = own_weights(taste.interactions, settings.recency_half_life_days)
    candidates = find_candidates(catalogue, taste, weights, settings)
    terms = score_terms(candidates.pool, weights.totals, settings)
    scores = add_up(terms)
    return Scored(weights, candidates, terms, scores, ranks(scores))
