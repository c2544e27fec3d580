"""A German report's page is German all around its words: no English word of the frame is left, and `lang` is right."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from explain.evidence import KINDS
from explain.predicates import PREDICATES
from explain.web.frame import Frame
from explain.web.frame.codes import CODES, METRICS
from explain.web.frame.keys import KEYS
from explain.web.frame.text import plain, texts_of, written
from explain.web.security import TOKEN_COOKIE, TOKEN_HEADER
from pipelines import db
from pipelines.domain.telling import ENGLISH, GERMAN
from pipelines.settings import Settings
from tests.explain.web.conftest import HOST, REPORT, Elements, Site, make_site
from tests.explain.web.handmade import (
    ANA,
    CLOCK,
    HOSTILE_PLAYLIST,
    PLAYLIST,
    TITLES,
    WEEK,
    WEEK_BEFORE,
    song_id,
    store_report,
)

pytestmark = pytest.mark.db
WEEKS = f"/listeners/{ANA}"
BRIEF = "Praise for The Quiet Tram in 2 of 3 posts read."
GERMAN_BRIEF = "Lob für The Quiet Tram in 2 von 3 gelesenen Posts."
NAMES = [
    *(name for pair in TITLES for name in pair),
    *(
        "Grey Weather by Low Ceiling",
        HOSTILE_PLAYLIST,
        "Rainy Sundays",
        "Grey Weather",
        "Low Ceiling",
        "Runner Up",
        "Almost",
        "Mic Drop",
        "MC Square",
    ),
    *("Ana & <i>co</i>", "dream pop", "slowcore", "wistful", "hip hop", "no rap", "vibey", "calm", "indieheads"),
    *("listentothis", "Liner Notes", "Linernotes", "report.json"),
]
"""What stands on the page in whatever language it is in."""
WITHOUT_END = frozenset({"meta", "link", "img", "input", "br", "hr"})
TOLD = {"aria-label", "alt", "title", "placeholder"}


@pytest.fixture(scope="module")
def german(module_settings: Callable[..., Settings]) -> Site:
    """Ana's reports as a German listener has them."""
    settings = module_settings(clock=CLOCK)
    store_report(settings)
    _tell_in_german(settings)
    return make_site(settings)


@pytest.fixture
def page(german: Site) -> Iterator[FlaskClient]:
    with german.new_client() as fresh:
        yield fresh


def _tell_in_german(settings: Settings) -> None:
    """Language, words, claims and alt texts as the pipeline would have stored them; a brief, and what she chose."""
    share, sentence = {"claim_ids": ["c1"], "verdict": "supported"}, f"Vieles kommt aus {{playlist:{PLAYLIST}}}."
    dropped = {"text": "Kritik lobt.", "claim_ids": [], "verdict": "unsupported", "reason": "no claim is cited"}
    told = [{**share, "text": sentence, "published": True, "writer": "template"}, {**dropped, "published": False}]
    brief = {"week": WEEK, "writer": "template", "checker_version": "brief-2"}
    about = {"subject_kind": "artist", "subject_id": "a", "text": BRIEF, "post_ids": [], "writer": "template"}
    about |= {"verdict": "supported", "prompt_hash": None, "request_hash": None}
    choice = {"event_id": UUID(int=1), "listener_id": ANA, "edit": db.Json({"language": "de"}), "created_at": CLOCK}
    with db.transaction(settings) as connection:
        db.execute(
            connection,
            "update recs.evidence set payload = payload || %s where kind = 'slate'",
            [db.Json({"telling": {"language": "de", "voice": "plain"}})],
        )
        db.execute(connection, "update explain.text set text = %s, sentences = %s", [sentence, db.Json(told)])
        db.execute(
            connection,
            "update explain.claim set predicate = 'has_genre', objects = %s, value = null, unit = ''",
            [db.Json(["dream pop", "Long Division"])],
        )
        db.execute(connection, "update explain.chart set alt = 'Woher diese Liste kommt.'")
        db.insert_rows(connection, "recs.trend_brief", [{**brief, "sentences": db.Json([about])}])
        db.insert_rows(connection, "app.profile_edit", [choice])


