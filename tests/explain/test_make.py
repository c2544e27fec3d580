"""Explaining an edition: written once, compared ever after."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from explain.make import explain_week
from pipelines import db
from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.errors import BadInputError, ReproductionError
from pipelines.settings import Settings

pytestmark = pytest.mark.db
LISTENER = UUID(int=0xE << 120 | 1)
WEEK = "2026-W47"
Store = Callable[..., list[dict[str, Any]]]


def _rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def test_a_scored_edition_becomes_an_explained_one(settings: Settings, stored: Store) -> None:
    """3 songs: 4 texts about the slate and 3 about songs; 1 picture of the slate and 2 of each song."""
    stored(1, songs=3)
    assert 3 == explain_week(settings, WEEK, [LISTENER])
    assert 7 == len(_rows(settings, "select 1 from explain.text"))
    assert 7 == len(_rows(settings, "select 1 from explain.chart"))
    head = _rows(settings, "select state, json_hash, png_hash from recs.edition")[0]
    assert "explained" == head["state"]
    report = _rows(settings, "select report, sha256 from explain.report")[0]
    assert head["json_hash"] == report["sha256"] == content_hash(report["report"])
    charts = {(row["subject"], row["kind"]): row for row in _rows(settings, "select * from explain.chart")}
    assert all(sha256_hex(bytes(row["png"])) == row["sha256"] for row in charts.values())
    songs = [song["recording_id"] for song in report["report"]["slate"]]
    order = [("slate", "slate"), *((song, kind) for song in songs for kind in ("parts", "range"))]
    assert head["png_hash"] == content_hash([charts[one]["sha256"] for one in order])


def test_every_published_claim_is_supported_and_cites_rows_that_are_there(settings: Settings, stored: Store) -> None:
    evidence = {row["evidence_id"] for row in stored(2, songs=3)}
    explain_week(settings, WEEK, [LISTENER])
    claims = _rows(settings, "select * from explain.claim where published")
    assert claims
    assert {"supported"} == {row["verdict"] for row in claims}
    assert {one for row in claims for one in row["evidence_ids"]} <= evidence
    texts = _rows(settings, "select * from explain.text")
    assert all(text["text"] for text in texts if text["slot"].startswith("song:"))


def test_a_second_run_compares_and_writes_nothing(settings: Settings, stored: Store) -> None:
    stored(3, songs=2)
    explain_week(settings, WEEK, [LISTENER])
    before = _rows(settings, "select xmin::text, slot from explain.text order by slot")
    assert 2 == explain_week(settings, WEEK, [LISTENER])
    assert before == _rows(settings, "select xmin::text, slot from explain.text order by slot")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("explain.claim", "update explain.claim set value = value + 1 where claim_id = 'c1'"),
        ("explain.text", "update explain.text set text = text || ' Truly.' where slot = 'headline'"),
        ("explain.sentence", "update explain.sentence set reason = 'x' where slot = 'headline'"),
        ("explain.chart", "update explain.chart set sha256 = 'x' where kind = 'slate'"),
        ("explain.report", "update explain.report set sha256 = 'x'"),
    ],
)
def test_a_difference_fails_by_the_name_of_its_table(
    settings: Settings, stored: Store, table: str, change: str
) -> None:
    stored(3, songs=2)
    explain_week(settings, WEEK, [LISTENER])
    with db.transaction(settings) as connection:
        db.execute(connection, change)
    with pytest.raises(ReproductionError, match=table):
        explain_week(settings, WEEK, [LISTENER])
    head = _rows(settings, "select state from recs.edition")[0]
    assert "explained" == head["state"]


def test_an_unfinished_edition_is_written_over(settings: Settings, stored: Store) -> None:
    """Rows that a killed run left behind are replaced, since the edition is still `scored`."""
    stored(4, songs=2)
    explain_week(settings, WEEK, [LISTENER])
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set state = 'scored'")
        db.execute(connection, "update explain.text set text = 'half'")
    explain_week(settings, WEEK, [LISTENER])
    assert not _rows(settings, "select 1 from explain.text where text = 'half'")


def test_what_another_release_finished_stays(settings: Settings, stored: Store) -> None:
    stored(5, songs=2)
    explain_week(settings, WEEK, [LISTENER])
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set release = 'another'")
        db.execute(connection, "update explain.text set text = 'old words'")
    assert 2 == explain_week(settings, WEEK, [LISTENER])


def test_what_another_release_only_scored_is_refused(settings: Settings, stored: Store) -> None:
    stored(5, songs=2, release_name="another")
    with pytest.raises(BadInputError, match="another release"):
        explain_week(settings, WEEK, [LISTENER])


def test_a_listener_without_a_slate_is_skipped(settings: Settings) -> None:
    assert 0 == explain_week(settings, WEEK, [LISTENER])


def test_no_name_of_a_playlist_is_stored(settings: Settings, stored: Store) -> None:
    stored(6, songs=4)
    explain_week(settings, WEEK, [LISTENER])
    found = _rows(
        settings,
        "select text as said from explain.text union all select report::text from explain.report"
        " union all select alt from explain.chart union all select objects::text from explain.claim",
    )
    assert any("{playlist:" in row["said"] for row in found)
    assert not [row for row in found if "Rainy Sundays" in row["said"] or "Gym. Again." in row["said"]]


def test_the_cost_of_a_week_is_that_of_its_first_making(settings: Settings, stored: Store) -> None:
    """One request of 15 tokens before the words were finished; what is sent afterwards does not change the metric."""
    stored(7, songs=2)
    values = "(gen_random_uuid(), 'h', %s, %s, 'words', 'm', 10, 5, 0.25, now(), 'answered')"
    cost = "select name, value from recs.run_metrics where name like 'llm_%' order by name"
    for _ in range(2):
        with db.transaction(settings) as connection:
            db.execute(connection, f"insert into ops.llm_ledger values {values}", [WEEK, LISTENER])
        explain_week(settings, WEEK, [LISTENER])
        assert {"llm_cost_usd": 0.25, "llm_requests": 1.0, "llm_tokens": 15.0} == {
            row["name"]: row["value"] for row in _rows(settings, cost)
        }
