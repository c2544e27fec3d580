"""Evidence of what wrong reasons and saved songs did: one payload per source, those without effect included."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.reweight import reweights
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights

if TYPE_CHECKING:
    from uuid import UUID

    from pipelines.recommend.reweight import OwnFactor


def own_factor_payloads(catalogue: Catalogue, taste: Taste, weights: OwnWeights) -> Iterator[dict[str, Any]]:
    """What each source is about, and the own things that it weighs anew; wrong reasons first: they await an answer.

    `own_count` counts those that the listener still keeps; names are None where the catalogue lost the song.
    """
    kept = set(weights.things.tolist())
    sources: dict[UUID, list[OwnFactor]] = {}
    for one in taste.own_factors:
        sources.setdefault(one.source_id, []).append(one)
    for source_id, rows in sorted(sources.items(), key=lambda one: one[1][0].kind != "wrong_reason"):
        things = [(one.thing, one.source.factor) for one in reweights(rows, catalogue.index) if one.thing in kept]
        title, artist_name = _names(catalogue, catalogue.index.get(rows[0].subject_id))
        own_title, own_artist_name = _names(catalogue, things[0][0] if things else None)
        yield {
            "source_id": str(source_id),
            "kind": rows[0].kind,
            "recording_id": str(rows[0].subject_id),
            "title": title,
            "artist_name": artist_name,
            "own_count": len(things),
            "own_title": own_title,
            "own_artist_name": own_artist_name,
            "own_things": [{"recording_id": str(catalogue.ids[row]), "factor": factor} for row, factor in things],
        }


def _names(catalogue: Catalogue, row: int | None) -> tuple[str | None, str | None]:
    if row is None:
        return None, None
    return catalogue.titles[row], catalogue.artist_names[row]
