"""What a slate song's score is made of: the largest own things one by one, and one exact rest per term."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from pipelines.recommend.arrays import Floats, Links, best_first
from pipelines.recommend.candidates import Candidates
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.score import TERMS, TREND_CAP
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

OTHER = "other"


class Part(NamedTuple):
    """One summand of a score; `detail` holds the factors of the value, and is only read."""

    term: str
    subject_kind: str
    subject_id: str
    value: float
    detail: Mapping[str, Any] = {}


def song_parts(
    row: int,
    terms: Floats,
    candidates: Candidates,
    catalogue: Catalogue,
    taste: Taste,
    weights: OwnWeights,
    settings: Settings,
) -> list[Part]:
    """All parts of one candidate, term by term in TERMS order, largest first.

    Parts of 0 are left out. A rest is stored only where parts were left out, so the parts add up to the score up to
    rounding (a few 1e-16).

    Args:
        row: Of the pool.
        terms: Of this candidate, shape (6,).
        candidates: The pool that `row` is of.
        catalogue: The week's.
        taste: The listener's rules and proposals.
        weights: Of the own things.
        settings: Weights of the terms, and how many own things are kept.
    """
    pool = candidates.pool
    value = dict(zip(TERMS, (float(term) for term in terms), strict=True))
    kept = settings.own_things_kept
    return [
        *_own_parts("own", 1.0, pool.own_links, row, catalogue, weights, kept, value["own"], pool.provider_links),
        *_own_parts("sound", settings.weight_sound, pool.sound_links, row, catalogue, weights, kept, value["sound"]),
        *_largest(_post_parts(row, candidates, catalogue, settings), kept, value["trend"]),
        *_rule_parts(row, candidates, taste, settings),
        *_model_part(row, candidates, catalogue, taste, value["judgement"]),
        *_count_part(row, candidates, catalogue, value["popularity"]),
    ]


def _largest(parts: Sequence[Part], kept: int, total: float) -> list[Part]:
    ordered = sorted(parts, key=lambda part: (-abs(part.value), part.subject_id))
    if not ordered and total != 0:  # talk whose posts are gone still counts
        return [Part("trend", OTHER, OTHER, total)]
    if len(ordered) <= kept:
        return ordered
    shown = ordered[:kept]
    return [*shown, _rest(shown, total, len(ordered) - kept)]


def _rest(shown: Sequence[Part], total: float, count: int) -> Part:
    """What the term has beside the parts that are shown."""
    return Part(shown[0].term, OTHER, OTHER, total - math.fsum(part.value for part in shown), {"count": count})


def _own_parts(  # noqa: PLR0913, PLR0917  (the factors of a part and what they are of)
    term: str,
    factor: float,
    links: Links,
    row: int,
    catalogue: Catalogue,
    weights: OwnWeights,
    kept: int,
    total: float,
    provider_links: Mapping[str, Links] | None = None,
) -> list[Part]:
    """The `kept` largest own things of a term and one rest; ties by recording_id, the order of the own things."""
    span = slice(links.indptr[row], links.indptr[row + 1])
    things, likeness = links.indices[span], links.data[span]
    values = factor * (weights.totals[things] * likeness)
    some = int(np.count_nonzero(values))
    best = best_first(np.abs(values))[: min(kept, some)]
    things, likeness = things[best], likeness[best]
    songs, of_things = weights.things[things].tolist(), weights.totals[things].tolist()
    shown = []
    for thing, song, weight, alike, value in zip(
        things.tolist(), songs, of_things, likeness.tolist(), values[best].tolist(), strict=True
    ):
        detail = {"weight": weight, "similarity": alike, "playlists": weights.playlists(thing)}
        if song in weights.because:
            detail["because_you"] = weights.because[song]
        if provider_links:
            said = {name: float(provided[row, thing]) for name, provided in provider_links.items()}
            detail["providers"] = {name: one for name, one in said.items() if one != 0}
        shown.append(Part(term, "recording", catalogue.id_texts[song], value, detail))
    return shown if some <= kept else [*shown, _rest(shown, total, some - kept)]


def _post_parts(row: int, candidates: Candidates, catalogue: Catalogue, settings: Settings) -> list[Part]:
    trend = float(candidates.pool.trend[row])
    if trend == 0:
        return []
    talk = catalogue.talk[catalogue.artist_ids[int(catalogue.artists[candidates.pool.rows[row]])]]
    fit = float(candidates.fit[row])
    return [
        Part(
            "trend",
            "post",
            post.post_id,
            settings.weight_trend * trend * post.share,
            {"trend": min(talk.trend, TREND_CAP), "fit": fit, "share": post.share},
        )
        for post in talk.posts
        if post.share > 0
    ]


def _rule_parts(row: int, candidates: Candidates, taste: Taste, settings: Settings) -> list[Part]:
    parts = [
        Part("wish", "rule", str(rule.rule_id), settings.weight_wish * float(steer), {"steer": float(steer)})
        for rule, steer in zip(taste.rules, candidates.pool.steer[row], strict=True)
        if steer != 0
    ]
    return sorted(parts, key=lambda part: (-abs(part.value), part.subject_id))


def _model_part(row: int, candidates: Candidates, catalogue: Catalogue, taste: Taste, value: float) -> list[Part]:
    """What the model adds: its judgement of the shortlist, else the verdict that it proposed the song with."""
    if value == 0:
        return []
    recording = catalogue.ids[candidates.pool.rows[row]]
    if recording in taste.verdicts:
        detail = {"verdict": float(candidates.pool.judgement[row]), "given": taste.verdicts[recording].given}
        return [Part("judgement", "judgement", str(recording), value, detail)]
    number = next(proposal.number for proposal in taste.proposals if proposal.recording_id == recording)
    return [Part("judgement", "proposal", str(number), value, {"verdict": float(candidates.pool.judgement[row])})]


def _count_part(row: int, candidates: Candidates, catalogue: Catalogue, value: float) -> list[Part]:
    if value == 0:
        return []
    count = float(catalogue.listener_count[candidates.pool.rows[row]])
    known = None if math.isnan(count) else int(count)
    return [Part("popularity", "count", "listener_count", value, {"listener_count": known})]
