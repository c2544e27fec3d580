"""S(h, c) as a weighted sum of what several providers say: imported, learned, co-listed."""

from collections.abc import Mapping

from scipy import sparse

from pipelines.recommend.arrays import Ints, Links, empty_links
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.learned import learned_links
from pipelines.recommend.similarity import item_cosine
from pipelines.settings import Settings

PROVIDERS = ("imported", "learned", "cosine")
"""In the order in which they are added."""


def provider_weights(settings: Settings) -> dict[str, float]:
    """The weight of each provider in S."""
    return {name: getattr(settings, f"weight_{name}") for name in PROVIDERS}


def weighted_links(catalogue: Catalogue, things: Ints, settings: Settings) -> dict[str, Links]:
    """Weight x S_p(h, c) of each provider that has a weight and knows anything of this week, shape (h, n) each."""
    weights = provider_weights(settings)
    found: dict[str, Links] = {}
    for name in PROVIDERS:
        links = _links(name, catalogue, things) if weights[name] > 0 else None
        if links is not None and links.nnz > 0:
            found[name] = weights[name] * links
    return found


def add_links(weighted: Mapping[str, Links], shape: tuple[int, int]) -> Links:
    """S(h, c) = the sum over providers, added in their order; shape as given."""
    total = empty_links(*shape)
    for name in PROVIDERS:
        if name in weighted:
            total = weighted[name] if total.nnz == 0 else total + weighted[name]
    total = sparse.csr_array(total)
    total.sort_indices()
    return total


def _links(name: str, catalogue: Catalogue, things: Ints) -> Links | None:
    if name == "imported":
        return catalogue.similar[things]
    if name == "learned":
        return None if catalogue.learned is None else learned_links(catalogue.learned, things, len(catalogue))
    return item_cosine(catalogue.listings, things)
