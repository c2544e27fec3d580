"""A preview of a wish or a feedback is the slate of a week that had it: stored, frozen, read and scored for real."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from os import environ
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.weeks import week_start
from pipelines.errors import BadInputError, ReproductionError
from pipelines.listeners import add_feedback, add_wish, feedback_event, wish_event
from pipelines.llm.preview import read_one_more
from pipelines.llm.wishes import read_wishes
from pipelines.manifest import freeze_week
from pipelines.platform.environment import settings_environment
from pipelines.recommend.editions import delete_edition
from pipelines.recommend.preview_edit import preview_edit
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition
from pipelines.recommend.trial import MORE
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"
NOON = week_start(WEEK) + timedelta(days=2, hours=12)
TABLES = ("week_frozen", "week_input", "rule", "overruled", "unread_words", "own_factor")
COUNTED = ("app.wish", "app.feedback", "recs.rule", "recs.own_factor", "recs.week_input", "recs.edition")
Slate = dict[str, tuple[int, float]]


class Life:
    """A listener of one week, who said something on its Monday and may say more on its Wednesday."""

    def __init__(self, settings: Settings, listener_id: UUID) -> None:
        self.settings, self.listener_id = settings, listener_id

    def live(self) -> Slate:
        """The week by the path that every week takes, its stored events frozen anew; positions and scores."""
        with db.transaction(self.settings) as connection:
            for table in TABLES:
                db.execute(connection, f"delete from recs.{table}")
        freeze_week(self.settings, WEEK, [self.listener_id])
        read_wishes(self.settings, WEEK, [self.listener_id])
        make_slates(self.settings, WEEK, [self.listener_id])
        return self.slate()

    def slate(self) -> Slate:
        sql = "select recording_id::text as song, position, score from recs.slate_song where listener_id = %s"
        with db.transaction(self.settings) as connection:
            found = db.rows(connection, sql, [self.listener_id])
        return {row["song"]: (row["position"], row["score"]) for row in found}

    def preview(self, event: dict[str, Any]) -> dict[str, Any]:
        with db.transaction(self.settings, "open") as connection:
            stored = find_edition(connection, self.listener_id, None)
            tables = read_one_more(connection, self.settings, stored.week, self.listener_id, event)
            return preview_edit(connection, self.settings, stored, tables, event["event_id"])

    def wish(self, text: str) -> dict[str, Any]:
        return wish_event(self.listener_id, text, "en", NOON)

    def feedback(self, kind: str, song: str) -> dict[str, Any]:
        return feedback_event(self.settings, self.listener_id, UUID(song), kind, week=WEEK)

    def names(self, song: str) -> dict[str, Any]:
        """Genres and the artist, as the catalogue has it."""
        sql = """
            select t.genres, a.name as artist from marts.dim_track as t join marts.dim_artist as a using (artist_id)
            where t.recording_id = %s
        """
        with db.transaction(self.settings) as connection:
            row = db.rows(connection, sql, [song])[0]
        return {"artist": row["artist"], "genres": [one["name"] for one in row["genres"]]}

    def counts(self) -> list[int]:
        with db.transaction(self.settings) as connection:
            found = [db.one(connection, f"select count(*)::int as n from {table}") for table in COUNTED]
        return [row["n"] for row in found if row is not None]


@pytest.fixture
def lived(settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any) -> Life:
    """Listener 1, who wished for more folk and less techno on Monday; on Wednesday the slate is there."""
    settings = settings.model_copy(update={"slate_size": 8, "clock": NOON.isoformat()})
    world = replace(random_world(3, tracks=120), rules=[], proposals=[], verdicts={})
    lay_out(world)
    life = Life(settings, make.listener(1))
    add_wish(settings, life.listener_id, "more folk, less techno", at=week_start(WEEK))
    life.live()
    return life


def side(found: dict[str, Any], which: str) -> Slate:
    """Positions and scores, before or after."""
    places = f"position_{which}", f"score_{which}"
    return {
        one["recording_id"]: (one[places[0]], one[places[1]]) for one in found["songs"] if one[places[0]] is not None
    }


def song_at(slate: Slate, position: int) -> str:
    return next(song for song, (place, _) in slate.items() if place == position)


@pytest.mark.parametrize(
    "text",
    [
        "no jazz, more 90s",
        "only folk",
        "nur 80er, something turquoise",
        "no folk",  # what was wanted on Monday
        "more techno, slow songs, nothing popular",
        "new artists, before 2000",
        "more {artist}",
        "never {artist}",
        "for running",
    ],
)
def test_a_wish_previewed_is_the_wish_lived(lived: Life, text: str) -> None:
    """The same songs at the same places with scores equal to the bit, and nothing was stored by looking."""
    stood, counted = lived.slate(), lived.counts()
    text = text.format(artist=lived.names(song_at(stood, 3))["artist"])
    found = lived.preview(lived.wish(text))
    assert (stood, counted) == (lived.slate(), lived.counts())
    add_wish(lived.settings, lived.listener_id, text, at=NOON)
    lives = lived.live()
    assert (stood, lives) == (side(found, "before"), side(found, "after"))
    assert stood != lives


@pytest.mark.parametrize("kind", ["never", "less", "more", "wrong_reason"])
@pytest.mark.parametrize("position", [1, 5])
def test_a_feedback_previewed_is_the_feedback_lived(lived: Life, kind: str, position: int) -> None:
    stood = lived.slate()
    song = song_at(stood, position)
    found = lived.preview(lived.feedback(kind, song))
    add_feedback(lived.settings, lived.listener_id, UUID(song), kind, week=WEEK)
    lives = lived.live()
    assert (stood, lives) == (side(found, "before"), side(found, "after"))
    assert stood != lives
    assert kind != "never" or song not in lives


def test_a_feedback_that_ends_another_gives_back_what_that_one_had_replaced(lived: Life) -> None:
    """Monday "no folk"; Tuesday `more` on a folk song, so folk is wanted; Wednesday `less` on it: no folk again."""
    folk = next(song for song in lived.slate() if "folk" in lived.names(song)["genres"])
    with db.transaction(lived.settings) as connection:
        db.execute(connection, "update app.wish set text = 'no folk'")
        row = {**lived.feedback("more", folk), "created_at": NOON - timedelta(days=1)}
        db.insert_rows(connection, "app.feedback", [row])
    before = lived.live()
    found = lived.preview(lived.feedback("less", folk))
    assert ["prefer artist", "prefer genre"] == sorted(f"{one['effect']} {one['facet']}" for one in found["ended"])
    add_feedback(lived.settings, lived.listener_id, UUID(folk), "less", week=WEEK)
    lives = lived.live()
    assert (before, lives) == (side(found, "before"), side(found, "after"))
    assert not any("folk" in lived.names(song)["genres"] for song in lives)


def test_who_goes_to_spotify_gets_only_what_was_known_to_play(lived: Life) -> None:
    """Of the 20 best every second plays; what a wish lifts among them was not looked up, and is counted."""
    lived.settings = lived.settings.model_copy(update={"publish_enabled": True, "playable_pool": 20})
    with db.transaction(lived.settings) as connection:
        db.execute(connection, "update app.listener set source = 'spotify', market = 'DE'")
        sql = "select recording_id from recs.candidate order by rank limit 20"
        for number, row in enumerate(db.rows(connection, sql)):
            uri = f"spotify:track:{number}" if number % 2 == 0 else None
            known = {"recording_id": row["recording_id"], "market": "DE", "spotify_uri": uri, "method": "isrc"}
            db.insert_rows(connection, "identity.playable", [{**known, "known_at": NOON}])
        delete_edition(connection, lived.listener_id, WEEK, 1)
    before = lived.live()
    found = lived.preview(lived.wish("more 90s"))
    add_wish(lived.settings, lived.listener_id, "more 90s", at=NOON)
    lives = lived.live()
    assert (before, lives) == (side(found, "before"), side(found, "after"))
    assert before != lives
    with db.transaction(lived.settings) as connection:
        sql = """
            select count(*)::int as n from (select recording_id from recs.candidate order by rank limit 20) as c
            left join identity.playable as p using (recording_id) where p.recording_id is null
        """
        unknown = db.rows(connection, sql)[0]["n"]
    assert 0 < unknown == found["not_looked_up"]


def test_every_song_says_which_rule_moved_it(lived: Life) -> None:
    """What "no folk" keeps out says so; what "more 90s" adds, and no more, is the difference of the scores."""
    found = lived.preview(lived.wish("no folk"))
    left = [one for one in found["songs"] if one["position_after"] is None and "folk" in genres(lived, one)]
    assert left
    for one in left:
        kept_out = [mover for mover in one["moved_by"] if mover["is_new"]]
        assert [("exclude", "folk", None, "no folk")] == [
            (mover["effect"], mover["value"], mover["amount"], mover["words"]) for mover in kept_out
        ]
        assert one["score_after"] is None
    found = lived.preview(lived.wish("more 90s"))
    for one in found["songs"]:
        if one["score_before"] is not None and one["score_after"] is not None:
            amount = sum(mover["amount"] for mover in one["moved_by"])
            assert one["score_after"] - one["score_before"] == pytest.approx(amount, abs=1e-12)
    song = song_at(lived.slate(), 1)
    halved = lived.preview(lived.feedback("wrong_reason", song))
    assert {(1.0, 0.5)} == {tuple(one["factor"]) for one in halved["own_things"]}
    assert ["own_things"] == [mover["kind"] for mover in halved["songs"][0]["moved_by"]]


def genres(life: Life, song: dict[str, Any]) -> list[str]:
    return list(life.names(song["recording_id"])["genres"])


def test_where_nothing_was_understood_nothing_changes(lived: Life) -> None:
    found = lived.preview(lived.wish("something turquoise"))
    assert found["rules"] == found["ended"] == []
    assert side(found, "before") == side(found, "after") == lived.slate()


def test_a_song_that_the_catalogue_lost_can_be_excluded_and_makes_no_other_rule(lived: Life, make: Any) -> None:
    event = {**lived.feedback("less", song_at(lived.slate(), 1)), "recording_id": make.recording(999)}
    found = lived.preview(event)
    assert (found["rules"], side(found, "after")) == ([], lived.slate())
    assert ["exclude"] == [one["effect"] for one in lived.preview({**event, "kind": "never"})["rules"]]


def test_nothing_is_said_of_a_week_that_is_read_otherwise_now(lived: Life) -> None:
    with db.transaction(lived.settings) as connection:
        db.execute(connection, "update recs.rule set strength = strength / 2")
    with pytest.raises(ReproductionError, match=r"recs\.rule is read otherwise"):
        lived.preview(lived.wish("no folk"))


def test_a_remedy_and_a_feedback_mean_the_same_by_more(lived: Life) -> None:
    """Two definitions, one for all weeks and one for what `why-not` tries: held together here."""
    song = next(song for song in lived.slate() if lived.names(song)["genres"])
    rules = lived.preview(lived.feedback("more", song))["rules"]
    assert set(MORE) == {(one["facet"], one["strength"]) for one in rules}


def test_feedback_on_what_is_on_no_slate_says_where_to_look(lived: Life, make: Any) -> None:
    with pytest.raises(BadInputError, match="no slate of this listener has it; `linernotes report show --json` has"):
        lived.feedback("never", str(make.recording(999)))
    with pytest.raises(BadInputError, match=f"it is on that of {WEEK}: add --week {WEEK}"):
        feedback_event(lived.settings, lived.listener_id, UUID(song_at(lived.slate(), 1)), "never", week="2026-W46")


def test_the_commands_show_it_and_store_nothing(lived: Life) -> None:
    """In words and as JSON, for a wish with words that nobody understands and for a song that must never come again."""

    def command(*words: str) -> str:
        run = [sys.executable, "-m", "pipelines.cli", *words, "--listener", str(lived.listener_id), "--preview"]
        environment = {**environ, **settings_environment(lived.settings)}
        return subprocess.run(run, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout

    counted = lived.counts()
    told = command("wish", "add", "no folk, something turquoise")
    found = json.loads(command("wish", "add", "no folk, something turquoise", "--json"))
    assert 'with the wish "no folk, something turquoise", read by rules in code without a model' in told
    assert "Not understood: turquoise" in told
    assert 'No longer in force: prefer genre folk, from "more folk"' in told
    assert ["turquoise"] == found["unread"]
    for word, which in (("leaves", "position_after"), ("enters", "position_before")):
        names = [one["name"] for one in found["songs"] if one[which] is None]
        assert names
        assert all(any(line.startswith(word) and name in line for line in told.splitlines()) for name in names)
    told = command("wish", "add", "something turquoise")
    assert "No rule: nothing here names" in told
    assert told.endswith("The slate stays as it is.\n")
    song = song_at(lived.slate(), 1)
    told = command("feedback", "add", song, "never", "--week", WEEK)
    name = next(one["name"] for one in found["songs"] if one["recording_id"] == song)
    assert f"with `never` on {name} of {WEEK} (nothing is stored):" in told
    assert any(line.startswith("leaves") and name in line and "keeps it out" in line for line in told.splitlines())
    assert counted == lived.counts()
