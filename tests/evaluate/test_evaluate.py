"""`linernotes evaluate` and `fit`: files in, files out."""

import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import make_app
from pipelines.errors import BadInputError

ARTISTS, SONGS, USERS = 12, 8, 30


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Thirty users who have some songs of three artists each; two of each user's songs are held out."""
    rng = random.Random(4)
    train, test = [], []
    for user in range(USERS):
        songs = [(a, s) for a in rng.sample(range(ARTISTS), 3) for s in range(SONGS) if rng.random() < 0.7]
        rng.shuffle(songs)
        rows = [{"user": f"u{user:02}", "item": f"{a:02}-{s}", "weight": "1", "mood": "x"} for a, s in songs]
        test += rows[:2]
        train += rows[2:]
    test.append({"user": "nobody", "item": "00-0", "weight": "1", "mood": ""})
    items = [
        {"item": f"{a:02}-{s}", "artist_name": f"Artist {a}; Guest", "album_name": "One", "tags": f"g{a % 3}:2;live:1"}
        for a in range(ARTISTS)
        for s in range(SONGS)
    ]
    for name, rows in (("train", train), ("test", test), ("items", items)):
        save(tmp_path / f"{name}.csv", rows)
    return tmp_path


def save(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def call(*words: str) -> Result:
    result = CliRunner().invoke(make_app(words), list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def evaluate(files: Path) -> Callable[..., Result]:
    def run(*more: str, train: str = "train.csv", out: str = "out.csv") -> Result:
        paths = ("--interactions", str(files / train), "--items", str(files / "items.csv"), "--out", str(files / out))
        return call("evaluate", *paths, *more)

    return run


def test_lists_hold_nothing_that_the_user_has_and_are_ranked_by_score(
    files: Path, evaluate: Callable[..., Result]
) -> None:
    evaluate("--top", "15")
    has = {(row["user"], row["item"]) for row in read(files / "train.csv")}
    lists = defaultdict(list)
    for row in read(files / "out.csv"):
        assert (row["user"], row["item"]) not in has
        lists[row["user"]].append((int(row["rank"]), -float(row["score"]), row["item"]))
    assert len(lists) == USERS
    for rows in lists.values():
        assert [rank for rank, _, _ in rows] == list(range(1, 16))
        assert [row[1:] for row in rows] == sorted(row[1:] for row in rows)


def test_parts_add_up_to_every_score(files: Path, evaluate: Callable[..., Result]) -> None:
    evaluate("--explain", str(files / "parts.csv"))
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in read(files / "parts.csv"):
        sums[row["user"], row["item"]] += float(row["value"])
    rows = read(files / "out.csv")
    assert len(rows) == len(sums) == USERS * 20
    assert max(abs(float(row["score"]) - sums[row["user"], row["item"]]) for row in rows) < 1e-9


def test_discovery_lists_no_artist_that_the_user_has(files: Path, evaluate: Callable[..., Result]) -> None:
    evaluate("--task", "discovery")
    has = {(row["user"], row["item"][:2]) for row in read(files / "train.csv")}
    assert not has & {(row["user"], row["item"][:2]) for row in read(files / "out.csv")}


def test_a_slate_has_more_artists_best_score_first(files: Path, evaluate: Callable[..., Result]) -> None:
    evaluate()
    evaluate("--rerank", "slate", out="slate.csv")
    artists = {
        name: len({(row["user"], row["item"][:2]) for row in read(files / name)}) for name in ("out.csv", "slate.csv")
    }
    assert artists["slate.csv"] > artists["out.csv"]
    scores: dict[str, list[float]] = defaultdict(list)
    for row in read(files / "slate.csv"):
        scores[row["user"]].append(float(row["score"]))
    assert all(len(found) == 20 and found == sorted(found, reverse=True) for found in scores.values())


def test_the_order_of_rows_and_gzip_change_no_byte(files: Path, evaluate: Callable[..., Result]) -> None:
    evaluate()
    rows = read(files / "train.csv")
    random.Random(1).shuffle(rows)
    save(files / "shuffled.csv", rows)
    (files / "shuffled.csv.gz").write_bytes(gzip.compress((files / "shuffled.csv").read_bytes()))
    evaluate(train="shuffled.csv.gz", out="again.csv")
    assert (files / "out.csv").read_bytes() == (files / "again.csv").read_bytes()


def test_rows_of_one_pair_add_up_in_any_order(files: Path, evaluate: Callable[..., Result]) -> None:
    """0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1 in floating point; lists round that away, parts and hashes do not."""
    once = read(files / "train.csv")
    rows = [{**row, "weight": weight} for row in once for weight in ("0.1", "0.2", "0.3")]
    save(files / "one.csv", rows)
    save(files / "two.csv", rows[::-1])
    (files / "weights.json").write_text('{"log_weights": true, "ridge": 10}', encoding="utf8")
    told = []
    for name in ("one", "two"):
        more = ("--weights", str(files / "weights.json"), "--explain", str(files / f"{name}.parts"), "--json")
        told.append(json.loads(evaluate(*more, train=f"{name}.csv", out=f"{name}.out").stdout)["data_hash"])
    assert told[0] == told[1]
    assert (files / "one.parts").read_bytes() == (files / "two.parts").read_bytes()


def test_nothing_is_written_over(files: Path, evaluate: Callable[..., Result]) -> None:
    train = (files / "train.csv").read_bytes()
    with pytest.raises(BadInputError, match="named twice"):
        evaluate(out="train.csv")
    with pytest.raises(BadInputError, match="named twice"):
        evaluate("--explain", str(files / "out.csv"))
    nowheres = {".": "no ordinary file", "nowhere/out.csv": "folder is not there"}
    if Path("/proc").is_dir():  # even root may not write there
        nowheres["/proc/out.csv"] = "may not be written"
    for nowhere, says in nowheres.items():
        with pytest.raises(BadInputError, match=says):
            evaluate(out=nowhere)
        with pytest.raises(BadInputError, match=says):
            evaluate("--explain", str(files / nowhere))
    assert (files / "train.csv").read_bytes() == train
    assert not (files / "out.csv").exists()
    (files / "link.csv").symlink_to(files / "meant.csv")
    evaluate(out="link.csv")
    assert (files / "link.csv").is_symlink()
    assert len(read(files / "meant.csv")) == USERS * 20


@pytest.mark.parametrize("weights", ['{"popularity": 1e9}', '{"walk": 1e14}', '{"tag_rows": 1e9}', '{"out_power": 10}'])
def test_weights_whose_parts_could_not_add_up_are_refused(
    files: Path, evaluate: Callable[..., Result], weights: str
) -> None:
    (files / "weights.json").write_text(weights, encoding="utf8")
    with pytest.raises(BadInputError, match="weights: "):
        evaluate("--weights", str(files / "weights.json"))
    assert not (files / "out.csv").exists()


def test_where_nothing_can_be_found_the_json_is_json(files: Path, evaluate: Callable[..., Result]) -> None:
    save(files / "owned.csv", [{"user": row["user"], "item": row["item"]} for row in read(files / "train.csv")[:5]])
    test = ("--test", str(files / "owned.csv"))
    told = evaluate(*test, "--json").stdout
    assert "NaN" not in told
    assert json.loads(told)["gain"]["mean"] is None
    assert "No held-out pair could be found" in evaluate(*test).stdout


def test_it_measures_beside_the_baselines(files: Path, evaluate: Callable[..., Result]) -> None:
    """Songs go with their artist: ours knows artists, the baselines only who has what."""
    told = json.loads(evaluate("--test", str(files / "test.csv"), "--json").stdout)
    assert set(told["models"]) == {"linernotes", "popularity", "item_knn", "bm25", "als", "ease", "rp3beta"}
    assert told["unknown_pairs"] == 1
    assert (told["users"], told["items"]) == (USERS, ARTISTS * SONGS)
    assert all(one["recall"]["mean"] < one["recall_1000"]["mean"] == 1 for one in told["models"].values()), "few songs"
    ours = told["models"]["linernotes"]["ndcg"]
    assert ours["low"] < ours["mean"] < ours["high"]
    assert ours["mean"] > 1.5 * told["models"]["popularity"]["ndcg"]["mean"]
    best = told["models"][told["best_baseline"]]["ndcg"]["mean"]
    assert told["gain"]["mean"] == pytest.approx(ours["mean"] - best)


def test_a_table_names_the_best_baseline(files: Path, evaluate: Callable[..., Result]) -> None:
    shown = evaluate("--test", str(files / "test.csv")).stdout
    assert "nDCG@20 over " in shown
    assert "popularity" in shown
    assert "recall@1000" in shown


def test_fitted_weights_give_the_lists_that_fitting_on_the_way_gives(
    files: Path, evaluate: Callable[..., Result]
) -> None:
    evaluate()
    paths = ("--interactions", str(files / "train.csv"), "--items", str(files / "items.csv"))
    call("fit", *paths, "--out", str(files / "w.json"), "--name", "thirty users")
    written = json.loads((files / "w.json").read_text(encoding="utf8"))
    assert written["fitted_on"]["data"] == "thirty users"
    assert len(written["fitted_on"]["data_hash"]) == 64
    evaluate("--weights", str(files / "w.json"), out="again.csv")
    assert (files / "out.csv").read_bytes() == (files / "again.csv").read_bytes()


@pytest.mark.parametrize("words", [(), ("--interactions", "a.csv"), ("--week", "2026-W47", "--items", "a.csv")])
def test_fit_is_told_from_what(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(BadInputError, match="either --interactions and --items, or --week"):
        call("fit", *words, "--out", str(tmp_path / "w.json"))


def test_a_fit_that_could_not_be_kept_does_not_begin(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="folder is not there"):
        call("fit", "--week", "2026-W47", "--out", str(tmp_path / "nowhere" / "w.json"))


@pytest.mark.parametrize(
    ("train", "message"),
    [
        ("user,weight\na,1\n", "no column item"),
        ("user,item,weight\na,b,-1\n", "line 2: weight -1 is not between 0"),
        ("user,item,weight\na,b,1\na,b,0\n", "line 3: a weight must be above 0"),
        ("user,item,weight\na,b,much\n", "line 2: weight 'much' is not a number"),
        ("user,item\na,b,c\n", "line 2: not as many cells as columns"),
        ("user,item\n,b\n", "line 2: no user"),
        ('user,item\na,"b\rc"\n', "line .*: a line break within the name of a user or an item"),
        ("user,item,user\na,b,c\n", "the header names 'user' twice"),
        ("user,item\n", "no interactions"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_and_nothing_is_written(
    files: Path, evaluate: Callable[..., Result], train: str, message: str
) -> None:
    (files / "bad.csv").write_text(train, encoding="utf8")
    with pytest.raises(BadInputError, match=message) as caught:
        evaluate(train="bad.csv")
    assert "\n" not in str(caught.value)
    assert not (files / "out.csv").exists()


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("name\nx\n", "no column item"),
        ("item\nx\nx\n", "item 'x' is there twice"),
        ('item\n"x\ny"\n"x\ny"\n', r"item 'x\\ny' is there twice"),
        ("item,tags\nx,rock:much\n", "item 'x': weight of a tag 'much' is not a number"),
    ],
)
def test_items_that_cannot_be_read_are_told(
    files: Path, evaluate: Callable[..., Result], items: str, message: str
) -> None:
    (files / "items.csv").write_text(items, encoding="utf8")
    with pytest.raises(BadInputError, match=message) as caught:
        evaluate()
    assert "\n" not in str(caught.value)


def test_lines_may_end_as_they_did_on_old_machines(files: Path, evaluate: Callable[..., Result]) -> None:
    evaluate()
    (files / "old.csv").write_bytes((files / "train.csv").read_bytes().replace(b"\r", b"").replace(b"\n", b"\r"))
    evaluate(train="old.csv", out="again.csv")
    assert (files / "out.csv").read_bytes() == (files / "again.csv").read_bytes()


def test_pairs_that_a_user_has_already_are_counted(files: Path, evaluate: Callable[..., Result]) -> None:
    (files / "weights.json").write_text('{"ridge": 10}', encoding="utf8")
    save(files / "known.csv", [*read(files / "test.csv"), *read(files / "train.csv")[:3]])
    words = ("--weights", str(files / "weights.json"), "--json", "--test")
    told = [json.loads(evaluate(*words, str(files / name)).stdout) for name in ("test.csv", "known.csv")]
    assert [one["owned_pairs"] for one in told] == [0, 3]
    ndcg = [{name: model["ndcg"] for name, model in one["models"].items()} for one in told]
    assert ndcg[0] == ndcg[1]


def test_options_that_cannot_be_are_told(files: Path, evaluate: Callable[..., Result]) -> None:
    with pytest.raises(BadInputError, match="--task other: it is continuation or discovery"):
        evaluate("--task", "other")
    (files / "strange.csv").write_text("user,item\nx,y\n", encoding="utf8")
    with pytest.raises(BadInputError, match="not one of its pairs"):
        evaluate("--test", str(files / "strange.csv"))
    with pytest.raises(BadInputError, match="its folder is not there"):
        evaluate(out="no/such/folder.csv")
