"""`linernotes evaluate` and `linernotes fit`: rank any data set from files, and measure. Needs no database."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pipelines.evaluate.run import Evaluation

Interactions = Annotated[Path, typer.Option("--interactions", help="CSV with user, item and perhaps weight.")]
Items = Annotated[Path, typer.Option("--items", help="CSV with item and any facts of it.")]
Task = Annotated[str, typer.Option("--task", help="continuation, or discovery: only artists that are new to the user.")]
_SHOWN = ("ndcg", "recall", "recall_1000", "mrr", "novelty", "diversity", "calibration", "new_artists", "artists")


def evaluate(
    interactions: Interactions,
    items: Items,
    out: Annotated[Path, typer.Option("--out", help="CSV to write: user, item, rank, score.")],
    test: Annotated[Path | None, typer.Option("--test", help="CSV with held-out user and item pairs.")] = None,
    explain: Annotated[Path | None, typer.Option("--explain", help="CSV to write: the parts of every score.")] = None,
    weights: Annotated[Path | None, typer.Option("--weights", help="JSON of `linernotes fit`; else fitted.")] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=1000, help="Length of each list.")] = 20,
    rerank: Annotated[str, typer.Option("--rerank", help="none, or slate: of more artists.")] = "none",
    task: Task = "continuation",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Rank what each user does not have yet; with --test, measure beside six tuned baselines.

    Example: linernotes evaluate --interactions train.csv --items items.csv --test test.csv --out lists.csv
    """
    from pipelines.cli.console import Progress, print_json
    from pipelines.evaluate.files import check_outputs, read_dataset, read_held_out, write_rows
    from pipelines.evaluate.run import Question, data_hash
    from pipelines.evaluate.run import evaluate as run
    from pipelines.learn.weights import Weights
    from pipelines.load.reading import read_bytes, read_text

    say = Progress()
    check_outputs([one for one in (out, explain) if one], [one for one in (interactions, items, test, weights) if one])
    question = Question(_task(task), top, _one_of("--rerank", rerank, ("none", "slate")))
    given = None if weights is None else Weights.from_json(read_text(read_bytes(weights), weights))
    dataset = read_dataset(interactions, items)
    held_out = None if test is None else read_held_out(test, dataset)
    say(f"{len(dataset.users)} users, {len(dataset.items)} items, {dataset.weights.nnz} interactions")
    found = run(dataset, held_out, question, given, say)
    write_rows(out, ("user", "item", "rank", "score"), _lists(found))
    if explain is not None:
        write_rows(explain, ("user", "item", "term", "subject", "value"), _parts(found))
    if as_json:
        head = {"task": task, "rerank": rerank, "seed": question.seed, "data_hash": data_hash(dataset)}
        sizes = {"users": len(dataset.users), "items": len(dataset.items), "interactions": dataset.weights.nnz}
        left = {} if held_out is None else {"unknown_pairs": held_out.unknown, "owned_pairs": held_out.owned}
        print_json({**head, **sizes, **left, "weights": asdict(found.weights), **_measured(found)})
    elif found.measured:
        _print_measured(found)
    if held_out is not None and held_out.unknown:
        say(f"{held_out.unknown} held-out pairs were left out: their user or item is in no training file")
    if held_out is not None and held_out.owned:
        say(f"{held_out.owned} held-out pairs were left out: the user has them in the training file already")


def fit(
    out: Annotated[Path, typer.Option("--out", help="JSON to write.")],
    interactions: Annotated[Path | None, typer.Option("--interactions", help="CSV with user, item, weight.")] = None,
    items: Annotated[Path | None, typer.Option("--items", help="CSV with item and any facts of it.")] = None,
    task: Task = "continuation",
    name: Annotated[str, typer.Option("--name", help="What the data are called; stands beside the weights.")] = "",
    week: Annotated[str | None, typer.Option("--week", help="Instead of files: an ISO week that was made.")] = None,
) -> None:
    """Fit weights on a validation part, and write them with the hash of the data.

    From files: the weights of what is learned from interactions. With --week: the weights of the weekly score, on own
    songs of that week's listeners that are hidden in turn, and, once fifty deliveries can be compared with it, on what
    became of their songs; LINERNOTES_WEIGHTS_FILE puts them to use.

    Example: linernotes fit --interactions train.csv --items items.csv --out weights.json
    """
    from pipelines.errors import BadInputError

    chosen = _task(task)
    if week is not None and interactions is None and items is None:
        _fit_week(week, out)
    elif week is None and interactions is not None and items is not None:
        _fit_files(interactions, items, out, chosen, name)
    else:
        raise BadInputError("fit: give either --interactions and --items, or --week")


