"""The report in a real browser: the island stores feedback, the form does without scripts, nothing hostile runs."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from pipelines import db
from tests.browser.conftest import RunningSite, Visit
from tests.explain.web.handmade import ANA, WEEK, song_id

pytestmark = [pytest.mark.db, pytest.mark.e2e]
REPORT = f"/listeners/{ANA}/weeks/{WEEK}"
Open = Callable[..., Visit]


def stored(site: RunningSite, song: int) -> list[str]:
    with db.transaction(site.settings) as connection:
        found = db.rows(
            connection,
            "select kind from app.feedback where recording_id = %s and week = %s order by created_at, kind",
            [song_id(song), WEEK],
        )
    return [row["kind"] for row in found]


@pytest.mark.usefixtures("island")
def test_a_click_in_the_island_is_stored_and_still_there_after_a_reload(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    song = opened.page.locator(f"#song-{song_id(0)}")
    expect(song.locator("[data-island]")).to_have_attribute("data-mounted", "true")
    song.get_by_role("button", name="more of this").click()
    expect(song.get_by_role("status")).to_contain_text("The list of week 2026-W48 will lean towards The Quiet Tram")
    assert ["more"] == stored(site, 0)
    opened.page.reload()
    expect(song.get_by_role("button", name="more of this")).to_have_attribute("aria-pressed", "true")
    expect(song.get_by_role("button", name="never again")).to_have_attribute("aria-pressed", "false")
    assert [] == opened.complaints


@pytest.mark.usefixtures("island")
def test_a_click_that_is_not_stored_springs_back_and_says_so(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    song = opened.page.locator(f"#song-{song_id(1)}")
    opened.page.context.clear_cookies()  # the site no longer knows this browser
    song.get_by_role("button", name="never again").click()
    expect(song.get_by_role("status")).to_contain_text("reload it and try again; nothing was stored")
    expect(song.get_by_role("button", name="never again")).to_have_attribute("aria-pressed", "false")
    assert [] == stored(site, 1)


@pytest.mark.usefixtures("island")
def test_the_island_works_by_keyboard(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    song = opened.page.locator(f"#song-{song_id(2)}")
    song.get_by_role("button", name="less of this").focus()
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    expect(song.get_by_role("status")).to_contain_text("no version of this song")
    assert ["never"] == stored(site, 2)


def dial_events(site: RunningSite) -> list[float]:
    with db.transaction(site.settings) as connection:
        found = db.rows(connection, "select edit from app.profile_edit where listener_id = %s order by event_id", [ANA])
    return [row["edit"]["dial"] for row in found]


@pytest.fixture
def _untouched_dial(site: RunningSite) -> None:
    with db.transaction(site.settings) as connection:
        db.execute(connection, "delete from app.profile_edit")


@pytest.mark.usefixtures("island", "_untouched_dial")
def test_the_dial_is_turned_by_keyboard_and_stands_there_after_a_reload(site: RunningSite, visit: Open) -> None:
    """Six steps of 0.05 to the right of the middle; nothing is stored before Enter."""
    opened = visit(site.address + REPORT)
    dial = opened.page.locator("#dial")
    expect(dial.locator("[data-island]")).to_have_attribute("data-mounted", "true")
    slider = opened.page.get_by_role("slider", name="From familiar to adventurous, for the weeks to come")
    slider.focus()
    for _ in range(6):
        opened.page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0.8, on the adventurous side")
    expect(dial).to_contain_text("0.8, on the adventurous side, not stored yet")
    expect(dial).to_contain_text("the dial stands at 0.5, in the middle")
    opened.page.keyboard.press("Tab")
    opened.page.keyboard.press("Enter")
    expect(dial.get_by_role("status")).to_contain_text("From week 2026-W48 on your lists will lean towards")
    expect(dial).to_contain_text("the dial stands at 0.8, on the adventurous side")
    opened.page.reload()
    expect(slider).to_have_value("0.8")
    assert [0.8] == dial_events(site)
    assert [] == opened.complaints


@pytest.mark.usefixtures("island", "_untouched_dial")
def test_a_turn_that_is_not_stored_springs_back_and_says_so(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    dial = opened.page.locator("#dial")
    opened.page.context.clear_cookies()
    dial.get_by_role("slider").fill("0.1")
    dial.get_by_role("button", name="Keep it there").click()
    expect(dial.get_by_role("status")).to_contain_text("reload it and try again; nothing was stored")
    expect(dial.get_by_role("slider")).to_have_value("0.5")
    assert [] == dial_events(site)


@pytest.fixture
def _german(site: RunningSite) -> Iterator[None]:
    telling = db.Json({"telling": {"language": "de"}})
    with db.transaction(site.settings) as connection:
        db.execute(connection, "update recs.evidence set payload = payload || %s where kind = 'slate'", [telling])
    yield
    with db.transaction(site.settings) as connection:
        db.execute(connection, "update recs.evidence set payload = payload - 'telling' where kind = 'slate'")


@pytest.mark.usefixtures("island", "_untouched_dial", "_german")
def test_the_islands_of_a_german_report_speak_german(site: RunningSite, visit: Open) -> None:
    """Their texts come with the page, the answers from the site in the page's language."""
    opened = visit(site.address + REPORT)
    song = opened.page.locator(f"#song-{song_id(4)}")
    song.get_by_role("button", name="weniger davon").click()
    expect(song.get_by_role("status")).to_contain_text("Gespeichert. Die Liste von Woche 48 rückt von")
    slider = opened.page.get_by_role("slider", name="Von vertraut bis abenteuerlich, für die kommenden Wochen")
    slider.fill("0.8")
    dial = opened.page.locator("#dial")
    expect(dial).to_contain_text("0,8, auf der abenteuerlichen Seite, noch nicht gespeichert")
    dial.get_by_role("button", name="Dort lassen").click()
    expect(dial.get_by_role("status")).to_contain_text("Ab Woche 48 neigen deine Listen zu Acts, die neu für dich sind")
    expect(dial).to_contain_text("steht der Regler auf 0,8, auf der abenteuerlichen Seite")
    opened.page.context.clear_cookies()
    song.get_by_role("button", name="nie wieder").click()
    expect(song.get_by_role("status")).to_contain_text("lade sie neu und versuch es noch einmal")
    assert (["less"], [0.8]) == (stored(site, 4), dial_events(site))


