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
from pipelines.recommend.catalogue import Catalogue, read_catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.hold_out import hold_out_metrics
from pipelines.recommend.parts import song_parts
from pipelines.recommend.slate import compute_slate, score_pool
from pipelines.recommend.slates import without_looking_again
from pipelines.recommend.taste import Taste, read_taste
from pipelines.settings import Settings, read_settings

COUNTS = (250, 500, 1000, 2000)
RECORDINGS, OWN = 100_000, 2000
PROCESSES, SAMPLE = 2, 20
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
class Theirs:
    """`recommend` of two models of implicit, for that many candidates: processor time per listener, in milliseconds.

    Attributes:
        als: ALS, with that many `factors`.
        item_item: A model of neighbours like ours, with all of our links: that many `links` of each recording.
    """

    als: float
    factors: int
    item_item: float
    links: float
    candidates: int


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
        phases, theirs = _one_process(settings, listeners[:SAMPLE])
        interactions = _count(settings)
    write_section("size", section(runs, graph, phases, theirs, recordings, interactions / max(counts)))
    last = runs[-1]
    return {
        **{f"seconds_{one.listeners}_listeners": one.seconds for one in runs},
        "gigabytes": last.gigabytes,
        "graph_seconds": graph.seconds,
        "graph_gigabytes": graph.gigabytes,
        "ratio_to_implicit": phases["rank"] / theirs.als,
        "ratio_to_item_item": phases["rank"] / theirs.item_item,
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


def _one_process(settings: Settings, listeners: list[UUID]) -> tuple[dict[str, float], Theirs]:
    """Milliseconds of processor time per listener by phase, and what `implicit` takes, for a few listeners."""
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
        _rank(catalogue, tastes[0], settings)  # what the catalogue keeps for all listeners is there now
        for taste in tastes:
            timed("rank", partial(_rank, catalogue, taste, settings))
            computed = timed("slate", partial(compute_slate, catalogue, taste, settings, None))
            timed("hidden songs", partial(hold_out_metrics, catalogue, taste, settings))
            rows = timed("rows", partial(editions.edition_rows, catalogue, taste, computed, settings))
            timed("hashes", partial(editions.hash_tables, rows))
        phases["slate"] -= phases["rank"]  # computing a slate ranks once more
        theirs = _implicit(catalogue, tastes, settings.candidate_pool)
    return phases, theirs


def _read(connection: db.Connection, catalogue: Catalogue, listener: UUID) -> Taste:
    return read_taste(connection, catalogue, listener, read_delivered(connection, listener, WEEK, 1))


def _rank(catalogue: Catalogue, taste: Taste, settings: Settings) -> None:
    """Candidates, scores, and the parts of the best."""
    scored = score_pool(catalogue, taste, settings)
    for row in np.argsort(scored.ranks)[: settings.slate_size]:
        song_parts(int(row), scored.terms[row], scored.candidates, catalogue, taste, scored.weights, settings)


def _implicit(catalogue: Catalogue, tastes: list[Taste], candidates: int) -> Theirs:
    """What `implicit`'s recommend takes, for as many candidates; learning is not counted."""
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

    def milliseconds(model: RecommenderBase) -> float:
        model.recommend(np.arange(len(own)), matrix, N=candidates)  # once unmeasured, as ours
        began = time.process_time()
        model.recommend(np.arange(len(own)), matrix, N=candidates)
        return 1000 * (time.process_time() - began) / len(own)

    return Theirs(milliseconds(als), als.factors, milliseconds(neighbours), links.nnz / len(catalogue), candidates)


def _links_of_sound(catalogue: Catalogue) -> sparse.csr_array:
    """The graph of vectors as one of recordings: in this world each has a vector of its own."""
    assert len(catalogue.vectors) == len(catalogue)
    return sparse.csr_array(catalogue.near[catalogue.vector_of][:, catalogue.vector_of] / UNIT)


def section(
    runs: list[Run], graph: Graph, phases: dict[str, float], theirs: Theirs, recordings: int, own: float
) -> str:
    """The text between the markers: a line per run, milliseconds by phase, and whether the promise is kept."""
    lines = [
        f"| {one.listeners:,} | {one.seconds:.0f} | {1000 * one.seconds / one.listeners:.0f} | {one.gigabytes:.1f} |"
        for one in runs
    ]
    by_phase = ", ".join(f"{name} {milliseconds:.0f}" for name, milliseconds in phases.items())
    promised = next((one for one in runs if one.listeners == PROMISED_LISTENERS), None)
    alone = whole = "not measured"
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
Ranking, that is everything from own things to a ranked pool with the parts of the best, takes
{phases["rank"] / theirs.als:.1f} times as long as `recommend` of implicit's ALS (its default of {theirs.factors}
factors), and {phases["rank"] / theirs.item_item:.1f} times as long as `recommend` of implicit's item-item model over
all of our links ({theirs.links:.0f} of each recording, no parts), for the same listeners, recordings and number of
candidates ({theirs.candidates:,}), in the same run, one thread each; theirs are {theirs.als:.1f} and
{theirs.item_item:.1f} ms. Promised are {PROMISED_RATIO} times. ALS multiplies by one table of factors; ours follows
every link of every own thing, as the item-item model does, and keeps those of the pool one by one, since a part and a
what-if rest on each ([ADR 12](adr/0012-ranking-in-numpy.md))."""
    return text.strip() + "\n" + "\n".join(lines) + after
