"""Feedback over HTTP: stored once, refused when forged, answered with what will change."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explain.web.security import TOKEN_COOKIE, TOKEN_HEADER
from pipelines import db
from tests.explain.web.conftest import HOST, REPORT, Elements, Site
from tests.explain.web.handmade import ANA, CLOCK, WEEK, song_id

pytestmark = pytest.mark.db


def event(song: int, kind: str, **other: Any) -> dict[str, Any]:
    return {"listener": str(ANA), "week": WEEK, "recording_id": str(song_id(song)), "kind": kind, **other}


def token_of(client: FlaskClient) -> str:
    client.get(REPORT)
    cookie = client.get_cookie(TOKEN_COOKIE, domain="127.0.0.1")
    assert cookie is not None
    return str(cookie.value)


def send(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/api/feedback", json=body, headers={TOKEN_HEADER: token_of(client), "Origin": HOST})


def stored(site: Site) -> list[tuple[str, str]]:
    with db.transaction(site.settings) as connection:
        found = db.rows(
            connection,
            "select recording_id, kind from app.feedback where week = %s order by created_at, event_id",
            [WEEK],
        )
    return [(str(row["recording_id"]), row["kind"]) for row in found]


@pytest.fixture(autouse=True)
def _no_feedback_yet(site: Site) -> None:
    with db.transaction(site.settings) as connection:
        db.execute(connection, "delete from app.feedback where week = %s", [WEEK])


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (
            "more",
            "The list of week 2026-W48 will lean towards The Quiet Tram, and a little towards dream pop and slowcore.",
        ),
        ("less", "The list of week 2026-W48 will lean away from The Quiet Tram."),
        ("never", "From week 2026-W48 on, no version of this song will be considered."),
        ("wrong_reason", "From week 2026-W48 on, the songs you keep that were the strongest reasons for it weigh half"),
    ],
)
def test_feedback_is_stored_and_says_what_will_change(client: FlaskClient, site: Site, kind: str, answer: str) -> None:
    """Monday 2026-11-23 is in week 48: that week is the first to read it."""
    response = send(client, event(0, kind))
    assert 201 == response.status_code
    assert answer in response.json["answer"]
    assert ("2026-W48", datetime.fromisoformat(CLOCK)) == (
        response.json["counts_in"],
        datetime.fromisoformat(response.json["given_at"]),
    )
    assert [(str(song_id(0)), kind)] == stored(site)
    assert UUID(response.json["event_id"])


def test_the_same_click_at_the_same_time_is_one_event(client: FlaskClient, site: Site) -> None:
    answers = [send(client, event(0, "more")).json["event_id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert 1 == len(stored(site))


def test_the_page_shows_what_was_said(client: FlaskClient) -> None:
    send(client, event(2, "never"))
    page = Elements(client.get(REPORT).text)
    island = next(tag for tag in page.all("div") if tag.get("data-recording") == str(song_id(2)))
    assert "never" == island["data-given"]
    assert "Stored: never again." in page.text


def test_a_plain_form_works_and_leads_back_to_the_song(client: FlaskClient, site: Site) -> None:
    """A form under no-referrer sends `Origin: null`; the browser's Sec-Fetch-Site vouches for it."""
    form = {**event(1, "less"), "token": token_of(client)}
    response = client.post("/api/feedback", data=form, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert 303 == response.status_code
    assert f"{REPORT}#song-{song_id(1)}" == response.headers["Location"]
    assert [(str(song_id(1)), "less")] == stored(site)


@pytest.mark.parametrize(
    ("headers", "with_token"),
    [
        ({"Origin": HOST}, False),
        ({"Origin": HOST, TOKEN_HEADER: "guessed"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "http://127.0.0.1:9999"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
        ({}, True),
    ],
    ids=["no token", "wrong token", "foreign origin", "other port", "null origin", "null from elsewhere", "no origin"],
)
def test_a_forged_request_stores_nothing(
    client: FlaskClient, site: Site, headers: dict[str, str], with_token: bool
) -> None:
    token = token_of(client)
    response = client.post(
        "/api/feedback", json=event(0, "never"), headers={**({TOKEN_HEADER: token} if with_token else {}), **headers}
    )
    assert 400 == response.status_code
    assert "nothing was stored" in response.json["error"]
    assert [] == stored(site)


def test_a_request_without_the_cookie_stores_nothing(site: Site) -> None:
    client = site.new_client()
    response = client.post("/api/feedback", json=event(0, "more"), headers={"Origin": HOST, TOKEN_HEADER: ""})
    assert 400 == response.status_code
    assert [] == stored(site)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (event(0, "adore"), 400),
        (event(0, "more", listener="me"), 400),
        (event(0, "more", week="2026-W99"), 400),
        ({"kind": "more"}, 400),
        ([1], 400),
        ({**event(0, "more"), "kind": {"more": 1}}, 400),
        (event(77, "more"), 404),
        (event(0, "more", week="2026-W40"), 404),
        (event(0, "more", listener=str(UUID(int=9))), 404),
    ],
)
def test_bad_feedback_gets_one_clear_line_and_stores_nothing(
    client: FlaskClient, site: Site, body: Any, status: int
) -> None:
    response = send(client, body)
    assert status == response.status_code
    assert "\n" not in response.json["error"]
    assert [] == stored(site)


def test_only_post_is_taken_and_a_huge_body_is_refused(client: FlaskClient) -> None:
    assert 405 == client.get("/api/feedback").status_code
    assert 413 == send(client, event(0, "more", padding="x" * 20_000)).status_code