def _fit_week(week: str, out: Path) -> None:
    from pipelines import db
    from pipelines.cli.console import Progress
    from pipelines.domain.weeks import week_start
    from pipelines.evaluate.files import check_outputs
    from pipelines.recommend.blend import fit_blend
    from pipelines.recommend.deliveries import read_deliveries
    from pipelines.recommend.frozen import read_week
    from pipelines.settings import read_settings

    week_start(week)  # refuses what is no week, before a connection is made
    check_outputs([out])
    say = Progress()
    settings = read_settings()
    catalogue, tastes = read_week(settings, week)
    say(f"{week}: {len(tastes)} listeners, {len(catalogue)} recordings")
    with db.transaction(settings, "open") as connection:
        delivered = {one.listener_id: read_deliveries(connection, catalogue, one.listener_id) for one in tastes}
    blend = fit_blend(catalogue, tastes, settings, delivered)
    fitted_on: dict[str, Any] = {
        "week": week,
        "data_hash": blend.data_hash,
        "listeners": blend.listeners,
        "hidden_songs": blend.songs,
    }
    fitted_on |= {"ndcg_20_before": round(blend.before, 6), "ndcg_20": round(blend.after, 6)}
    if blend.agreed_before is not None and blend.agreed_after is not None:
        fitted_on |= {"deliveries": blend.deliveries, "concordance_before": round(blend.agreed_before, 6)}
        fitted_on |= {"concordance": round(blend.agreed_after, 6)}
        agreed = f"{blend.agreed_before:.4f} -> {blend.agreed_after:.4f}"
        say(f"concordance with what became of {blend.deliveries} deliveries: {agreed}")
    _write_weights(out, blend.weights, fitted_on)
    say(f"nDCG@20 of {blend.songs} hidden songs: {blend.before:.4f} -> {blend.after:.4f}; weights in {out}")


def _write_weights(out: Path, weights: dict[str, Any], fitted_on: dict[str, Any]) -> None:
    from pipelines.evaluate.files import whole_file

    text = json.dumps({"weights": weights, "fitted_on": fitted_on}, indent=2, ensure_ascii=False)
    with whole_file(out) as draft:
        draft.write_text(text + "\n", encoding="utf8")


def _fit_files(interactions: Path, items: Path, out: Path, chosen: Any, name: str) -> None:  # noqa: ANN401
    from pipelines.cli.console import Progress
    from pipelines.evaluate.files import check_outputs, read_dataset
    from pipelines.evaluate.run import SEED, data_hash
    from pipelines.learn.fit import fit as find_weights

    say = Progress()
    check_outputs([out], [interactions, items])
    dataset = read_dataset(interactions, items)
    say(f"{len(dataset.users)} users, {len(dataset.items)} items, {dataset.weights.nnz} interactions")
    weights = find_weights(dataset, task=chosen, seed=SEED)
    fitted_on = {
        "data": name or interactions.name,
        "data_hash": data_hash(dataset),
        "users": len(dataset.users),
        "items": len(dataset.items),
        "interactions": dataset.weights.nnz,
        "task": chosen,
        "seed": SEED,
    }
    _write_weights(out, asdict(weights), fitted_on)
    say(f"weights in {out}")


def _task(task: str) -> Any:  # noqa: ANN401  (a literal type, checked here)
    return _one_of("--task", task, ("continuation", "discovery"))


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> Any:  # noqa: ANN401  (a literal type, checked here)
    from pipelines.errors import BadInputError

    if value not in allowed:
        raise BadInputError(f"{option} {value}: it is {' or '.join(allowed)}")
    return value


def _lists(found: "Evaluation") -> Iterator[tuple[str, str, int, float]]:
    for user, items, scores in zip(found.dataset.users, found.items, found.scores, strict=True):
        for rank, (item, score) in enumerate(zip(items, scores, strict=True), start=1):
            if item >= 0:
                yield user, found.dataset.items[item], rank, float(score)


def _parts(found: "Evaluation") -> Iterator[tuple[str, str, str, str, float]]:
    for row, (user, items) in enumerate(zip(found.dataset.users, found.items, strict=True)):
        listed = items[items >= 0]
        for item, parts in zip(listed, found.model.parts(row, listed), strict=True):
            for part in parts:
                yield user, found.dataset.items[item], part.term, part.subject, part.value


def _measured(found: "Evaluation") -> dict[str, Any]:
    if not found.measured:
        return {}
    models = {
        one.name: {
            **{name: asdict(mean) for name, mean in one.means.items()},
            **one.totals,
            "setting": one.setting,
            "seconds": one.seconds,
        }
        for one in found.measured
    }
    return {"models": models, "best_baseline": found.best_baseline.name, "gain": asdict(found.gain)}


def _print_measured(found: "Evaluation") -> None:
    from pipelines.cli.console import print_table

    columns = ("model", "nDCG@20", "95 %", "recall", "recall@1000", "MRR", "novelty", "diversity", "calibration")
    lines = []
    for one in found.measured:
        ndcg = one.means["ndcg"]
        rest = [f"{one.means[name].mean:.3f}" for name in _SHOWN[1:]]
        totals = [f"{one.totals[name]:.3f}" for name in ("coverage", "gini")]
        lines.append([one.name, f"{ndcg.mean:.4f}", f"{ndcg.low:.4f}-{ndcg.high:.4f}", *rest, *totals, one.seconds])
    print_table((*columns, "new artists", "artists", "coverage", "Gini", "seconds"), lines)
    gain, best = found.gain, found.best_baseline
    if isnan(gain.mean):
        print("No held-out pair could be found by any list: users have them already, or the task leaves them out.")
        return
    share = gain.mean / best.means["ndcg"].mean if best.means["ndcg"].mean else float("nan")
    print(f"nDCG@20 over {best.name}: {gain.mean:+.4f} ({share:+.1%}), 95 % {gain.low:+.4f} to {gain.high:+.4f}")
