"""How much the slates of eight weeks vary, against the same model without re-ranking; writes docs/benchmarks.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean

import numpy as np

from bench._sandbox_weeks import SandboxWeeks
from bench._sections import machine_and_date, write_section
from pipelines.domain.weeks import previous_week, week_key
from pipelines.recommend.arrays import Ints
from pipelines.recommend.catalogue import FEATURES, Catalogue
from pipelines.recommend.slate import ComputedSlate, compute_slate
from pipelines.sandbox.listeners import Listener
from pipelines.settings import Settings, read_settings

WEEKS, ANCHOR, SEED, LISTENERS = 8, date(2026, 11, 23), 7, 4
SIZES = (600, 2000)
"""Recordings of the worlds: the sandbox's usual one, and its largest."""
MORE, ALMOST_ALL = 0.30, 0.95
"""The promise: so much more than without re-ranking, or so much of what is possible."""

PROMISED = ("artists", "genres")

Comparison = Mapping[str, float]
_COLUMNS = ("", "_without", "_possible")
_TEXT = """## Variability

{weeks} weeks of {songs} songs in the sandbox world (seed {seed}), nothing repeated, against the same model without
re-ranking: no mmr, no calibration, no freshness, no limit per artist. *Possible*: what any candidate of any week had,
at most one artist per song. *Overlap*: share of a slate's artists that were on the slate before. *Loss*: of the mean
score of all songs.

The promise, {more} more distinct artists and genres than without re-ranking or {almost_all} of what is possible, is
kept for {kept_means} of {mean_count} means and for {kept} of {count} listeners' counts.
Settings: {used}.
Measured by `python -m bench variability`, {machine_and_date}."""


@dataclass(frozen=True)
class Chain:
    """Slates of one listener, made week after week, each without what came before.

    Attributes:
        artists, genres: What is on the slate, by week.
        offered_artists, offered_genres: All that any week's candidates had.
        scores: Of all songs of all weeks, before re-ranking.
        tempo_steps: Mean difference of neighbours with a known tempo, in BPM: as played, and in the order of picking.
    """

    artists: tuple[frozenset[int], ...]
    genres: tuple[frozenset[int], ...]
    offered_artists: frozenset[int]
    offered_genres: frozenset[int]
    scores: tuple[float, ...]
    tempo_steps: tuple[float, float] = (0.0, 0.0)

    @property
    def overlap(self) -> float:
        """Mean share of a slate's artists that were on the slate before."""
        pairs = zip(self.artists, self.artists[1:], strict=False)
        return fmean(len(before & now) / len(now) for before, now in pairs)


def without_reranking(settings: Settings) -> Settings:
    """The same model, its slate simply the best songs by score; nothing is repeated either."""
    off = {"mmr_diversity": 0.0, "calibration_strength": 0.0, "freshness_strength": 0.0}
    return settings.model_copy(update={**off, "max_per_artist": settings.slate_size})


def make_slates(
    weeks: SandboxWeeks, listener: Listener, settings: Settings, count: int = WEEKS
) -> Iterator[tuple[Catalogue, ComputedSlate]]:
    """A listener's slates of the newest weeks before the anchor, oldest first."""
    keys = [previous_week(week_key(weeks.world.anchor))]
    while len(keys) < count:
        keys.insert(0, previous_week(keys[0]))
    came: set[int] = set()
    on_slate: list[set[int]] = []
    for key in keys:
        catalogue = weeks.catalogue(key)
        ages: dict[int, tuple[int, ...]] = {}
        for weeks_ago, artists in enumerate(reversed(on_slate), start=1):
            ages |= {artist: (*ages.get(artist, ()), weeks_ago) for artist in artists}
        taste = weeks.taste(catalogue, listener)
        taste = replace(
            taste,
            excluded=taste.excluded | np.isin(catalogue.groups, sorted(came)),
            weeks_before=len(on_slate),
            recent_artists={catalogue.artist_ids[artist]: found for artist, found in ages.items()},
        )
        computed = compute_slate(catalogue, taste, settings, weeks.playable)
        songs = slate_rows(computed)
        came |= set(catalogue.groups[songs].tolist())
        on_slate.append(set(catalogue.artists[songs].tolist()))
        yield catalogue, computed


def slate_rows(computed: ComputedSlate) -> Ints:
    """Catalogue rows of a slate, in slate order."""
    return computed.scored.candidates.pool.rows[computed.selection.order]


def make_chain(weeks: SandboxWeeks, listener: Listener, settings: Settings) -> Chain:
    """The slates of a listener, and what could have been on them."""
    made = list(make_slates(weeks, listener, settings))
    pools = [(catalogue, computed.scored.candidates.pool.rows) for catalogue, computed in made]
    slates = [(catalogue, slate_rows(computed)) for catalogue, computed in made]
    return Chain(
        artists=tuple(_artists(*each) for each in slates),
        genres=tuple(_genres(*each) for each in slates),
        offered_artists=frozenset().union(*(_artists(*each) for each in pools)),
        offered_genres=frozenset().union(*(_genres(*each) for each in pools)),
        scores=tuple(float(score) for _, one in made for score in one.scored.scores[one.selection.order]),
        tempo_steps=(
            fmean(_tempo_step(catalogue, slate_rows(one)) for catalogue, one in made),
            fmean(_tempo_step(catalogue, slate_rows(one)[np.argsort(one.selection.picked)]) for catalogue, one in made),
        ),
    )


