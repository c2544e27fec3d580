"""The site over a hand-made report: a Flask test client, and helpers that speak like a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from explain.web import create_app, default_services
from pipelines.settings import Settings
from tests.explain.web.handmade import ANA, CLOCK, WEEK, store_report

HOST = "http://127.0.0.1:8000"
REPORT = f"/listeners/{ANA}/weeks/{WEEK}"


class Browser(FlaskClient):
    """A test client that reads each answer whole, as a browser does, so that files are closed again."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """One request."""
        return super().open(*args, buffered=buffered, base_url=HOST, **kwargs)


@dataclass(frozen=True)
class Site:
    """A site, its settings, and a fresh browser for each test."""

    settings: Settings
    new_client: Callable[[], FlaskClient]


def make_site(settings: Settings) -> Site:
    """A site on settings."""
    app = create_app(settings, default_services(settings))
    app.test_client_class = Browser

    return Site(settings, app.test_client)


@pytest.fixture(scope="module")
def site(module_settings: Callable[..., Settings]) -> Site:
    """Ana's two weeks of three songs, seen at a fixed time."""
    settings = module_settings(clock=CLOCK)
    store_report(settings)
    return make_site(settings)


@pytest.fixture
def client(site: Site) -> Iterator[FlaskClient]:
    """A browser without cookies."""
    with site.new_client() as fresh:
        yield fresh


class Elements(HTMLParser):
    """All start tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, Any]]:
        """Attributes of all tags of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        """The text with single spaces."""
        return " ".join(" ".join(self.words).split())
