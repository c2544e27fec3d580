"""The shortlist in PostgreSQL: who is on it, what may be cited, and a slate that knows what became of it."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.recommend.shortlist import write_shortlists
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"


@pytest.fixture
def with_model(settings: Settings) -> Settings:
    """Settings with a model that nobody asks here."""
    return settings.model_copy(update={"openai_base_url": "http://127.0.0.1:9/v1", "slate_size": 4})


def read(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def insert(settings: Settings, table: str, *rows: dict[str, Any]) -> None:
    with db.transaction(settings) as connection:
        db.insert_rows(connection, table, list(rows))


def world(make: Any) -> Any:
    """Songs 2 to 6 by one artist, 7 and 8 by others, all like own song 1, less and less."""
    folk, jazz = ([{"name": name, "weight": 1.0}] for name in ("folk", "jazz"))
    return make.World(
        tracks=[
            make.track(1, genres=folk),
            *(make.track(n, artist=2, artist_name="Two", genres=folk, tempo_bpm=80.0) for n in range(2, 7)),
            make.track(7, genres=jazz, release_year=1994, listener_count=50),
            make.track(8, genres=folk),
            make.track(9, genres=folk),
        ],
        own={(1, 1): 0.0},
        similar={(1, n): 1.0 - n / 10 for n in range(2, 9)},
        talk={7: make.talk(0.5, make.post(1, 1.0))},
        rules=[make.rule(1, "prefer", "genre", "jazz", 0.6), make.rule(2, "exclude", "genre", "techno")],
    )


def proposal(make: Any, number: int, song: Any, outcome: str) -> dict[str, Any]:
    key = {"listener_id": make.listener(1), "week": WEEK, "proposal_number": number, "artist_name": "A", "title": "T"}
    return {**key, "steps": db.Json([]), "verdict": 0.9, "recording_id": song, "outcome": outcome, "request_hash": "h"}


def judged(make: Any, number: int, song: Any, verdict: float, outcome: str = "supported") -> dict[str, Any]:
    key = {"listener_id": make.listener(1), "week": WEEK, "answer_number": number, "song_id": f"s{number}"}
    verdicts = {"verdict_given": verdict, "verdict": verdict if outcome == "supported" else 0.0}
    nothing = {"steps": db.Json([]), "dropped": db.Json([])}
    return {**key, **verdicts, **nothing, "recording_id": song, "outcome": outcome, "request_hash": "h"}


def test_the_best_two_of_each_artist_and_what_was_proposed(
    with_model: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Two songs of artist 2, then 7 and 8; proposed song 9 is like nothing and comes on top. Ordered by id."""
    lay_out(world(make))
    insert(with_model, "recs.proposal", proposal(make, 1, make.recording(9), "resolved"))
    assert write_shortlists(with_model, WEEK, [make.listener(1)]) == 5
    rows = read(with_model, "select song_id, recording_id, facts from recs.shortlist order by song_id")
    assert [row["recording_id"].int & 0xFFFF for row in rows] == [2, 3, 7, 8, 9]
    facts = rows[2]["facts"]
    assert facts["genres"] == ["jazz"]
    assert (facts["decade"], facts["listener_count"], facts["mention_count"]) == ("1990s", 50, 10)
    assert facts["wishes"] == {"w1": 0.6}
    assert list(facts["near"]) == ["o1"]
    evidence = read(with_model, "select evidence_id, kind, payload from recs.shortlist_evidence order by evidence_id")
    assert [(row["evidence_id"], row["kind"]) for row in evidence] == [("o1", "own"), ("w1", "wish")]
    assert evidence[0]["payload"]["title"] == "Song 1"


