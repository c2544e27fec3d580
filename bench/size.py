"""How long the slates of many listeners take, and how much memory; writes one section of docs/benchmarks.md.

Everything that `make_slates` does: reading, candidates, scores, parts, re-ranking, what-ifs, evidence, the hidden songs
and writing. Two processes, as two shards of the weekly DAG, against PostgreSQL. The world is generated.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
from implicit._nearest_neighbours import NearestNeighboursScorer
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import ItemItemRecommender
from implicit.recommender_base import RecommenderBase
from scipy import sparse
from threadpoolctl import threadpool_limits

from bench._big_world import WEEK, Size, write_world
from bench._sections import machine_and_date, write_section
from pipelines import db, warehouse
from pipelines.db.migrate import migrate
from pipelines.neighbours.nearest import UNIT
from pipelines.platform.environment import settings_environment
from pipelines.recommend import editions
from pipelines.recommend.arrays import Ints, row_sums
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.hold_out import hold_out_metrics
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.parts import largest_things, song_parts
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.slates import without_looking_again
from pipelines.recommend.sound import rough_sound, sound_links
from pipelines.recommend.sources import ROUGH_NEIGHBOURS
from pipelines.recommend.spread import best_allowed, each_its_own
from pipelines.recommend.taste import Taste, read_taste
from pipelines.recommend.weights import own_weights
from pipelines.settings import Settings, read_settings

COUNTS = (250, 500, 1000, 2000)
RECORDINGS, OWN = 100_000, 2000
PROCESSES, SAMPLE, TURNS = 2, 20, 9
LOOKED_FROM = (ROUGH_NEIGHBOURS, 500, OWN)
"""Heaviest own things that a vector source could look from; the last are all of them."""
PROMISED_LISTENERS, PROMISED_SECONDS, PROMISED_GIGABYTES, PROMISED_RATIO = 1000, 300, 4, 2


@dataclass(frozen=True)
class Run:
    """One measurement: wall time of all processes side by side, the sum of their largest memory."""

    listeners: int
    seconds: float
    gigabytes: float


@dataclass(frozen=True)
class Graph:
    """The neighbour graph of all vectors, made once: links, wall time of one process, its largest memory."""

    links: int
    seconds: float
    gigabytes: float


@dataclass(frozen=True)
class Ranking:
    """Ranking alone, and `recommend` of two models of implicit: processor time per listener, in milliseconds.

    Attributes:
        ours: From own things to a ranked pool with the parts of the best as numbers.
        telling: These parts by name, which comes after it.
        item_item: A model of neighbours as ours is, with all of our links: that many `links` of each recording.
        als: ALS, with that many `factors`.
        candidates: Of each listener, by all three.
        found: Of the recordings with the best sound, as many as candidates, the share that a vector source finds when
            it looks from so many own things, LOOKED_FROM.
    """

    ours: float
    telling: float
    item_item: float
    links: float
    als: float
    factors: int
    candidates: int
    found: tuple[float, ...]


def measure() -> dict[str, float]:
    """Seconds and memory by number of listeners, and the ratio to `implicit`."""
    counts = tuple(int(one) for one in os.environ.get("LINERNOTES_BENCH_LISTENERS", "").split(",") if one) or COUNTS
    recordings = int(os.environ.get("LINERNOTES_BENCH_RECORDINGS", str(RECORDINGS)))
    own = min(OWN, recordings // 20)
    with _database() as settings:
        began = time.monotonic()
        listeners = write_world(settings, Size(max(counts), recordings, own))
        print(f"world: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        graph = _link(settings)
        print(f"neighbour graph: {graph.seconds:.0f} s", file=sys.stderr, flush=True)
        runs = []
        for count in counts:
            runs.append(_run(settings, listeners[:count]))
            print(f"{count} listeners: {runs[-1].seconds:.0f} s", file=sys.stderr, flush=True)
            _forget(settings)
        phases, ranking = _one_process(settings, listeners[:SAMPLE])
        interactions = _count(settings)
    write_section("size", section(runs, graph, phases, ranking, recordings, interactions / max(counts)))
    last = runs[-1]
    return {
        **{f"seconds_{one.listeners}_listeners": one.seconds for one in runs},
        "gigabytes": last.gigabytes,
        "graph_seconds": graph.seconds,
        "graph_gigabytes": graph.gigabytes,
        "ratio_to_item_item": ranking.ours / ranking.item_item,
        "ratio_to_als": ranking.ours / ranking.als,
    }


@contextmanager
def _database() -> Iterator[Settings]:
    """A database of its own on the configured server, empty and prepared; dropped at the end."""
    from pipelines.cli.up import bring_up, take_down
    from pipelines.platform import postgres

    settings = read_settings(database_name="linernotes_bench", publish_enabled=False)
    was_up = settings.database_url is not None or postgres.is_running(settings)
    if settings.database_url is None:
        bring_up(settings, only=["postgres"], say=lambda _: None)
    migrate(settings)
    warehouse.prepare(settings)
    _empty(settings)
    try:
        yield settings
    finally:
        _empty(settings)
        if not was_up:
            take_down(settings, only=["postgres"])


def _empty(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        for schema in ("marts", "vectors", "recs", "app"):
            found = db.rows(connection, "select tablename as name from pg_tables where schemaname = %s", [schema])
            db.execute(connection, f"truncate {', '.join(schema + '.' + row['name'] for row in found)} cascade")


def _forget(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        for name in (*editions.COLUMNS, "edition", "run_metrics"):
            db.execute(connection, f"truncate recs.{name}")


def _count(settings: Settings) -> int:
    with db.transaction(settings) as connection:
        found = db.one(connection, "select count(*) as count from marts.fct_interaction")
    return int(found["count"]) if found else 0


def _link(settings: Settings) -> Graph:
    environment = {**os.environ, **settings_environment(settings)}
    command = [sys.executable, "-m", "bench._size_graph"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return Graph(**json.loads(told.stdout))


def _run(settings: Settings, listeners: list[UUID]) -> Run:
    environment = {**os.environ, **settings_environment(settings), "OPENBLAS_NUM_THREADS": "1"}
    began = time.monotonic()
    shards = [
        subprocess.Popen(
            [sys.executable, "-m", "bench._size_shard"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for number, shard in enumerate(shards):
        assert shard.stdin is not None
        shard.stdin.write(json.dumps([str(one) for one in listeners[number::PROCESSES]]))
        shard.stdin.close()
        shard.stdin = None
    told = [json.loads(shard.communicate()[0]) for shard in shards]
    seconds = time.monotonic() - began
    assert sum(one["made"] for one in told) == len(listeners)
    return Run(len(listeners), seconds, sum(one["gigabytes"] for one in told))


def _one_process(settings: Settings, listeners: list[UUID]) -> tuple[dict[str, float], Ranking]:
    """Milliseconds of processor time per listener by phase, and ranking beside `implicit`, for a few listeners."""
    phases: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401  (whatever the work returns)
        began = time.process_time()
        found = work()
        phases[name] = phases.get(name, 0.0) + 1000 * (time.process_time() - began) / len(listeners)
        return found

    with threadpool_limits(1, "blas"), db.transaction(settings, "open") as connection, ExitStack() as stack:
        catalogue = read_catalogue(connection, settings, WEEK)
        stack.enter_context(without_looking_again())
        tastes = [timed("read", partial(_read, connection, catalogue, one)) for one in listeners]
        for taste in tastes:
            _rank(catalogue, taste, settings)  # what the catalogue keeps for all listeners is there now
        for taste in tastes:
            timed("rank", partial(_rank, catalogue, taste, settings))
            computed = timed("slate", partial(compute_slate, catalogue, taste, settings, None))
            timed("hidden songs", partial(hold_out_metrics, catalogue, taste, settings))
            rows = timed("rows", partial(editions.edition_rows, catalogue, taste, computed, settings))
            timed("hashes", partial(editions.hash_tables, rows))
        phases["slate"] -= phases["rank"]  # computing a slate ranks once more
        ranking = _ranking(catalogue, tastes, settings)
    return phases, ranking


def _read(connection: db.Connection, catalogue: Catalogue, listener: UUID) -> Taste:
    return read_taste(connection, catalogue, listener, read_delivered(connection, listener, WEEK, 1))


def _rank(catalogue: Catalogue, taste: Taste, settings: Settings) -> None:
    """Candidates, scores, and the parts of the best, as numbers."""
    scored = score_pool(catalogue, taste, settings)
    largest_things(_best(scored, settings), scored.terms, scored.candidates.pool, scored.weights.totals, settings)


def _best(scored: Scored, settings: Settings) -> Ints:
    return np.argsort(scored.ranks)[: settings.slate_size]


def _ranking(catalogue: Catalogue, tastes: list[Taste], settings: Settings) -> Ranking:
    """Ranking all of some listeners by ours and by `implicit`'s recommend, in turns; the median of each.

    For as many candidates, one thread each; each once unmeasured; learning is not counted.
    """
    own = [np.unique(taste.interactions.recordings) for taste in tastes]
    ends = np.cumsum([0, *(len(one) for one in own)])
    matrix = sparse.csr_matrix(
        (np.ones(ends[-1], dtype=np.float64), np.concatenate(own), ends), shape=(len(own), len(catalogue))
    )
    als = AlternatingLeastSquares(iterations=3, random_state=1, num_threads=1)
    als.fit(matrix.astype(np.float32), show_progress=False)
    links = sparse.csr_matrix(catalogue.similar + _links_of_sound(catalogue))
    links.indices, links.indptr = links.indices.astype(np.int32), links.indptr.astype(np.int32)  # it reads no other
    neighbours = ItemItemRecommender(num_threads=1)
    neighbours.similarity, neighbours.scorer = links, NearestNeighboursScorer(links)

    def ours() -> None:
        for taste in tastes:
            _rank(catalogue, taste, settings)

    scored = [score_pool(catalogue, taste, settings) for taste in tastes]

    def tell() -> None:
        for taste, one in zip(tastes, scored, strict=True):
            song_parts(_best(one, settings), one, catalogue, taste, settings)

    def theirs(model: RecommenderBase) -> None:
        model.recommend(np.arange(len(own)), matrix, N=settings.candidate_pool)

    works: tuple[Callable[[], None], ...] = (ours, tell, partial(theirs, neighbours), partial(theirs, als))
    took: list[list[float]] = []
    for _ in range(TURNS + 1):
        took.append([])
        for work in works:
            began = time.process_time()
            work()
            took[-1].append(1000 * (time.process_time() - began) / len(own))
    ours_took, telling, item_item, als_took = np.median(took[1:], axis=0).tolist()
    return Ranking(
        ours=ours_took,
        telling=telling,
        item_item=item_item,
        links=links.nnz / len(catalogue),
        als=als_took,
        factors=als.factors,
        candidates=settings.candidate_pool,
        found=tuple(
            float(np.mean([_found(catalogue, taste, most, settings) for taste in tastes])) for most in LOOKED_FROM
        ),
    )


def _found(catalogue: Catalogue, taste: Taste, looked_from: int, settings: Settings) -> float:
    """Share of the recordings with the best sound term that are among as many with the best rough sum."""
    weights = own_weights(taste.interactions, settings.recency_half_life_days)
    links = sound_links(catalogue, np.arange(len(catalogue)), weights.things, settings.sound_neighbours)
    rough = rough_sound(catalogue, weights.things, weights.totals, looked_from)[catalogue.vector_of]
    best, near = (
        best_allowed(each_its_own(one), ~taste.excluded, settings.candidate_pool)[0]
        for one in (row_sums(links, weights.totals), rough)
    )
    return len(np.intersect1d(best, near)) / len(best)


def _links_of_sound(catalogue: Catalogue) -> sparse.csr_array:
    """The graph of vectors as one of recordings: in this world each has a vector of its own."""
    assert len(catalogue.vectors) == len(catalogue)
    return sparse.csr_array(catalogue.near[catalogue.vector_of][:, catalogue.vector_of] / UNIT)


def section(
    runs: list[Run], graph: Graph, phases: dict[str, float], ranking: Ranking, recordings: int, own: float
) -> str:
    """The text between the markers: a line per run, milliseconds by phase, and whether the promise is kept."""
    lines = [
        f"| {one.listeners:,} | {one.seconds:.0f} | {1000 * one.seconds / one.listeners:.0f} | {one.gigabytes:.1f} |"
        for one in runs
    ]
    by_phase = ", ".join(f"{name} {milliseconds:.0f}" for name, milliseconds in phases.items())
    promised = next((one for one in runs if one.listeners == PROMISED_LISTENERS), None)
    alone = whole = "not measured"
    found = ranking.found
    if promised is not None:
        is_small = promised.gigabytes < PROMISED_GIGABYTES
        alone, whole = (
            "kept" if is_small and seconds <= PROMISED_SECONDS else "not kept"
            for seconds in (promised.seconds, promised.seconds + graph.seconds)
        )
    text = f"""
