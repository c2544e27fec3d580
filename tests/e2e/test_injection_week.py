"""A week of a world full of attacks, with a model that obeys all of them: what comes out, place by place."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from explain.reports import show
from explain.web import create_app, default_services
from pipelines import db
from pipelines.hashes import week_hashes
from tests.conftest import Record
from tests.e2e.attacked import KEY, SMALL, WEEK, Attacked, attacked_week, rows
from tests.injection.attacks import ATTACKS, EVIL_HOST, OBEYED, SONG
from tests.injection.obedient import marks_in

pytestmark = [pytest.mark.db, pytest.mark.e2e]
UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


@pytest.fixture(scope="module")
def attacked(module_settings: Any, copy_world: Any) -> Iterator[Attacked]:
    """Both weeks, made once."""
    with attacked_week(module_settings, copy_world) as made:
        yield made


def test_the_attacks_reached_the_model_and_only_where_they_may(attacked: Attacked, record_property: Record) -> None:
    """Posts one by one, titles among the songs to choose from, own wishes; never where sentences are written."""
    assert {"post_map", "wish_rules", "proposals"} <= set(attacked.model.seen)
    assert not {"trend_brief", "slate_words"} & set(attacked.model.seen)
    found = set.union(*attacked.model.seen.values())
    assert len(found) > 30
    record_property("attacks", len(ATTACKS))
    record_property("found", len(found))


def test_every_song_on_a_slate_is_a_recording_of_the_catalogue(attacked: Attacked) -> None:
    tracks = {f"spotify:track:{copy}" for one in attacked.sandbox.world.recordings for copy in one.spotify_ids}
    songs = rows(attacked.hostile, "select distinct spotify_uri from recs.slate_song")
    assert len(songs) > SMALL["slate_size"]
    assert {row["spotify_uri"] for row in songs} <= tracks
    titles = {one.title for one in attacked.sandbox.world.recordings}
    shown = rows(attacked.hostile, "select payload ->> 'title' as title from recs.evidence where kind = 'song'")
    assert SONG not in titles
    assert SONG not in {row["title"] for row in shown}


def test_a_hostile_listener_changes_nothing_for_the_other(attacked: Attacked) -> None:
    victim = str(attacked.victim)
    hostile, ordinary = (week_hashes(each, WEEK)["listeners"] for each in (attacked.hostile, attacked.ordinary))
    assert hostile[victim] == ordinary[victim]
    assert None not in ordinary[victim].values()  # rows, JSON and pictures


def test_no_request_of_a_listener_holds_anything_of_the_other(attacked: Attacked) -> None:
    asked = rows(
        attacked.hostile,
        "select l.listener_id, r.request::text as request from ops.llm_ledger as l"
        " join ops.llm_request as r using (request_hash) where l.listener_id is not null",
    )
    assert {row["listener_id"] for row in asked} == {attacked.victim, attacked.attacker}
    told = " ".join(one.text for one in ATTACKS)  # what an attacker knows anyway
    secret = {key: [one for one in names if one not in told] for key, names in secrets_of(attacked).items()}
    assert min(map(len, secret.values())) > 4
    for row in asked:
        other = attacked.attacker if row["listener_id"] == attacked.victim else attacked.victim
        assert [one for one in secret[other] if one in row["request"]] == []


def secrets_of(attacked: Attacked) -> dict[UUID, list[str]]:
    """Names, ids and playlists of each listener that nobody else may see."""
    world = attacked.sandbox.world
    by_listener = zip((attacked.victim, attacked.attacker), world.listeners, strict=True)
    return {
        listener_id: [
            str(listener_id),
            listener.account_id,
            listener.spotify_id,
            listener.name,
            *(one.playlist_id for one in world.playlists[listener.account_id]),
            *(one.name for one in world.playlists[listener.account_id] if not marks_in(one.name)),
        ]
        for listener_id, listener in by_listener
    }


class _Tags(HTMLParser):
    """Tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_no_page_runs_or_leads_to_what_an_attack_brought(attacked: Attacked) -> None:
    client = create_app(attacked.hostile, default_services(attacked.hostile)).test_client()
    for listener_id in (attacked.victim, attacked.attacker):
        for path in ("/", f"/listeners/{listener_id}", f"/listeners/{listener_id}/weeks/{WEEK}"):
            with client.get(path, base_url="http://127.0.0.1:8000") as answer:
                page = answer.text
            assert answer.status_code == 200
            assert OBEYED not in page
            tags = _Tags(page).found
            for tag, attributes in tags:
                assert not [name for name in attributes if name.startswith("on")]
                for name in ("href", "src", "action", "srcset"):
                    assert EVIL_HOST not in (attributes.get(name) or "")
                    assert not (attributes.get(name) or "").strip().lower().startswith(("javascript:", "data:"))
                assert tag not in {"iframe", "object", "embed", "base"}
            assert not [
                src for tag, one in tags if tag == "script" and not (src := one.get("src") or "").startswith("/")
            ]


def test_no_text_alt_or_playlist_says_what_a_model_was_told_to_say(attacked: Attacked) -> None:
    """Nor does a text hold a character that nobody sees or that turns the line around."""
    for listener_id in (attacked.victim, attacked.attacker):
        with db.transaction(attacked.hostile, "display") as connection:
            report = show(connection, listener_id, WEEK)
        assert OBEYED not in json.dumps(report)
        texts = [text["text"] for text in report["texts"]] + [chart["alt"] for chart in report["charts"]]
        assert len(texts) > 2 * SMALL["slate_size"]
        assert [text for text in texts if UNSEEN.search(text)] == []
    sent = rows(attacked.hostile, "select title, description from app.publication where state = 'sent'")
    assert len(sent) == 2
    for playlist in sent:
        said = f"{playlist['title']} {playlist['description']}"
        assert OBEYED not in said
        assert not marks_in(said)
        assert not re.search(r"https?:|www\.|[<>{}\[\]]", said)


def test_no_log_tells_a_secret_or_an_order(attacked: Attacked) -> None:
    """What is logged holds no text of a stranger, and what is stored of requests no key."""
    assert attacked.logged
    assert OBEYED not in attacked.logged
    assert not marks_in(attacked.logged)
    assert KEY not in attacked.logged
    assert rows(attacked.hostile, "select 1 from ops.llm_request as r where strpos(r::text, %s) > 0", KEY) == []