@pytest.mark.usefixtures("_untouched_dial")
def test_without_scripts_the_dial_is_a_form(site: RunningSite, visit: Open) -> None:
    opened = visit(f"{site.address}/listeners/{ANA}", java_script_enabled=False)
    opened.page.get_by_label("From familiar to adventurous, for the weeks to come").fill("0.25")
    opened.page.get_by_role("button", name="Keep it there").click()
    opened.page.wait_for_url(f"**/listeners/{ANA}#dial")
    expect(opened.page.locator("#dial")).to_contain_text("the dial stands at 0.25, on the familiar side")
    assert [0.25] == dial_events(site)


def test_without_scripts_everything_is_there_and_a_form_stores(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT, java_script_enabled=False)
    song = opened.page.locator(f"#song-{song_id(3)}")
    expect(song).to_contain_text("44% of its score comes from “Grey Weather”")
    song.get_by_role("button", name="the reason is wrong").click()
    opened.page.wait_for_url(f"**{REPORT}#song-{song_id(3)}")
    expect(song).to_contain_text("Stored: the reason is wrong.")
    assert ["wrong_reason"] == stored(site, 3)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (1600, "light")])
def test_nothing_overflows_and_nothing_hostile_runs(site: RunningSite, visit: Open, width: int, scheme: str) -> None:
    for address in ("/", f"/listeners/{ANA}", REPORT, f"{REPORT}?view=pictures", "/nothing"):
        opened = visit(site.address + address, width=width, color_scheme=scheme)
        opened.page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        assert 0 == opened.page.evaluate("document.documentElement.scrollWidth - innerWidth"), address
        assert [] == [line for line in opened.complaints if "404" not in line], address


def test_a_footnote_opens_the_claim_it_names(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    opened.page.get_by_role("link", name="claim 1 of Paper Umbrellas").click()
    claim = opened.page.locator("#claim-1-1")
    expect(claim).to_be_visible()
    expect(claim).to_contain_text("Share of score")


def test_every_picture_is_drawn_and_described(site: RunningSite, visit: Open) -> None:
    """10 songs x 2 + the slate = 21."""
    opened = visit(site.address + REPORT)
    opened.page.evaluate("document.querySelectorAll('img').forEach(image => image.loading = 'eager')")
    assert 21 == opened.page.locator("figure img").count()
    opened.page.evaluate("Promise.all([...document.querySelectorAll('figure img')].map(image => image.decode()))")
    assert opened.page.evaluate("[...document.querySelectorAll('figure img')].every(i => i.naturalWidth > 0 && i.alt)")


def test_headings_and_landmarks_make_an_outline(site: RunningSite, visit: Open) -> None:
    opened = visit(site.address + REPORT)
    levels = opened.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert (1, 1) == (levels[0], levels.count(1))
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("banner", "main", "contentinfo"):
        assert 1 == opened.page.get_by_role(landmark).count(), landmark
    opened.page.keyboard.press("Tab")
    expect(opened.page.get_by_role("link", name="Skip to the content")).to_be_focused()