## Size and speed

A generated world (seed 7) of {recordings:,} recordings with vectors, 20 similar recordings each, and {own:,.0f} own
things per listener in 25 playlists. From reading the marts to the commit: candidates, scores, parts, re-ranking, a
what-if for every playlist and its selection, evidence, hidden songs, rows, hashes. {PROCESSES} processes, each with the
catalogue in memory; memory is theirs, without PostgreSQL's.
The promise, {PROMISED_LISTENERS:,} listeners in {PROMISED_SECONDS} s and less than {PROMISED_GIGABYTES} GB, is {alone};
with the neighbour graph counted in, it is {whole}.
Measured by `python -m bench size`, {machine_and_date()}.

| listeners | seconds | ms per listener | GB |
|---|---|---|---|
"""
    after = f"""

Before them, once per state of the catalogue and for any number of listeners, the neighbour graph of the vectors:
{graph.seconds:.0f} s in one process, a thread per processor, and {graph.gigabytes:.1f} GB for {graph.links:,} links.
Here every recording has a vector of its own; in a real catalogue those of an artist often share one.

Milliseconds of processor time per listener in one process: {by_phase}.
Ranking alone, that is everything from own things to a ranked pool with the parts of the best as numbers, takes
{ranking.ours:.1f} ms: {ranking.ours / ranking.item_item:.2f} times as long as `recommend` of implicit's item-item model
over all of our links ({ranking.links:.0f} of each recording, no parts; {ranking.item_item:.1f} ms), and
{ranking.ours / ranking.als:.2f} times as long as that of implicit's ALS (its default of {ranking.factors} factors;
{ranking.als:.1f} ms), for the same listeners, recordings and number of candidates ({ranking.candidates:,}), one thread
each, the median of {TURNS} turns. {PROMISED_RATIO} times are promised: {_kept(ranking.item_item, ranking)} beside the
item-item model, {_kept(ranking.als, ranking)} beside ALS. To tell these parts by name takes another
{ranking.telling:.1f} ms. In this world S is imported alone, and nothing is proposed or on a public playlist. The three
do not do the same ([ADR 13](adr/0013-compiled-loops.md)): ALS multiplies by one table of factors; the item-item model
adds up every link of every own thing; ours adds up those of S and, of the sound, those of the {LOOKED_FROM[0]} heaviest
own things, and keeps the links of the candidates one by one, since a part and a what-if rest on each.
From the {LOOKED_FROM[0]} heaviest own things the vector source finds {found[0]:.1%} of the {ranking.candidates:,}
recordings with the best sound (from {LOOKED_FROM[1]}: {found[1]:.1%}, from all: {found[2]:.1%})."""
    return text.strip() + "\n" + "\n".join(lines) + after


def _kept(theirs: float, ranking: Ranking) -> str:
    return "kept" if ranking.ours <= PROMISED_RATIO * theirs else "not kept"
