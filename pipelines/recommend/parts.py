"""What a slate song's score is made of: the largest own things one by one, and one exact rest per term."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.recommend.arrays import Floats, Ints, value_at
from pipelines.recommend.candidates import Candidates
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.loops import Arrays, largest_products
from pipelines.recommend.score import TERMS, TREND_CAP, Pool
from pipelines.recommend.scored import Scored
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


@dataclass(frozen=True)
class LargestThings:
    """The largest own things of some candidates in one term, as numbers.

    Attributes:
        counts: Own things whose part is not 0, shape (k,).
        things: Row of each among the own things, the largest part first, shape (k, kept); -1 where there are fewer.
        likeness: S(h, c) or cosine, shape (k, kept).
        values: Parts of the score, shape (k, kept).
        totals: The whole term, shape (k,).
    """

    counts: Ints
    things: Ints
    likeness: Floats
    values: Floats
    totals: Floats

    def rest(self, place: int) -> float:
        """What the term of a candidate has beside these."""
        return float(self.totals[place]) - math.fsum(self.values[place].tolist())


def largest_things(
    rows: Ints, terms: Floats, pool: Pool, weights: Floats, settings: Settings
) -> dict[str, LargestThings]:
    """What the own and the sound term of some candidates are made of; ties by recording_id, the order of own things.

    Args:
        rows: Of the pool, shape (k,).
        terms: Of the whole pool, shape (m, 6).
        pool: m candidates.
        weights: w(u, h) of the own things, shape (h,).
        settings: Weight of the sound, and how many own things are kept.
    """
    kept, found = min(settings.own_things_kept, len(weights)), {}
    for name, links, factor in (("own", pool.own_links, 1.0), ("sound", pool.sound_links, settings.weight_sound)):
        counts, things, likeness, values = largest_products(links, rows, weights, factor, kept)
        found[name] = LargestThings(counts, things, likeness, values, terms[rows, TERMS.index(name)])
    return found


def song_parts(rows: Ints, scored: Scored, catalogue: Catalogue, taste: Taste, settings: Settings) -> list[list[Part]]:
    """All parts of some candidates, term by term in TERMS order, largest first.

    Parts of 0 are left out. A rest is stored only where parts were left out, so the parts add up to the score up to
    rounding (a few 1e-16).

    Args:
        rows: Of the pool, shape (k,).
        scored: The pool that they are of.
        catalogue: The week's.
        taste: The listener's rules and proposals.
        settings: Weights of the terms, and how many own things are kept.
    """
    candidates, weights, kept = scored.candidates, scored.weights, settings.own_things_kept
    largest = largest_things(rows, scored.terms, candidates.pool, weights.totals, settings)
    found = []
    for place, row in enumerate(rows.tolist()):
        value = dict(zip(TERMS, scored.terms[row].tolist(), strict=True))
        found.append(
            [
                *_own_parts("own", largest["own"], place, row, catalogue, weights, candidates.pool.provider_links),
                *_own_parts("sound", largest["sound"], place, row, catalogue, weights),
                *_largest(_post_parts(row, candidates, catalogue, settings), kept, value["trend"]),
                *_rule_parts(row, candidates, taste, settings),
                *_model_part(row, candidates, catalogue, taste, value["judgement"]),
                *_count_part(row, candidates, catalogue, value["popularity"]),
            ]
        )
    return found


def _largest(parts: Sequence[Part], kept: int, total: float) -> list[Part]:
    """The `kept` largest posts and one rest."""
    ordered = sorted(parts, key=lambda part: (-abs(part.value), part.subject_id))
    if not ordered and total != 0:  # talk whose posts are gone still counts
        return [Part("trend", OTHER, OTHER, total)]
    if len(ordered) <= kept:
        return ordered
    shown = ordered[:kept]
    rest = total - math.fsum(part.value for part in shown)
    return [*shown, Part("trend", OTHER, OTHER, rest, {"count": len(ordered) - kept})]


def _own_parts(
    term: str,
    largest: LargestThings,
    place: int,
    row: int,
    catalogue: Catalogue,
    weights: OwnWeights,
    provider_links: Mapping[str, Arrays] | None = None,
) -> list[Part]:
    """The largest own things of a term by name, with all that a part is made of, and one rest."""
    count, kept = int(largest.counts[place]), largest.things.shape[1]
    shown_count = min(count, kept)
    things = largest.things[place, :shown_count]
    songs, of_things = weights.things[things].tolist(), weights.totals[things].tolist()
    likeness, values = largest.likeness[place].tolist(), largest.values[place].tolist()
    shown = []
    for thing, song, weight, alike, value in zip(things.tolist(), songs, of_things, likeness, values, strict=False):
        detail = {"weight": weight, "similarity": alike, "playlists": weights.playlists(thing)}
        if song in weights.because:
            detail["because_you"] = weights.because[song]
        if provider_links:
            said = {name: value_at(provided, row, thing) for name, provided in provider_links.items()}
            detail["providers"] = {name: one for name, one in said.items() if one != 0}
        shown.append(Part(term, "recording", catalogue.id_texts[song], value, detail))
    if count > kept:
        shown.append(Part(term, OTHER, OTHER, largest.rest(place), {"count": count - kept}))
    return shown


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
