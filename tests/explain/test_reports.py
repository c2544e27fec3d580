"""The stored report and what is shown of it; and the two verbs of the command line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from explain import reports
from explain.make import explain_week
from pipelines import db
from pipelines.domain.hashing import canonical_json, content_hash
from pipelines.errors import BadInputError
from pipelines.settings import Settings

LISTENER = UUID(int=0xE << 120 | 1)
WEEK = "2026-W47"
Store = Callable[..., list[dict[str, Any]]]


def _cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments], capture_output=True, text=True, check=False
    )


def test_names_are_filled_where_they_are_known() -> None:
    text = "Without {playlist:a} or {playlist:b} it would fall."
    assert "Without “Rainy” or a playlist of yours it would fall." == reports.fill_names(text, {"a": "Rainy"})
    assert "Ohne deine Playlist „Rainy“ oder deine Playlist ohne Namen." == reports.fill_names(
        "Ohne deine Playlist {playlist:a} oder deine Playlist {playlist:b}.", {"a": "Rainy"}, "de"
    )


@pytest.mark.db
def test_a_shown_report_has_everything_and_its_hash_is_of_what_is_stored(settings: Settings, stored: Store) -> None:
    stored(1, songs=3)
    explain_week(settings, WEEK, [LISTENER])
    with db.transaction(settings, "display") as connection:
        shown = reports.show(connection, LISTENER, WEEK)
        row = db.rows(connection, "select report, sha256 from explain.report")[0]
    assert row["sha256"] == content_hash(row["report"]) == shown["json_hash"]
    assert {"evidence", "claims", "texts", "slate", "charts", "rules", "metrics", "writers", "sources"} <= set(shown)
    assert 3 == len(shown["slate"])
    assert 1.0 == shown["metrics"]["claims_supported"] / shown["metrics"]["claims"]
    assert "Rainy Sundays" in canonical_json(shown)
    assert "{playlist:" not in canonical_json(shown["texts"])
    assert {"playlist"} == {one["kind"] for one in shown["evidence"]} - {
        one["kind"] for one in row["report"]["evidence"]
    }


@pytest.mark.db
@pytest.mark.parametrize(
    ("language", "languages", "shown"),
    [
        ("en", ["en", "de"], [("en", "0 en")]),
        ("de", ["en", "de"], [("de", "1 de")]),
        ("de", ["en", "en"], [("en", "0 en"), ("en", "1 en")]),
        ("de", [None], [("en", "0 None")]),
        ("en", [None, "de"], [("en", "0 None")]),
    ],
)
def test_the_brief_is_shown_in_the_language_of_the_report_or_in_english(
    settings: Settings, stored: Store, language: str, languages: list[str | None], shown: list[tuple[str, str]]
) -> None:
    """Sentences of an older brief say no language: they are English."""
    stored(1, songs=3, language=language)
    explain_week(settings, WEEK, [LISTENER])
    said = {"subject_kind": "artist", "subject_id": "a", "post_ids": [], "verdict": "supported", "writer": "template"}
    said |= {"prompt_hash": None, "request_hash": None}
    told = [
        {**said, "text": f"{number} {one}", **({"language": one} if one else {})}
        for number, one in enumerate(languages)
    ]
    with db.transaction(settings) as connection:
        brief = {"week": WEEK, "writer": "template", "sentences": db.Json(told), "checker_version": "brief-2"}
        db.insert_rows(connection, "recs.trend_brief", [brief])
    with db.transaction(settings, "display") as connection:
        report = reports.show(connection, LISTENER, WEEK)
    assert shown == [(one["language"], one["text"]) for one in report["trend_brief"]]


@pytest.mark.db
def test_a_report_that_is_not_there_is_one_clear_line(settings: Settings) -> None:
    with db.transaction(settings, "display") as connection, pytest.raises(BadInputError, match="linernotes run"):
        reports.show(connection, LISTENER, WEEK)


@pytest.mark.db
def test_what_is_shown_passes_check_claims_and_a_changed_number_does_not(
    settings: Settings, stored: Store, tmp_path: Path
) -> None:
    """The way of a doubting reader: report show --json, its texts and its evidence into check-claims."""
    stored(2, songs=5)
    explain_week(settings, WEEK, [LISTENER])
    shown = _cli("report", "show", "--listener", "Ana", "--week", WEEK, "--json")
    assert shown.returncode == 0, shown.stderr
    report = json.loads(shown.stdout)
    evidence, text = tmp_path / "evidence.json", tmp_path / "text.txt"
    evidence.write_text(json.dumps(report["evidence"]), encoding="utf8")
    text.write_text("\n".join(one["text"] for one in report["texts"]), encoding="utf8")
    checked = _cli("check-claims", "--evidence", str(evidence), "--text", str(text), "--json")
    assert checked.returncode == 0, checked.stdout
    text.write_text(text.read_text(encoding="utf8").replace("%", "1%", 1), encoding="utf8")
    checked = _cli("check-claims", "--evidence", str(evidence), "--text", str(text), "--json")
    assert checked.returncode == 1
    judged = json.loads(checked.stdout)
    assert "en" == judged["language"]
    assert 1 == judged["counts"]["unsupported"]
    assert ["unsupported"] == [one["verdict"] for one in judged["sentences"] if one["reason"]]
    assert _cli("report", "show", "--listener", "Ana", "--week", WEEK).stdout.count("rank") >= 5


@pytest.mark.db
def test_a_german_report_is_stored_shown_and_checked_in_german(
    settings: Settings, stored: Store, tmp_path: Path
) -> None:
    """The evidence says the language, so the doubting reader need not; read as English, no sentence holds."""
    stored(2, songs=3, language="de")
    explain_week(settings, WEEK, [LISTENER])
    with db.transaction(settings, "display") as connection:
        report = reports.show(connection, LISTENER, WEEK)
    assert all("der Wertung" in one["text"] for one in report["texts"] if one["slot"].startswith("song:"))
    assert "deine Playlist „" in canonical_json(report["texts"])
    assert 0 == report["checker"]["sentences_dropped"]
    evidence, text = tmp_path / "evidence.json", tmp_path / "text.txt"
    evidence.write_text(json.dumps(report["evidence"]), encoding="utf8")
    text.write_text("\n".join(one["text"] for one in report["texts"]), encoding="utf8")
    checked = _cli("check-claims", "--evidence", str(evidence), "--text", str(text), "--json")
    assert checked.returncode == 0, checked.stdout
    assert "de" == json.loads(checked.stdout)["language"]
    checked = _cli("check-claims", "--evidence", str(evidence), "--text", str(text), "--language", "en", "--json")
    assert checked.returncode == 1
    assert 0 == json.loads(checked.stdout)["counts"]["supported"]
    assert _cli("check-claims", "--evidence", str(evidence), "--text", str(text), "--language", "tlh").returncode == 2


@pytest.mark.parametrize(
    ("content", "line"),
    [("not json", "is not JSON"), ("[1]", "no list of evidence rows"), ('[{"evidence_id": "e1"}]', "without kind")],
)
def test_bad_evidence_is_exit_code_2_and_one_line(tmp_path: Path, content: str, line: str) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(content, encoding="utf8")
    failed = _cli("check-claims", "--evidence", str(path), "--text", str(path))
    assert failed.returncode == 2
    assert line in failed.stderr
    assert 1 == len(failed.stderr.strip().splitlines())