class Said(HTMLParser):
    """What a page says in each language: texts, and the attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.languages: list[tuple[str, str]] = [("", "")]
        self.said: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element has its own language or that of the one around it."""
        found = dict(attrs)
        language = found.get("lang") or self.languages[-1][1]
        self.said.setdefault(language, []).extend(found[name] or "" for name in TOLD & set(found))
        if tag == "meta" and found.get("name") == "island-texts":
            self.said[language] += _strings(json.loads(found["content"] or ""))
        if tag not in WITHOUT_END:
            self.languages.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        """Back to what is around."""
        while self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A text; code says the same in every language."""
        if self.languages[-1][0] not in {"code", "script"}:
            self.said.setdefault(self.languages[-1][1], []).append(data)

    def words(self, language: str) -> set[str]:
        """Its words in a language, without names."""
        text = " ".join(self.said.get(language, []))
        for name in sorted(NAMES, key=len, reverse=True):
            text = text.replace(name, " ")
        return set(re.findall(r"[^\W\d_]{2,}", text.lower()))


def _strings(texts: Any) -> list[str]:
    return [texts] if isinstance(texts, str) else [one for inner in texts.values() for one in _strings(inner)]


def _english_words() -> set[str]:
    """Words of the English frame and of our own keys that the German frame does not have."""

    def words(texts: list[str]) -> set[str]:
        return set(re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w*\}", " ", " ".join(texts)).lower()))

    frames = {
        language: words([piece for _, text in texts_of(Frame) for piece in written(text.by_language[language])])
        for language in (ENGLISH, GERMAN)
    }
    columns = {name for kind in KINDS.values() for name in kind.model_fields}
    fields = {name for predicate in PREDICATES.values() for name in predicate.fields}
    keys = words([plain(name) for name in {*PREDICATES, *fields, *columns}])
    return (frames[ENGLISH] | keys) - frames[GERMAN] - words([*KEYS.values(), *CODES.values(), *METRICS.values()])


@pytest.mark.parametrize("address", [REPORT, f"{REPORT}?view=pictures", WEEKS, f"{WEEKS}/weeks/2026-W30"])
def test_no_english_word_of_the_frame_is_left(page: FlaskClient, address: str) -> None:
    said = Said(page.get(address).text)
    assert set() == said.words("de") & _english_words()
    assert set(said.said) <= {"de", "en", ""}


def test_the_test_above_would_see_english(client: FlaskClient) -> None:
    """The English page of the same report has more than a hundred of these words."""
    assert len(Said(client.get(REPORT).text).words("en") & _english_words()) > 100


@pytest.fixture
def german_brief(german: Site) -> Iterator[None]:
    """The brief of the week in both languages; afterwards in English alone, as older ones are."""
    with db.transaction(german.settings) as connection:
        stored = db.rows(connection, "select sentences from recs.trend_brief")[0]["sentences"]
        both = [{**stored[0], "language": "en"}, {**stored[0], "language": "de", "text": GERMAN_BRIEF}]
        db.execute(connection, "update recs.trend_brief set sentences = %s", [db.Json(both)])
    yield
    with db.transaction(german.settings) as connection:
        db.execute(connection, "update recs.trend_brief set sentences = %s", [db.Json(stored)])


@pytest.mark.usefixtures("german_brief")
def test_the_brief_of_a_german_report_is_german(page: FlaskClient, german: Site) -> None:
    answer = page.get(REPORT).text
    said = Said(answer)
    assert GERMAN_BRIEF in " ".join(said.said["de"])
    assert BRIEF not in answer
    assert "Erzählt durch die Textvorlage (ohne Sprachmodell), aus den Posts, zu denen die Zahlen führen." in answer
    assert set() == said.words("de") & _english_words()


def test_a_brief_without_german_sentences_is_told_in_english(page: FlaskClient) -> None:
    answer = page.get(REPORT).text
    assert BRIEF in " ".join(Said(answer).said["en"])
    assert "führen; auf Englisch, denn auf Deutsch liegt nichts vor." in answer


def test_that_there_was_no_talk_is_told_by_nobody(page: FlaskClient, german: Site) -> None:
    sentence = {
        "subject_kind": "none",
        "subject_id": "",
        "language": "de",
        "text": "Kein Trend.",
        "verdict": "supported",
    }
    said = {
        **sentence,
        "artist_ids": [],
        "post_ids": [],
        "writer": "template",
        "prompt_hash": None,
        "request_hash": None,
    }
    with db.transaction(german.settings) as connection:
        stored = db.rows(connection, "select sentences from recs.trend_brief")[0]["sentences"]
        db.execute(connection, "update recs.trend_brief set sentences = %s", [db.Json([said])])
    try:
        answer = page.get(REPORT).text
        assert "Kein Trend." in answer
        assert "aus den Posts" not in answer
    finally:
        with db.transaction(german.settings) as connection:
            db.execute(connection, "update recs.trend_brief set sentences = %s", [db.Json(stored)])


def test_what_stays_english_says_so(page: FlaskClient) -> None:
    """A brief that has no German sentences, and the model's steps, as it stated them."""
    answer = page.get(REPORT).text
    assert '<html lang="de">' in answer
    english = " ".join(Said(answer).said["en"])
    assert BRIEF in english
    assert "It is as calm as this shelf." in english
    assert set() == Said(page.get(WEEKS).text).words("en")


