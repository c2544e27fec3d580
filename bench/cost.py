"""What the model takes per listener and week, room by room, on the sandbox world; a section of docs/benchmarks.md.

Whole weeks over HTTP, direct calls of the scripted model, counted as its server counts them: four bytes a token. The
answers are as long as the script's; the requests are the real ones. A real model's hidden reasoning comes on top.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench._sections import machine_and_date, write_section
from pipelines import db, warehouse
from pipelines.cli.compose import capture_day, days_between, run_week
from pipelines.cli.demo import enrol_listeners
from pipelines.db.migrate import migrate
from pipelines.domain.weeks import previous_week, week_days
from pipelines.llm import costs
from pipelines.platform import postgres
from pipelines.sandbox import running_sandbox
from pipelines.settings import Settings, read_settings

LISTENERS, WEEKS, NEWEST, ANCHOR = 2, 1, "2026-W47", date(2026, 11, 23)
CLOCK = datetime.fromisoformat("2026-11-23T07:00:00+00:00")
MOST_TOKENS, MOST_USD, AIM_TOKENS, AIM_USD = 30_000, 0.006, 10_000, 0.002
MANY = 1000


def measure() -> dict[str, float]:
    """Tokens and USD per listener and week, in batches, and what a thousand listeners would take."""
    weeks = int(os.environ.get("LINERNOTES_BENCH_WEEKS", str(WEEKS)))
    with _house() as settings:
        _make_weeks(settings, weeks)
        with db.transaction(settings) as connection:
            by_room = costs.costs(connection, ["room"])
            few, many = (costs.forecast(settings, connection, count) for count in (LISTENERS, MANY))
    write_section("cost", section(by_room, few, many, weeks, read_settings()))
    return {
        "tokens_per_listener_week": few.tokens / few.listeners,
        "batch_usd_per_listener_week": few.batch_usd / few.listeners,
        "tokens_of_1000": many.tokens / many.listeners,
        "batch_usd_of_1000": many.batch_usd / many.listeners,
    }


@contextmanager
def _house() -> Iterator[Settings]:
    """A PostgreSQL and a sandbox of their own, gone at the end."""
    folders = [Path(tempfile.mkdtemp(prefix="linernotes-bench-", dir=parent)) for parent in (None, "/var/tmp")]
    for folder in folders:
        folder.chmod(0o755)  # the server runs as another user under root
    settings = read_settings(
        home=folders[0], postgres_home=folders[1], clock=CLOCK.isoformat(), sandbox_listeners=LISTENERS
    )
    try:
        postgres.start(settings, durable=False)
        migrate(settings)
        warehouse.prepare(settings)
        with running_sandbox(settings.home / "sandbox", anchor=ANCHOR, listeners=LISTENERS, clock=lambda: CLOCK):
            yield settings
    finally:
        postgres.remove(settings)
        for folder in folders:
            shutil.rmtree(folder)


def _make_weeks(settings: Settings, count: int) -> None:
    weeks = [NEWEST]
    while len(weeks) < count:
        weeks.insert(0, previous_week(weeks[0]))
    enrol_listeners(settings, weeks[0])
    for day in days_between(week_days(weeks[0])[0] - timedelta(days=7), week_days(NEWEST)[-1]):
        capture_day(settings, day)
    for week in weeks:
        print(f"{week}", file=sys.stderr, flush=True)
        run_week(settings, week)


def section(
    by_room: list[dict[str, Any]], few: costs.Forecast, many: costs.Forecast, weeks: int, settings: Settings
) -> str:
    """The section's text."""
    listener_weeks, many_tokens = LISTENERS * weeks, many.tokens / many.listeners
    lines = [
        f"| {row['room']} | {row['requests']} | {row['tokens_in'] / row['requests']:.0f} |"
        f" {row['tokens_out'] / row['requests']:.0f} |"
        f" {(row['tokens_in'] + row['tokens_out']) / listener_weeks:.0f} | {row['cost_usd'] / listener_weeks:.5f} |"
        for row in by_room
    ]
    return f"""## Cost of the model

`python -m bench cost`, {machine_and_date()}: {LISTENERS} listeners, {weeks} weeks of the sandbox world, asked directly;
tokens as the sandbox counts them (four bytes each); prices {settings.llm_price_version}. The scripted model has no
hidden reasoning; a real one's comes on top.

| room | requests | tokens in, each | tokens out, each | tokens per listener and week | USD, direct |
|---|---|---|---|---|---|
{chr(10).join(lines)}

| per listener and week, in batches | tokens | USD |
|---|---|---|
| at most | {MOST_TOKENS} | {MOST_USD} |
| the aim | {AIM_TOKENS} | {AIM_USD} |
| {few.listeners} listeners | {few.tokens / few.listeners:.0f} | {few.batch_usd / few.listeners:.5f} |
| {many.listeners} listeners, who share posts and brief | {many_tokens:.0f} | {many.batch_usd / many.listeners:.5f} |
"""
