"""The dial on the site: what the pages say of it, what turning it stores, and what is refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explain.web.dial import made_with, what_will_change
from explain.web.frame import FRAMES
from explain.web.security import TOKEN_COOKIE, TOKEN_HEADER
from pipelines import db
from tests.explain.web.conftest import HOST, REPORT, Elements, Site
from tests.explain.web.handmade import ANA, CLOCK, WEEK

pytestmark = pytest.mark.db
WEEKS = f"/listeners/{ANA}"


@pytest.fixture(autouse=True)
def _untouched(site: Site) -> None:
    with db.transaction(site.settings) as connection:
        db.execute(connection, "delete from app.profile_edit")


def token_of(client: FlaskClient) -> str:
    client.get(REPORT)
    cookie = client.get_cookie(TOKEN_COOKIE, domain="127.0.0.1")
    assert cookie is not None
    return str(cookie.value)


def turn(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/api/dial", json=body, headers={TOKEN_HEADER: token_of(client), "Origin": HOST})


def stored(site: Site) -> list[Any]:
    with db.transaction(site.settings) as connection:
        found = db.rows(connection, "select listener_id, edit, created_at from app.profile_edit order by event_id")
    return [(row["listener_id"], row["edit"], row["created_at"]) for row in found]


def test_a_turn_is_an_event_and_says_from_which_week_it_counts(client: FlaskClient, site: Site) -> None:
    """Monday 2026-11-23 is in week 48: that week's list is the first to be made with it."""
    response = turn(client, {"listener": str(ANA), "value": 0.8})
    assert (201, 0.8, "2026-W48") == (response.status_code, response.json["value"], response.json["counts_in"])
    assert "From week 2026-W48 on your lists will lean towards artists who are new to you" in response.json["answer"]
    assert [(ANA, {"dial": 0.8}, datetime.fromisoformat(CLOCK))] == stored(site)


def test_pages_show_where_it_stands_and_what_the_list_was_made_with(client: FlaskClient, site: Site) -> None:
    """The list was made before anything was turned; of two turns the newest stands."""
    before = Elements(client.get(REPORT).text).text
    assert "was made with the dial at 0.5, in the middle. Now the dial stands at 0.5, in the middle ." in before
    with db.transaction(site.settings) as connection:
        for minute, value in ((5, 0.2), (3, 0.9)):
            event = {"event_id": UUID(int=minute), "listener_id": ANA, "edit": db.Json({"dial": value})}
            at = datetime.fromisoformat(CLOCK).replace(minute=minute)
            db.insert_rows(connection, "app.profile_edit", [{**event, "created_at": at}])
    page = Elements(client.get(REPORT).text)
    assert (
        "was made with the dial at 0.5, in the middle. Now the dial stands at 0.2, on the familiar side ." in page.text
    )
    assert "A turn made now counts from week 2026-W48 on" in page.text
    (slider,) = [one for one in page.all("input") if one.get("type") == "range"]
    assert ("0", "1", "0.2") == (slider["min"], slider["max"], slider["value"])
    assert slider["id"] in [label.get("for") for label in page.all("label")]
    weeks = Elements(client.get(WEEKS).text).text
    assert "the dial stands at 0.2, on the familiar side" in weeks
    assert "was made with" not in weeks


def test_a_plain_form_turns_it_and_leads_back(client: FlaskClient, site: Site) -> None:
    form = {"listener": str(ANA), "value": "0.35", "token": token_of(client)}
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    for more, page in (({"week": WEEK}, REPORT), ({}, WEEKS), ({"week": "//evil.example"}, WEEKS)):
        response = client.post("/api/dial", data={**form, **more}, headers=headers)
        assert (303, f"{page}#dial") == (response.status_code, response.headers["Location"])
    assert [(ANA, {"dial": 0.35}, datetime.fromisoformat(CLOCK))] == stored(site)


@pytest.mark.parametrize(
    ("headers", "with_token"),
    [
        ({"Origin": HOST}, False),
        ({"Origin": HOST, TOKEN_HEADER: "guessed"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
        ({}, True),
    ],
    ids=["no token", "wrong token", "foreign origin", "null from elsewhere", "no origin"],
)
def test_a_forged_turn_stores_nothing(
    client: FlaskClient, site: Site, headers: dict[str, str], with_token: bool
) -> None:
    token = token_of(client)
    sent = {**({TOKEN_HEADER: token} if with_token else {}), **headers}
    response = client.post("/api/dial", json={"listener": str(ANA), "value": 1}, headers=sent)
    assert 400 == response.status_code
    assert "nothing was stored" in response.json["error"]
    assert [] == stored(site)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"listener": str(ANA), "value": 1.01}, 400),
        ({"listener": str(ANA), "value": -0.1}, 400),
        ({"listener": str(ANA), "value": "nan"}, 400),
        ({"listener": str(ANA), "value": "loud"}, 400),
        ({"listener": str(ANA), "value": True}, 400),
        ({"listener": str(ANA), "value": 10**400}, 400),
        ({"listener": str(ANA)}, 400),
        ({"listener": "me", "value": 0.5}, 400),
        ([0.5], 400),
        ({"listener": str(UUID(int=9)), "value": 0.5}, 404),
    ],
)
def test_a_bad_turn_gets_one_clear_line_and_stores_nothing(
    client: FlaskClient, site: Site, body: Any, status: int
) -> None:
    response = turn(client, body)
    assert status == response.status_code
    assert "\n" not in response.json["error"]
    assert [] == stored(site)


def test_what_a_place_of_the_dial_is_called() -> None:
    assert ["0, on the familiar side", "0.5, in the middle", "0.55, on the adventurous side"] == [
        FRAMES["en"].dial_words(value) for value in (0.0, 0.5, 0.55)
    ]
    assert "lean neither way" in what_will_change(0.5, "2026-W48")
    assert "lean towards artists you keep" in what_will_change(0.4, "2026-W48")
    assert 0.9 == made_with([{"kind": "song", "payload": {"dial": 1.0}}, {"kind": "slate", "payload": {"dial": 0.9}}])


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (1e-7, "0, on the familiar side", "0, auf der vertrauten Seite"),
        (0.123456, "0.12, on the familiar side", "0,12, auf der vertrauten Seite"),
        (0.4999, "0.5, in the middle", "0,5, in der Mitte"),
        (0.9999, "1, on the adventurous side", "1, auf der abenteuerlichen Seite"),
    ],
)
def test_a_place_of_the_dial_has_two_decimals_at_most(value: float, english: str, german: str) -> None:
    assert [english, german] == [FRAMES[language].dial_words(value) for language in ("en", "de")]