def test_a_german_report_says_everything_in_german(page: FlaskClient) -> None:
    found = Elements(page.get(REPORT).text).text
    for said in (
        "Woche 47, 2026",
        "16. bis 22. November 2026",
        "Liner Notes für Ana & <i>co</i>",
        "3 Songs 1 Act neu für dich keine Wiederholungen in 2 Wochen aus 1.000 Kandidaten",
        "Eine kurze Liste: 3 von 12 Songs (9 Kandidaten, höchstens 2 pro Act und eine Fassung je Song).",
        "Vieles kommt aus „Rainy Sundays“.",
        "nah an dir",
        "Ohne deine Playlist „Rainy Sundays“ fiele der Song von Rang 1 auf Rang 39 von 1.000 und wäre nicht dabei.",
        "Tempo 142 BPM: außerhalb deiner üblichen 88 bis 121 BPM.",
        "Almost von Runner Up, Rang 10; die Vielfalt zog andere vor.",
        "The Quiet Tram: 5 Erwähnungen von 4 Personen diese Woche; in den vier Wochen davor waren es 1,25 pro Woche.",
        "deine eigenen Songs +0,550",
        "Abzug für Bekanntheit −0,030",
        "Wertung (Rang 1 von 1.000) 0,900",
        "Genre hip hop: ausgeschlossen; draußen gehalten: Mic Drop von MC Square, 2 weitere",
        "Du sagtest weniger davon zu",
        "Der Act wurde zurückgestellt und hat hier 0 Songs.",
        "Ohne das wäre 1 Song dieser Liste nicht hier.",
        "1 von 3 Songs ist wegen des Modells hier. Ohne das Modell: Almost von Runner Up.",
        "Sein Urteil: +0,800, auf einer Skala von −1 bis 1.",
        "Stimmung calm: 34 % deiner Songs",
        "1 Satz hat die Prüfung nicht bestanden und ist nicht gedruckt.",
        "Textvorlage, erster Entwurf nicht belegt: keine Aussage ist zitiert",
        "steht der Regler auf 0,5, in der Mitte",
        "Diese Liner Notes sind auf Deutsch.",
        "Deutsch , gewählt",
        "Reddit: 1 Abschnitt, 312 Zeilen",
        "Vielfalt 0,61",
    ):
        assert said in found


def test_a_listener_s_other_pages_have_the_language_that_was_chosen(page: FlaskClient, client: FlaskClient) -> None:
    weeks = Elements(page.get(WEEKS).text)
    assert "seit Woche 46, 2026" in weeks.text
    for nowhere in ("2026-W30", "garbage", "2026-W30/report.json", "garbage/report.json"):
        missing = page.get(f"{WEEKS}/weeks/{nowhere}").text
        assert '<html lang="de">' in missing
        assert "Diese Seite gibt es nicht." in missing
    for english in ("/", "/nothing"):
        assert '<html lang="en">' in page.get(english).text
    assert '<html lang="en">' in client.get(REPORT).text


def test_a_report_keeps_its_language_when_another_is_chosen(german: Site) -> None:
    """The report of a frozen week is told as it was; the list of weeks follows the choice, headlines keep theirs."""
    choice = {"event_id": UUID(int=2), "listener_id": ANA, "edit": db.Json({"language": "en"})}
    with db.transaction(german.settings) as connection:
        db.insert_rows(connection, "app.profile_edit", [{**choice, "created_at": "2026-11-24T08:00:00+00:00"}])
    try:
        client = german.new_client()
        assert '<html lang="de">' in client.get(REPORT).text
        weeks = client.get(WEEKS).text
        assert '<html lang="en">' in weeks
        assert 2 == weeks.count('<h2 lang="de">') == len([WEEK, WEEK_BEFORE])
        assert 1 == client.get("/").text.count('class="sleeve-line" lang="de"')
    finally:
        with db.transaction(german.settings) as connection:
            db.execute(connection, "delete from app.profile_edit where event_id = %s", [UUID(int=2)])


@pytest.mark.parametrize(
    ("address", "event", "answer"),
    [
        (
            "/api/feedback",
            {"week": WEEK, "recording_id": str(song_id(0)), "kind": "more"},
            "Die Liste von Woche 48 neigt mehr zu The Quiet Tram, und ein wenig zu dream pop und slowcore.",
        ),
        (
            "/api/feedback",
            {"week": WEEK, "recording_id": str(song_id(0)), "kind": "never"},
            "Ab Woche 48 kommt keine Fassung dieses Songs mehr in Betracht.",
        ),
        ("/api/dial", {"value": 0.8}, "Ab Woche 48 neigen deine Listen zu Acts, die neu für dich sind"),
    ],
)
def test_what_is_pressed_on_a_german_page_is_answered_in_german(
    page: FlaskClient, address: str, event: dict[str, Any], answer: str
) -> None:
    page.get(REPORT)
    cookie = page.get_cookie(TOKEN_COOKIE, domain="127.0.0.1")
    assert cookie is not None
    headers = {TOKEN_HEADER: str(cookie.value), "Origin": HOST}
    body = {"listener": str(ANA), "told_in": "de", **event}
    response = page.post(address, json=body, headers=headers)
    assert answer in response.json["answer"]
    refused = page.post(address, json=body, headers={"Origin": HOST})
    assert "lade sie neu und versuch es noch einmal; nichts wurde gespeichert" in refused.json["error"]
    form = page.post(address, data=body, headers={"Origin": HOST})
    assert '<html lang="de">' in form.text
    assert "Das hat nicht geklappt" in form.text
