"""The pictures of the README, from a running system.

`python scripts/screenshots.py` looks at the system that `linernotes up` started, or at --site and --airflow. It writes
docs/screenshots/report.png and report-songs.png (the newest report of the first listener) and airflow.png (the graph of
weekly_discover). Another Airflow's password is read from AIRFLOW_PASSWORD.
"""

import argparse
import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from pipelines.platform import airflow_environment, airflow_rest, web  # noqa: E402  (found only through the line above)
from pipelines.settings import Settings, read_settings  # noqa: E402
from scripts.chromium import find_chromium  # noqa: E402

PICTURES = ROOT / "docs" / "screenshots"
WIDE = {"width": 1280, "height": 1500}
GRAPH = {"width": 1560, "height": 520}
DAG = "weekly_discover"
SETTLE_MS = 2_000
REPORT_LINK = re.compile(r"/listeners/[0-9a-f-]{36}/weeks/\d{4}-W\d{2}$")


def report_picture(browser: Browser, site: str, to: Path) -> None:
    """The head of the newest report (report.png) and its first songs (report-songs.png)."""
    page = browser.new_page(viewport=WIDE, color_scheme="light")
    page.goto(site)
    links = [link.get_attribute("href") or "" for link in page.locator("a").all()]
    reports = [link for link in links if REPORT_LINK.search(link)]
    if not reports:
        sys.exit("the site has no report yet: run `linernotes demo` first")
    page.goto(site.rstrip("/") + reports[0])
    _settle(page)
    page.screenshot(path=to / "report.png")
    page.locator("article.song").first.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.view-switch').scrollIntoView({behavior: 'instant'})")
    _settle(page)
    page.screenshot(path=to / "report-songs.png")
    page.close()


def airflow_picture(browser: Browser, airflow: str, login: tuple[str, str], run_id: str, to: Path) -> None:
    """The graph of the weekly DAG, in the colours of a run when there is one."""
    page = browser.new_page(viewport=GRAPH, color_scheme="light", device_scale_factor=2)
    page.goto(airflow)
    page.locator("input[name=username]").fill(login[0])
    page.locator("input[type=password]").fill(login[1])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/auth/login" not in url)
    page.goto(f"{airflow.rstrip('/')}/dags/{DAG}" + (f"/runs/{quote(run_id)}" if run_id else ""))
    page.get_by_role("button", name="Show Graph").click()
    page.get_by_role("button", name="Collapse Details Panel").click()
    page.get_by_role("button", name="Expand all task groups").click()
    page.wait_for_selector(".react-flow__node", timeout=60_000)
    page.wait_for_timeout(SETTLE_MS)  # the layout moves
    page.evaluate("document.querySelector('.react-flow__minimap')?.remove()")  # it would lie over the last tasks
    page.locator(".react-flow__controls-fitview").click()
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=to / "airflow.png")
    page.close()


def newest_run(settings: Settings) -> str:
    """The run of the newest week that has one; empty when there is none."""
    found = [run for run in airflow_rest.runs(settings, DAG) if run.data_interval_start is not None]
    return max(found, key=lambda run: (run.data_interval_start, run.run_id)).run_id if found else ""


def _settle(page: Page) -> None:
    """Wait until pictures in sight are drawn."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)


def main() -> None:
    """Take the pictures of what runs, or of what was asked for."""
    settings = read_settings()
    is_here = airflow_environment.kept_ports(settings) is not None
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default=web.address(settings), help="address of the report site")
    parser.add_argument("--airflow", default=airflow_environment.address(settings), help="address of the Airflow UI")
    parser.add_argument("--user", default=airflow_environment.USER, help="login of the Airflow UI")
    parser.add_argument("--only", choices=["report", "airflow"], help="only one of them")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder to write to")
    arguments = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("no Chromium: run `python scripts/chromium.py`, or set CHROMIUM_PATH")
    arguments.to.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        if arguments.site and arguments.only != "airflow":
            report_picture(browser, arguments.site, arguments.to)
        if arguments.airflow and arguments.only != "report":
            password = os.environ.get("AIRFLOW_PASSWORD") or (airflow_environment.password(settings) if is_here else "")
            run_id = newest_run(settings) if is_here else ""
            airflow_picture(browser, arguments.airflow, (arguments.user, password), run_id, arguments.to)
        browser.close()


if __name__ == "__main__":
    main()
