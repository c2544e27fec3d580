"""Why: a table that sums up to the stored score; songs by the words of a person."""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from os import environ
from pathlib import Path
from typing import Any

import pytest

from pipelines import db
from pipelines.errors import BadInputError, ReproductionError
from pipelines.platform.environment import settings_environment
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition, find_song
from pipelines.recommend.why import TOLERANCE, read_why
from pipelines.settings import Settings, read_fitted_weights

pytestmark = pytest.mark.db
WEEK = "2026-W47"


@pytest.fixture
def made(settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any) -> Settings:
    """A slate of 8 songs."""
    settings = settings.model_copy(update={"slate_size": 8, "own_things_kept": 2})
    lay_out(random_world(1))
    make_slates(settings, WEEK, [make.listener(1)])
    return settings


def command(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        env={**environ, **settings_environment(settings)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_song_sums_up_and_has_its_steps_and_what_ifs(made: Settings, make: Any) -> None:
    with db.transaction(made, "display") as connection:
        stored = find_edition(connection, make.listener(1), None)
        for place in range(1, 9):
            found = read_why(connection, stored, find_song(connection, stored, f"#{place}"))
            assert found["position"] == place
            assert abs(math.fsum(part["value"] for part in found["parts"]) - found["score"]) < TOLERANCE
            assert abs(math.fsum(part["share"] or 0 for part in found["parts"]) - 1) < TOLERANCE
            assert [step["step"] for step in found["steps"]] == ["mmr", "calibration", "freshness", "dial"]
            assert {one["without_kind"] for one in found["what_ifs"]} >= {"playlist", "reddit", "wish", "model"}
            assert all(one["rank_with"] == found["rank"] for one in found["what_ifs"])
            own = [part["words"] for part in found["parts"] if part["subject_kind"] == "recording"]
            assert all(" by Artist " in words and "(in " in words for words in own)


def test_what_was_said_and_done_is_named_and_not_numbered(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Song 3 rests on 1, whose reason (for a song that is 2) was called wrong, and on 4, which was saved.

    No id of an event, an artist or a recording is left in a table that a person reads.
    """
    rules = [
        make.rule(1, "prefer", "artist", str(make.artist(3)), 0.6, "feedback"),
        make.rule(2, "avoid", "artist", str(make.artist(5)), 0.3, "removed"),
        make.rule(3, "exclude", "recording", str(make.recording(6)), 1.0, "feedback"),
        make.rule(4, "exclude", "artist", "Artist 6"),
    ]
    factors = [make.own_factor(1, 1, 1), make.own_factor(2, 1, 4, "saved")]
    lay_out(
        make.World(
            tracks=[make.track(n) for n in range(1, 7)],
            own={(1, 1): 0.0, (1, 4): 0.0},
            similar={(1, 3): 0.9, (3, 4): 0.5, (1, 6): 0.9},
            rules=rules,
            own_factors=[replace(one, subject_id=make.recording(2)) for one in factors],
        )
    )
    make_slates(settings, WEEK, [make.listener(1)])
    with db.transaction(settings, "display") as connection:
        stored = find_edition(connection, make.listener(1), WEEK)
        found = read_why(connection, stored, make.recording(3))
    lists = f"in {make.playlist(1)}"
    assert [part["words"] for part in found["parts"]] == [
        f"Song 4 by Artist 4 ({lists}; x 1.5 because you saved Song 2 by Artist 2)",
        f"Song 1 by Artist 1 ({lists}; x 0.5 because you called the reason for Song 2 by Artist 2 wrong)",
        'feedback "words 1": prefer artist Artist 3',
    ]
    told = {one["words"] for one in found["what_ifs"] if one["without_kind"] in {"feedback", "saved", "removed"}}
    assert told == {
        'feedback "words 1"',
        'feedback "words 3"',
        'feedback "wrong_reason: Song 2 by Artist 2"',
        'saved "Song 2 by Artist 2"',
        'removed "words 2": avoid artist Artist 5',
    }
    absent = command(settings, "why-not", str(make.listener(1)), str(make.recording(6)), "--week", WEEK).stdout
    assert 'Kept out by feedback "words 3" (exclude recording Song 6 by Artist 6)' in absent
    assert 'wish "words 4" (exclude artist Artist 6)' in absent


def test_parts_that_were_changed_are_refused(made: Settings, make: Any) -> None:
    with db.transaction(made) as connection:
        db.execute(connection, "update recs.score_part set value = value + 1e-8 where term = 'popularity'")
    with db.transaction(made, "display") as connection:
        stored = find_edition(connection, make.listener(1), WEEK)
        with pytest.raises(ReproductionError, match="add up to"):
            read_why(connection, stored, find_song(connection, stored, "#1"))


def test_songs_by_the_words_of_a_person(made: Settings, make: Any) -> None:
    with db.transaction(made, "display") as connection:
        stored = find_edition(connection, make.listener(1), WEEK, 1)
        first = find_song(connection, stored, "#1")
        assert find_song(connection, stored, str(first)) == first
        title = read_why(connection, stored, first)["name"].partition(" by ")[0]
        assert find_song(connection, stored, title.upper()) == first
        with pytest.raises(BadInputError, match=r"songs are 'song': Song .*give one of the ids"):
            find_song(connection, stored, "song")
        for words in ("#9", "nowhere", "spotify:track:x"):
            with pytest.raises(BadInputError, match=r"no song of this week"):
                find_song(connection, stored, words)
        with pytest.raises(BadInputError, match="why-not"):
            read_why(connection, stored, make.recording(999))
        with pytest.raises(BadInputError, match="edition 2: make it"):
            find_edition(connection, make.listener(1), WEEK, 2)


def test_the_verbs_print_a_table_one_json_object_or_one_line(made: Settings, make: Any) -> None:
    who = str(make.listener(1))
    shown = command(made, "why", who, "#2", "--week", WEEK)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "parts - score = " in shown.stdout
    found = json.loads(command(made, "why", who, "#2", "--json").stdout)
    assert abs(math.fsum(part["value"] for part in found["parts"]) - found["score"]) < TOLERANCE
    absent = command(made, "why-not", who, str(make.recording(999)), "--json")
    assert json.loads(absent.stdout)["reason"] == "not_in_catalogue"
    with db.transaction(made) as connection:
        sql = "select recording_id from marts.fct_interaction order by 1 limit 1"
        (owned,) = db.rows(connection, sql)
        sql = (
            "select recording_id from recs.candidate except select recording_id from recs.slate_song order by 1 limit 1"
        )
        (beaten,) = db.rows(connection, sql)
    assert "Nothing can bring it in: it is owned" in command(made, "why-not", who, str(owned["recording_id"])).stdout
    tried = command(made, "why-not", who, str(beaten["recording_id"])).stdout
    assert "preferring its artist at" in tried
    assert "slate_size " in tried
    refused = command(made, "why-not", who, "#2")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    same = json.loads(command(made, "diff", WEEK, "1", "1", "--listener", who, "--json").stdout)
    assert [(one["head"], one["unmoved"]) for one in same["listeners"]] == [({}, 8)]
    assert command(made, "diff", WEEK, "1", "2").returncode == 2
    hashed = json.loads(command(made, "hash", "--week", WEEK, "--json").stdout)
    assert set(hashed["listeners"]) == {who}


def test_weights_of_the_week_are_fitted_and_written(made: Settings, tmp_path: Path) -> None:
    """From the database to a file that settings take."""
    path = tmp_path / "weights.json"
    done = command(made, "fit", "--week", "2026-W47", "--out", str(path))
    assert done.returncode == 0, done.stderr
    written = json.loads(path.read_text(encoding="utf8"))
    assert set(read_fitted_weights(path)) == set(written["weights"]) >= {"weight_imported", "weight_sound"}
    assert written["fitted_on"]["hidden_songs"] > 0
    assert len(written["fitted_on"]["data_hash"]) == 64
    none = command(made, "fit", "--week", "2026-W20", "--out", str(path))
    assert (none.returncode, none.stderr.count("\n")) == (2, 1)
    assert "nobody has a slate of it" in none.stderr
