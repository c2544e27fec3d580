"""How reports are told, on the site: what pages say, what choosing stores, what is refused, German on a page."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explain.web.security import TOKEN_COOKIE, TOKEN_HEADER
from explain.web.wording import fill_playlists
from pipelines import db
from tests.explain.web.conftest import HOST, REPORT, Elements, Site
from tests.explain.web.handmade import ANA, CLOCK, WEEK

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _untouched(site: Site) -> None:
    with db.transaction(site.settings) as connection:
        db.execute(connection, "delete from app.profile_edit")


def token_of(client: FlaskClient) -> str:
    client.get(REPORT)
    cookie = client.get_cookie(TOKEN_COOKIE, domain="127.0.0.1")
    assert cookie is not None
    return str(cookie.value)


def choose(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/api/telling", json=body, headers={TOKEN_HEADER: token_of(client), "Origin": HOST})


def stored(site: Site) -> list[Any]:
    with db.transaction(site.settings) as connection:
        found = db.rows(connection, "select listener_id, edit, created_at from app.profile_edit order by event_id")
    return [(row["listener_id"], row["edit"], row["created_at"]) for row in found]


def test_a_choice_is_an_event_and_the_page_shows_it(client: FlaskClient, site: Site) -> None:
    """Monday 2026-11-23 is in week 48: that week's report is the first to be told so; this one stays English."""
    response = choose(client, {"listener": str(ANA), "choice": "language", "value": "de"})
    assert (201, "de", "2026-W48") == (response.status_code, response.json["value"], response.json["counts_in"])
    assert [(ANA, {"language": "de"}, datetime.fromisoformat(CLOCK))] == stored(site)
    page = Elements(client.get(REPORT).text).text
    assert "These notes are in English." in page
    assert "German , chosen" in page
    assert "counts from week 2026-W48 on; notes that are written stay as they are" in page


def test_a_plain_form_chooses_and_leads_back(client: FlaskClient, site: Site) -> None:
    form = {"listener": str(ANA), "choice": "language", "value": "de", "token": token_of(client), "week": WEEK}
    response = client.post("/api/telling", data=form, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"})
    assert (303, f"{REPORT}#telling") == (response.status_code, response.headers["Location"])
    assert 1 == len(stored(site))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"listener": str(ANA), "choice": "language", "value": "tlh"}, 400),
        ({"listener": str(ANA), "choice": "font", "value": "de"}, 400),
        ({"listener": str(ANA), "choice": "language"}, 400),
        ({"listener": "me", "choice": "language", "value": "de"}, 400),
        (["de"], 400),
        ({"listener": str(UUID(int=9)), "choice": "language", "value": "de"}, 404),
    ],
)
def test_a_bad_choice_gets_one_clear_line_and_stores_nothing(
    client: FlaskClient, site: Site, body: Any, status: int
) -> None:
    response = choose(client, body)
    assert status == response.status_code
    assert "\n" not in response.json["error"]
    assert [] == stored(site)


def test_a_forged_choice_stores_nothing(client: FlaskClient, site: Site) -> None:
    body = {"listener": str(ANA), "choice": "language", "value": "de"}
    response = client.post("/api/telling", json=body, headers={"Origin": HOST})
    assert (400, []) == (response.status_code, stored(site))


def test_german_words_have_german_marks() -> None:
    text = "Ohne deine Playlist {playlist:a} fiele der Song."
    assert "Ohne deine Playlist „Rainy“ fiele der Song." == fill_playlists(text, {"a": "Rainy"}, "de")
    assert "Ohne deine Playlist ohne Namen fiele der Song." == fill_playlists(text, {}, "de")
