"""cos+(h, c): sound and tags of a candidate beside each own thing, where their vectors are near each other."""

from pipelines.neighbours.nearest import UNIT
from pipelines.recommend.arrays import Floats, Ints
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.loops import Arrays, nearest_own, weighted_sums
from pipelines.recommend.spread import best_allowed, each_its_own


def sound_links(catalogue: Catalogue, rows: Ints, things: Ints, nearest: int) -> Arrays:
    """Cosines of candidates with own things that the graph of vectors links, the `nearest` kept per candidate.

    Args:
        catalogue: The week's.
        rows: Catalogue rows of the candidates, shape (m,).
        things: Catalogue rows of the own things, ascending, shape (h,).
        nearest: Own things kept per candidate; ties go to the smaller vector, and of one vector to the smaller id.

    Returns:
        Shape (m, h), values in (0, 1], nearest first.
    """
    vectors, own = catalogue.vector_of[rows], catalogue.vector_of[things]
    return nearest_own(catalogue.near_arrays, UNIT, vectors, own, min(nearest, len(things)))


def rough_sound(catalogue: Catalogue, things: Ints, weights: Floats, most: int) -> Floats:
    """The sound sum of every vector with the `most` heaviest own things, without the cut: enough to find candidates.

    Args:
        catalogue: The week's.
        things: Catalogue rows of the own things, shape (h,).
        weights: Of these, shape (h,).
        most: Own things used, of those with a vector; ties by recording_id.

    Returns:
        Shape (v,); the recordings of a vector share its sum (`Catalogue.vector_of`).
    """
    vectors = catalogue.vector_of[things]
    heaviest, of_these = best_allowed(each_its_own(weights), vectors >= 0, most, 0.0)
    return weighted_sums(catalogue.near_arrays, 1.0, vectors[heaviest], of_these / UNIT, len(catalogue.vectors))
