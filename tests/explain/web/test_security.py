"""Headers on every answer, no foreign host, and nothing that a content policy would have to forgive."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from explain.web import assets, security
from tests.explain.web.conftest import REPORT
from tests.explain.web.handmade import ANA, WEEK

WEB = Path(assets.__file__).parent
SOURCES = [*(WEB / "templates").glob("*.html"), *(WEB / "island" / "src").glob("*")]


@pytest.mark.db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        REPORT,
        f"/charts/{ANA}/{WEEK}/1/slate/slate.png",
        "/static/site.css",
        "/healthz",
        "/nothing",
        "/api/feedback",
    ],
)
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    assert security.HEADERS == {name: headers.get(name) for name in security.HEADERS}
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'self';")


@pytest.mark.db
def test_a_foreign_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Host": "rebound.example"})
    assert 400 == answer.status_code
    assert "Ana" not in answer.text


@pytest.mark.db
def test_the_token_cookie_is_for_this_site_only(client: FlaskClient) -> None:
    cookie = client.get(REPORT).headers["Set-Cookie"]
    assert cookie.startswith(f"{security.TOKEN_COOKIE}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.db
def test_styles_may_be_kept_for_good_only_under_their_hash(client: FlaskClient) -> None:
    assert assets.FOR_GOOD == client.get(assets.asset_url("site.css")).headers["Cache-Control"]
    assert "no-cache" in client.get("/static/site.css?v=0").headers["Cache-Control"]
    assert "" == assets.asset_url("island/not-built.js")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_template_turns_escaping_off_or_needs_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|v-html|innerHTML|\sstyle=|\son[a-z]+=|javascript:", text)


def test_nothing_is_loaded_from_elsewhere() -> None:
    css = (WEB / "static" / "site.css").read_text(encoding="utf8")
    assert "@import" not in css
    assert "url(" not in css
    for path in SOURCES:
        assert not re.search(r"""(src|href)=["']https?:""", path.read_text(encoding="utf8"))
    assert "://" not in (WEB / "island" / "package-lock.json").read_text(encoding="utf8")