def test_earlier_verdicts_change_no_shortlist(with_model: Settings, lay_out: Callable[..., None], make: Any) -> None:
    lay_out(world(make))
    write_shortlists(with_model, WEEK, [make.listener(1)])
    sql = "select * from recs.shortlist order by song_id"
    before = read(with_model, sql)
    insert(
        with_model, "recs.judgement", judged(make, 1, make.recording(2), -1.0), judged(make, 2, make.recording(8), 1.0)
    )
    write_shortlists(with_model, WEEK, [make.listener(1)])
    assert read(with_model, sql) == before


def test_without_a_model_nothing_is_shortlisted(
    settings: Settings, with_model: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    lay_out(world(make))
    assert write_shortlists(with_model, WEEK, [make.listener(1)]) > 0
    assert write_shortlists(settings, WEEK, [make.listener(1)]) == 0
    assert read(settings, "select 1 from recs.shortlist union all select 1 from recs.shortlist_evidence") == []


def test_a_finished_edition_keeps_its_shortlist_without_a_model(
    settings: Settings, with_model: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    lay_out(world(make))
    write_shortlists(with_model, WEEK, [make.listener(1)])
    make_slates(with_model, WEEK, [make.listener(1)])
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set state = 'explained'")
    sql = "select * from recs.shortlist order by song_id"
    before = read(settings, sql)
    assert write_shortlists(settings, WEEK, [make.listener(1)]) == 0
    assert read(settings, sql) == before != []


def test_a_stored_verdict_is_in_the_parts_the_evidence_and_the_slate_without_it(
    with_model: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Four songs of at most two per artist: 2, 3, 7, 8. Song 9, proposed and judged 1, takes the place of 8 (0.2)."""
    settings = with_model.model_copy(update={"mmr_diversity": 0.0, "weight_judgement": 0.5})
    lay_out(world(make))
    insert(settings, "recs.proposal", proposal(make, 1, make.recording(9), "resolved"))
    insert(settings, "recs.judgement", judged(make, 1, make.recording(9), 1.0))
    make_slates(settings, WEEK, [make.listener(1)])
    slate = {row["recording_id"].int & 0xFFFF for row in read(settings, "select recording_id from recs.slate_song")}
    without = {
        row["recording_id"].int & 0xFFFF for row in read(settings, "select recording_id from recs.without_model")
    }
    assert (slate - without, without - slate) == ({9}, {8})
    part = read(settings, "select subject_kind, value from recs.score_part where term = 'judgement'")
    assert part == [{"subject_kind": "judgement", "value": 0.5}]
    told = read(settings, "select payload from recs.evidence where kind = 'judgement'")[0]["payload"]
    assert (told["by"], told["given"], told["value"], told["is_model_song"]) == ("judgement", 1.0, 0.5, True)
    metrics = {row["name"]: row["value"] for row in read(settings, "select name, value from recs.run_metrics")}
    assert (metrics["model_songs"], metrics["model_song_share"]) == (1.0, 0.25)
    assert metrics["source_share_proposal"] == 0.25


def test_a_model_that_only_makes_songs_up_changes_nothing(
    with_model: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Invented proposals, and verdicts on songs that nobody asked about: the slate is that of a week without it."""
    lay_out(world(make))
    make_slates(with_model, WEEK, [make.listener(1)])
    sql = "select recording_id, score from recs.slate_song order by position"
    before = read(with_model, sql)
    insert(with_model, "recs.proposal", *(proposal(make, n, None, "invented") for n in range(1, 13)))
    insert(with_model, "recs.judgement", *(judged(make, n, None, 1.0, "unknown") for n in range(1, 13)))
    with db.transaction(with_model) as connection:
        for table in ("edition", "candidate", "score_part", "slate_song", "rerank_step", "what_if", "evidence"):
            db.execute(connection, f"delete from recs.{table}")
    make_slates(with_model, WEEK, [make.listener(1)])
    assert read(with_model, sql) == before
    model = read(with_model, "select payload from recs.evidence where kind = 'model'")[0]["payload"]
    assert (model["model_song_count"], model["proposals"], model["answers"]) == (0, {"invented": 12}, {"unknown": 12})