def _tempo_step(catalogue: Catalogue, songs: Ints) -> float:
    tempo = catalogue.features[songs, FEATURES.index("tempo_bpm")]
    return float(np.mean(np.abs(np.diff(tempo[~np.isnan(tempo)]))))


def _artists(catalogue: Catalogue, rows: Ints) -> frozenset[int]:
    return frozenset(catalogue.artists[rows].tolist())


def _genres(catalogue: Catalogue, rows: Ints) -> frozenset[int]:
    return frozenset(catalogue.genres[rows].indices.tolist())


def compare(ours: Chain, plain: Chain) -> dict[str, float]:
    """One listener's weeks against those without re-ranking.

    artists, genres: distinct over all weeks, ours, `_without` re-ranking, and `_possible`: what any candidate of any
    week had, of artists at most one per song. overlap: `Chain.overlap`. tempo_step_bpm: `Chain.tempo_steps`.
    score_loss: of the mean score of all songs.
    """
    numbers: dict[str, float] = {}
    for name, most in (("artists", len(ours.scores)), ("genres", None)):
        distinct, without = (len(frozenset().union(*getattr(chain, name))) for chain in (ours, plain))
        offered = len(getattr(ours, f"offered_{name}"))
        possible = offered if most is None else min(offered, most)
        numbers |= {name: distinct, f"{name}_without": without, f"{name}_possible": possible}
    numbers |= {"overlap": ours.overlap, "overlap_without": plain.overlap}
    numbers |= {"tempo_step_bpm": ours.tempo_steps[0], "tempo_step_bpm_as_picked": ours.tempo_steps[1]}
    return numbers | {"score_loss": 1 - fmean(ours.scores) / fmean(plain.scores)}


def is_kept(numbers: Comparison, name: str) -> bool:
    """Whether the promise holds for `artists` or `genres`."""
    more = numbers[name] >= (1 + MORE) * numbers[f"{name}_without"]
    return more or numbers[name] >= ALMOST_ALL * numbers[f"{name}_possible"]


def measure_world(settings: Settings, recordings: int, listeners: int = LISTENERS) -> dict[str, dict[str, float]]:
    """The comparison by listener's name."""
    weeks = SandboxWeeks.of(settings, SEED, recordings, listeners, ANCHOR)
    return {
        one.name: compare(make_chain(weeks, one, settings), make_chain(weeks, one, without_reranking(settings)))
        for one in weeks.world.listeners
    }


def measure() -> dict[str, float]:
    """Means over the listeners of each world, and for how many of these the promise is kept."""
    settings = read_settings()
    worlds = {size: measure_world(settings, size) for size in SIZES}
    write_section("variability", section(settings, worlds))
    numbers = {f"{name}_{size}": value for size, found in worlds.items() for name, value in _mean(found).items()}
    kept = [is_kept(_mean(found), name) for found in worlds.values() for name in PROMISED]
    return numbers | {"means_kept": sum(kept), "means": len(kept)}


def section(settings: Settings, worlds: Mapping[int, Mapping[str, Comparison]]) -> str:
    """The tables, in Markdown."""
    steps = ("mmr_diversity", "calibration_strength", "freshness_strength", "freshness_half_life_weeks")
    used = ", ".join(
        f"`{name}` {getattr(settings, name):g}"
        for name in (*steps, "max_per_artist", "playable_pool", "playable_pool_most")
    )
    everybody = [(one, name) for found in worlds.values() for one in found.values() for name in PROMISED]
    means = [(_mean(found), name) for found in worlds.values() for name in PROMISED]
    text = _TEXT.format(
        weeks=WEEKS,
        songs=settings.slate_size,
        seed=SEED,
        more=f"{MORE:.0%}",
        almost_all=f"{ALMOST_ALL:.0%}",
        kept_means=sum(is_kept(one, name) for one, name in means),
        mean_count=len(means),
        kept=sum(is_kept(one, name) for one, name in everybody),
        count=len(everybody),
        used=used,
        machine_and_date=machine_and_date(),
    )
    lines = [text]
    for size, found in worlds.items():
        played, picked = (_mean(found)[f"tempo_step_bpm{which}"] for which in ("", "_as_picked"))
        flow = f"From song to song the tempo changes by {played:.1f} BPM, in the order of picking by {picked:.1f}."
        lines += ["", f"### {size:,} recordings", "", *_table(found), "", flow]
    return "\n".join(lines)


def _table(found: Mapping[str, Comparison]) -> Iterator[str]:
    yield "| listener | artists | without | possible | genres | without | possible | overlap | without | loss |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for listener, one in {**found, "mean": _mean(found)}.items():
        counts = [f"{one[name + which]:.4g}{_more(one, name + which)}" for name in PROMISED for which in _COLUMNS]
        shares = [f"{one[name]:.1%}" for name in ("overlap", "overlap_without", "score_loss")]
        yield f"| {' | '.join([listener, *counts, *shares])} |"


def _mean(found: Mapping[str, Comparison]) -> dict[str, float]:
    return {name: fmean(one[name] for one in found.values()) for name in next(iter(found.values()))}


def _more(one: Comparison, name: str) -> str:
    return f" ({one[name] / one[name + '_without'] - 1:+.0%})" if name in PROMISED else ""
