"""A small world full of attacks, captured over HTTP, made into a week by a model that obeys all of them."""

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from explain.make import explain_week
from pipelines import db, warehouse
from pipelines.cli.compose import build_week, capture_day, make_week
from pipelines.cli.demo import enrol_listeners
from pipelines.domain.weeks import week_days, week_end
from pipelines.listeners import add_wish
from pipelines.manifest import freeze_week
from pipelines.publish import outbox
from pipelines.sandbox import Sandbox, running_sandbox
from pipelines.settings import Settings
from tests.e2e.world import ANCHOR, CLOCK
from tests.injection.attacks import ATTACKS
from tests.injection.obedient import ObedientModel, marks_in
from tests.llm.conftest import serving_model

WEEK = "2026-W47"
KEY = "sk-canary-zxkey"
WISHES = 12
"""Wishes that the hostile listener makes; all attacks as wishes are tried in tests/llm/test_injection.py."""
SMALL = {"slate_size": 6, "shortlist_size": 12, "playable_pool": 30, "chart_dpi": 40}
"""Fewer songs and coarser pictures: what is looked at is whose words come out, and where."""


@dataclass(frozen=True)
class Attacked:
    """The same week twice: with a hostile second listener, and with one who says nothing.

    Attributes:
        victim: The first listener; in both weeks posts, titles and artist names are hostile.
        attacker: The second.
        logged: What both weeks wrote to the log.
    """

    sandbox: Sandbox
    model: ObedientModel
    hostile: Settings
    ordinary: Settings
    victim: UUID
    attacker: UUID
    logged: str


@contextlib.contextmanager
def attacked_week(
    make_settings: Callable[..., Settings], copy: Callable[[Settings, str], Settings]
) -> Iterator[Attacked]:
    """Plant attacks wherever a stranger can write, capture a day, and make the week in both ways."""
    with serving_model() as served:
        model = ObedientModel()
        served.answers = model.answer
        size = {"recordings": 200, "listeners": 2}
        settings = make_settings(
            clock=CLOCK,
            **{f"sandbox_{name}": count for name, count in size.items()},
            openai_base_url=served.url,
            openai_api_key=SecretStr(KEY),
            llm_model="obedient",
            **SMALL,
        )
        with running_sandbox(settings.home / "sandbox", anchor=ANCHOR, **size) as sandbox:
            last_day = week_days(WEEK)[-1]
            plant_names(sandbox)
            plant_posts(sandbox, last_day)
            plant_playlists(sandbox)
            enrol_listeners(settings, WEEK)
            victim, attacker = _listeners(settings)
            plant_words(settings, attacker)
            logged = io.StringIO()
            with contextlib.redirect_stdout(logged), contextlib.redirect_stderr(logged):
                capture_day(settings, last_day)
                warehouse.prepare(settings)
                freeze_week(settings, WEEK, [victim, attacker])
                build_week(settings, WEEK)
                ordinary = copy(settings, "ordinary")
                take_back_words(ordinary, attacker)
                _make(settings, [victim, attacker])
                _make(ordinary, [victim])
            yield Attacked(sandbox, model, settings, ordinary, victim, attacker, logged.getvalue())


def plant_names(sandbox: Sandbox) -> None:
    """Every third title and every fifth artist of the catalogue is an attack."""
    songs = [one for place, one in enumerate(sandbox.world.recordings) if place % 3 == 0]
    for song, attack in zip(songs, ATTACKS * 2, strict=False):
        object.__setattr__(song, "title", attack.text[:400])
    artists = [one for place, one in enumerate(sandbox.world.artists) if place % 5 == 0]
    for artist, attack in zip(artists, reversed(ATTACKS), strict=False):
        object.__setattr__(artist, "name", attack.text[:200])


def plant_posts(sandbox: Sandbox, day: date) -> None:
    """One post gets every attack as a comment, under a name of an artist who then is the talk of the week."""
    forums = sandbox.world.forums
    artist = next(one for one in sandbox.world.artists if marks_in(one.name) == set() and len(one.name) > 8)
    subreddit = artist.genre.subreddit
    post, *others = forums.posts(subreddit, day)
    bodies = [f"{artist.name} is great. {attack.text}" for attack in ATTACKS]
    comments = tuple(
        replace(made, body=body) for made, body in zip(_comments(post, others, len(bodies)), bodies, strict=True)
    )
    title = f"{artist.name}: {ATTACKS[10].text[:200]}"
    forums._days[subreddit, day] = (replace(post, title=title, text=ATTACKS[0].text, comments=comments), *others)


def _comments(post: Any, others: list[Any], count: int) -> list[Any]:
    """So many comments on a post, by different people, none of them deleted."""
    pattern = next(comment for one in [post, *others] for comment in one.comments)
    return [
        replace(
            pattern,
            number=post.number * 256 + place,
            author=f"attacker{place}",
            created_at=post.created_at,
            deleted_at=None,
            score=5,
        )
        for place in range(count)
    ]


def plant_playlists(sandbox: Sandbox) -> None:
    """The second listener's playlists, and a stranger's, which the first one follows, have attacks for names."""
    account = sandbox.world.listeners[1].account_id
    lists = [sandbox.world.foreign, *sandbox.world.playlists[account]]
    for playlist, attack in zip(lists, ATTACKS[47:], strict=False):
        object.__setattr__(playlist, "name", attack.text[:300])
        object.__setattr__(playlist, "description", attack.text[:300])


def _listeners(settings: Settings) -> list[UUID]:
    """Mara, whom nothing may reach, and Dev, who attacks."""
    found = rows(settings, "select listener_id from app.listener order by display_name desc")
    return [row["listener_id"] for row in found]


def plant_words(settings: Settings, listener_id: UUID) -> None:
    """The second listener's name and wishes are attacks."""
    with db.transaction(settings) as connection:
        db.execute(
            connection,
            "update app.listener set display_name = %s where listener_id = %s",
            [ATTACKS[52].text, listener_id],
        )
    for attack in ATTACKS[:: len(ATTACKS) // WISHES]:
        add_wish(settings, listener_id, attack.text[:900], at=week_end(WEEK) - timedelta(days=2))


def take_back_words(settings: Settings, listener_id: UUID) -> None:
    """The same week, of which the second listener never said or named anything."""
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from recs.week_input where input_kind = 'wish'")
        db.execute(connection, "update app.listener set display_name = 'Dev' where listener_id = %s", [listener_id])
        db.execute(
            connection,
            "update restricted.display_playlist set name = 'a list' where listener_id = %s",
            [listener_id],
        )


def _make(settings: Settings, listeners: list[UUID]) -> None:
    make_week(settings, WEEK, listeners)
    explain_week(settings, WEEK, listeners)
    outbox.enqueue(settings, WEEK, listeners)
    outbox.deliver(settings)


def rows(settings: Settings, sql: str, *params: Any) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, list(params))
