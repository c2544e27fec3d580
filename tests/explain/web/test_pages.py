"""The pages that are read: what they say, what they never run, what a browser may keep."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from explain.brief import read_brief
from pipelines import db
from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.settings import Settings, read_settings
from tests.explain.web.conftest import REPORT, Elements, Site, make_site
from tests.explain.web.handmade import (
    ANA,
    CLOCK,
    FEEDBACK_EVENT,
    HOSTILE,
    HOSTILE_PLAYLIST,
    WEEK,
    WEEK_BEFORE,
    dot_png,
    song_id,
    store_report,
)

pytestmark = pytest.mark.db
CHART = f"/charts/{ANA}/{WEEK}/1/{song_id(0)}/parts.png"


def test_the_first_page_lists_listeners_and_leads_to_their_weeks(client: FlaskClient) -> None:
    page = Elements(client.get("/").text)
    assert f"/listeners/{ANA}" in [link["href"] for link in page.all("a")]
    assert "Ana & <i>co</i>" in page.text
    weeks = Elements(client.get(f"/listeners/{ANA}").text)
    assert [f"/listeners/{ANA}/weeks/{week}" for week in (WEEK, WEEK_BEFORE)] == [
        link["href"] for link in weeks.all("a") if "/weeks/" in link["href"]
    ]


def test_a_report_says_everything_that_is_stored_about_a_song(client: FlaskClient) -> None:
    """3 songs x 3 claims + headline, variety, trend = 12 claims; 2 charts per song and one of the slate = 7."""
    answer = client.get(REPORT)
    page = Elements(answer.text)
    assert 200 == answer.status_code
    for said in (
        "Paper Umbrellas",
        "The Quiet Tram",
        "12/12 claims checked",
        "checked 3/3 claims",
        "44% of its score comes from “Grey Weather”, which you keep in “Rainy Sundays”.",
        "Tempo 142 bpm: outside your usual 88 to 121 bpm.",
        "Almost by Runner Up, rank 10; variety put others before it.",
        "5 mentions by 4 people this week; the four weeks before had 1.25 a week.",
        "Without the playlist “Rainy Sundays” it falls from rank 1 to 39 of 1,000, and is not chosen.",
        "the playlist “Rainy Sundays” 1 → becomes 39 no",
        "your own songs +0.550",
        "popularity correction −0.030",
        "A short list: 3 of 12 songs (9 candidates, at most 2 per artist and one version of each song).",
        "no rap",
        "Mic Drop by MC Square, 2 more",
        "not understood",
        "the template writer (no language model)",
        "Reddit: 1 slice, 312 rows",
        "listenbrainz 2026-11-19",
    ):
        assert said in page.text
    assert 7 == len([image for image in page.all("img") if image["src"].startswith("/charts/")])
    assert all(image["alt"] for image in page.all("img") if image["src"].startswith("/charts/"))


def test_the_model_s_reasoning_is_shown_as_stated_with_what_it_cites_and_what_it_changed(client: FlaskClient) -> None:
    page = Elements(client.get(REPORT).text)
    for said in (
        "1 of 3 songs is here because of the model. Without it: Almost by Runner Up.",
        "(judged well)",
        "Its proposals: 6 found, and new to you, 2 yours already, 1 known to nobody.",
        "42 songs judged; 90 of 93 stated steps follow from what they cite.",
        "The model's stated reasoning",
        "It is as calm as this shelf.",
        "mood calm: 34% of your songs",
        "5 mentions this week, 1.2 in a usual one",
        "<b>everybody</b> says so.",  # as text
        "Its verdict: +0.800, on a scale from −1 to 1. It adds +0.160 to the score.",
        "would be 44 without the verdicts. Had the model not been asked, this song would not be here.",
        "1 step did not follow from what it cited.",
        "What a model says of a song is what it says; the reasons are the parts of the score.",
    ):
        assert said in page.text
    assert not page.all("b")


def test_a_dropped_sentence_is_counted_and_never_shown(client: FlaskClient) -> None:
    page = Elements(client.get(REPORT).text)
    assert "Critics adore it" not in page.text
    assert "1 sentence did not pass and is not printed." in page.text
    assert "template, first draft unsupported: no claim" in " ".join(page.text.split())


def test_a_song_shows_its_reason_and_folds_its_detail(client: FlaskClient) -> None:
    """The detail is inside `<details>`, so it folds without a script."""
    found = client.get(REPORT).text
    reason, detail = found.index("44% of its score comes from"), found.index("It walks faster than most")
    assert reason < found.index('<details class="more">', reason) < detail < found.index("</details>", detail)


def test_feedback_of_the_week_before_is_answered(client: FlaskClient) -> None:
    """The rule plays an artist down; one what-if without it (song 1) is off the slate."""
    page = Elements(client.get(REPORT).text)
    assert "You said less of this about" in page.text
    assert "The artist was played down and has 0 songs here." in page.text
    assert "Without it 1 song of this list would not be here." in page.text


@pytest.mark.parametrize(
    ("own_count", "said"),
    [
        (2, "2 songs that you keep weighed less: Sundial first."),
        (0, "Nothing that you keep made that reason, so it changed nothing."),
    ],
)
def test_a_wrong_reason_is_answered_with_what_it_weighed(
    module_settings: Callable[..., Settings], own_count: int, said: str
) -> None:
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1)
    payload = {
        "source_id": str(FEEDBACK_EVENT),
        "kind": "wrong_reason",
        "title": "Ghost Ferry",
        "artist_name": "Dr. Felt",
    }
    payload |= {"own_count": own_count, "own_title": "Sundial" if own_count else None, "own_artist_name": "Pale Engine"}
    row = {"listener_id": ANA, "week": WEEK, "edition": 1, "evidence_id": "e9999", "kind": "own_factor"}
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from recs.rule where event_id = %s", [FEEDBACK_EVENT])
        db.execute(connection, "update app.feedback set kind = 'wrong_reason' where event_id = %s", [FEEDBACK_EVENT])
        payload_row = {**row, "payload": db.Json(payload), "sha256": content_hash(payload)}
        db.insert_rows(connection, "recs.evidence", [payload_row])
    assert said in Elements(make_site(settings).new_client().get(REPORT).text).text


def test_a_week_without_trend_says_so_plainly(module_settings: Callable[..., Settings]) -> None:
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1, trend_used=False)
    page = Elements(make_site(settings).new_client().get(REPORT).text)
    assert "No trend this week" in page.text
    assert "The talk" not in [word.strip() for word in page.words]


def test_hostile_names_are_text_everywhere(client: FlaskClient) -> None:
    for address in ("/", f"/listeners/{ANA}", REPORT, f"{REPORT}?view=pictures"):
        page = Elements(client.get(address).text)
        assert all(set(script) == {"type", "src"} for script in page.all("script"))
        assert not [
            name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"
        ]
        assert "x" not in [image["src"] for image in page.all("img")]
        assert not [link for link in page.all("a") if (link["href"] or "").startswith("javascript")]
    report = Elements(client.get(REPORT).text)
    assert HOSTILE in report.text
    assert HOSTILE_PLAYLIST in report.text


def test_words_or_pictures_first_is_a_link_that_is_remembered(client: FlaskClient) -> None:
    def first(page: str) -> str:
        return "words" if page.index('class="song-words"') < page.index('class="song-pictures"') else "pictures"

    assert "words" == first(client.get(REPORT).text)
    assert "pictures" == first(client.get(f"{REPORT}?view=pictures").text)
    assert "pictures" == first(client.get(REPORT).text)
    assert "pictures" == first(client.get(f"{REPORT}?view=nonsense").text)
    assert "words" == first(client.get(f"{REPORT}?view=words").text)


@pytest.mark.parametrize(
    "address",
    [
        "/listeners/nobody",
        f"/listeners/{UUID(int=5)}",
        f"/listeners/{UUID(int=5)}/weeks/{WEEK}",
        f"/listeners/{ANA}/weeks/2026-W48",
        f"/listeners/{ANA}/weeks/2026-W99",
        f"/listeners/{ANA}/weeks/2026-W99/report.json",
        f"/listeners/{ANA}/weeks/'; drop table app.listener",
        f"/charts/{ANA}/{WEEK}/2/{song_id(0)}/parts.png",
        f"/charts/{ANA}/{WEEK}/1/slate/../../../etc/passwd",
        "/static/../app.py",
        "/nothing",
    ],
)
def test_what_is_not_there_is_a_clear_404(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert 404 == answer.status_code
    assert "There is no such page" in answer.text
    assert "no-store" == answer.headers["Cache-Control"]


def test_a_picture_is_its_stored_bytes_and_is_kept_for_good_only_under_its_hash(client: FlaskClient) -> None:
    etag = f'"{sha256_hex(dot_png())}"'
    plain = client.get(CHART)
    assert (200, "image/png", etag, dot_png()) == (plain.status_code, plain.mimetype, plain.headers["ETag"], plain.data)
    assert "private, no-cache" == plain.headers["Cache-Control"]
    assert "immutable" in client.get(f"{CHART}?v={sha256_hex(dot_png())[:12]}").headers["Cache-Control"]
    assert "private, no-cache" == client.get(f"{CHART}?v=000000000000").headers["Cache-Control"]
    again = client.get(CHART, headers={"If-None-Match": etag})
    assert (304, b"") == (again.status_code, again.data)


def test_the_json_is_the_stored_report_under_its_stored_hash(client: FlaskClient) -> None:
    answer = client.get(f"{REPORT}/report.json")
    assert content_hash(answer.json) == sha256_hex(answer.data) == answer.headers["ETag"].strip('"')
    again = client.get(f"{REPORT}/report.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (304, b"") == (again.status_code, again.data)


def test_an_unchanged_page_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get(REPORT)
    second = client.get(REPORT)  # the first one set the token
    assert first.headers["ETag"] == second.headers["ETag"]
    assert 304 == client.get(REPORT, headers={"If-None-Match": second.headers["ETag"]}).status_code


def test_the_newest_edition_is_shown(module_settings: Callable[..., Settings]) -> None:
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1)
    with db.transaction(settings) as connection:
        for table, columns in (
            ("recs.edition", "release, input_hash, state, pool_size, playable, wanted, notes, rows_hash"),
            ("explain.report", "report, sha256"),
        ):
            db.execute(
                connection,
                f"insert into {table} (listener_id, week, edition, {columns}) select listener_id, week, 2, {columns}"
                f" from {table} where week = %s",
                [WEEK],
            )
    assert "edition 2" in Elements(make_site(settings).new_client().get(REPORT).text).text


def test_who_has_left_is_shown_nowhere(module_settings: Callable[..., Settings]) -> None:
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1)
    with db.transaction(settings) as connection:
        db.execute(connection, "update app.listener set left_at = now()")
    client = make_site(settings).new_client()
    assert str(ANA) not in client.get("/").text
    assert [404, 404, 404] == [
        client.get(address).status_code for address in (f"/listeners/{ANA}", REPORT, f"{REPORT}/report.json")
    ]


def test_the_site_is_healthy_with_a_database(client: FlaskClient) -> None:
    assert "ok" == client.get("/healthz").json["state"]


def test_without_a_database_every_page_says_so_and_no_secret(site: Site) -> None:
    broken = read_settings(database_url="postgresql://postgres:hunter2@127.0.0.1:1/gone")
    client = make_site(broken).new_client()
    for address in ("/", REPORT, CHART, "/healthz"):
        answer = client.get(address)
        assert 503 == answer.status_code
        assert "linernotes status" in answer.text
        assert not [
            secret for secret in ("hunter2", "postgresql://", "127.0.0.1:1", "Traceback") if secret in answer.text
        ]


def _tell(settings: Settings, sentences: list[dict[str, object]], links: dict[str, str | None]) -> None:
    with db.transaction(settings) as connection:
        db.execute(
            connection,
            "create table if not exists marts.trend_post"
            " (week text, artist_id uuid, post_id text, permalink text, subreddit text)",
        )
        rows = [
            {"week": WEEK, "artist_id": song_id(0), "post_id": post, "permalink": link, "subreddit": "indieheads"}
            for post, link in links.items()
        ]
        db.insert_rows(connection, "marts.trend_post", rows)
        brief = {"week": WEEK, "writer": "template", "sentences": db.Json(sentences), "checker_version": "brief-2"}
        db.insert_rows(connection, "recs.trend_brief", [brief])


def _said(subject: str, text: str, posts: list[str]) -> dict[str, object]:
    about = {"subject_kind": "artist", "subject_id": subject, "artist_ids": [subject], "post_ids": posts}
    return {
        **about,
        "text": text,
        "verdict": "supported",
        "writer": "template",
        "prompt_hash": None,
        "request_hash": None,
    }


def test_the_talk_of_the_week_is_told_by_artist_with_a_link_to_each_post(
    module_settings: Callable[..., Settings],
) -> None:
    """Two sentences on one artist stand together; a post whose link is gone, or leads off the host, has none.

    The brief is shown with a report and is no part of its hash, so that a sentence can go when its post is deleted.
    """
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1)
    client = make_site(settings).new_client()
    stored = client.get(f"{REPORT}/report.json").json
    told = [
        _said("a", "Praise for The Quiet Tram in 2 of 3 posts read.", ["t3_a", "t3_b"]),
        _said("a", "The talk is of live shows.", ["t3_gone", "t3_off"]),
        _said("b", HOSTILE, ["t3_c"]),
    ]
    links = {"t3_a": "/r/x/a/", "t3_b": "/r/x/b/", "t3_c": "/r/x/c/", "t3_gone": None, "t3_off": "@evil.example/"}
    _tell(settings, told, links)
    answer = client.get(REPORT).text
    page = Elements(answer)
    assert "Praise for The Quiet Tram in 2 of 3 posts read. 1 2 The talk is of live shows." in page.text
    leads = [link["href"] for link in page.all("a") if link.get("aria-label") == "a post in r/indieheads"]
    assert [link.removeprefix("https://www.reddit.com") for link in leads] == ["/r/x/a/", "/r/x/b/", "/r/x/c/"]
    assert HOSTILE not in answer
    assert client.get(f"{REPORT}/report.json").json == stored
    with db.transaction(settings, "display") as connection:
        shown = read_brief(connection, WEEK)
    assert [len(said["posts"]) for said in shown] == [2, 1, 1]


def test_a_song_s_talk_links_to_the_posts_that_still_stand(module_settings: Callable[..., Settings]) -> None:
    """Links are read when the page is made: one that leads off is none, and one that is gone leaves the rest told."""
    settings = module_settings(clock=CLOCK)
    store_report(settings, songs=1)
    client = make_site(settings).new_client()
    stored = client.get(f"{REPORT}/report.json").json
    _tell(settings, [], {"t3_a1": "/r/indieheads/comments/a1/", "t3_a2": "javascript:alert(1)"})

    def links() -> list[str]:
        page = Elements(client.get(REPORT).text)
        assert "r/listentothis" in page.text
        return [link["href"] for link in page.all("a") if "comments" in link["href"] or "alert" in link["href"]]

    assert {"https://www.reddit.com/r/indieheads/comments/a1/"} == set(links())
    with db.transaction(settings) as connection:
        db.execute(connection, "update marts.trend_post set permalink = null")
    assert links() == []
    assert client.get(f"{REPORT}/report.json").json == stored
