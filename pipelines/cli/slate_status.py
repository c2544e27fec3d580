"""What `linernotes status` says of each slate: whose songs are the model's, where they came from, how the model did."""

from collections.abc import Mapping
from typing import Any

from pipelines import db
from pipelines.settings import Settings


def slate_line(slate: Mapping[str, Any]) -> tuple[object, ...]:
    """One line of the table: shares in percent, outcomes with their counts, largest first."""

    def told(what: dict[str, float], form: str) -> str:
        found = sorted(((name, value) for name, value in what.items() if value), key=lambda one: (-one[1], one[0]))
        return ", ".join(f"{name} {format(value, form)}" for name, value in found)

    steps = slate["steps_kept"] + slate["steps_dropped"]
    return (
        slate["listener"],
        slate["songs"],
        f"{slate['model_songs']} ({slate['model_song_share']:.0%})",
        told(slate["source_shares"], ".0%"),
        told(slate["proposals"], ".0f"),
        told(slate["judged"], ".0f"),
        f"{slate['steps_kept']} of {steps}" if steps else "",
    )


def read_slates(settings: Settings, week: str) -> list[dict[str, Any]]:
    """The slates of a week: whose songs are the model's, which sources they came from, how the model did."""
    sql = """
        select l.display_name, m.listener_id::text, m.name, m.value
        from recs.run_metrics as m inner join app.listener as l using (listener_id)
        where m.week = %s order by l.display_name, m.listener_id, m.name
    """
    measured: dict[tuple[str, str], dict[str, float]] = {}
    with db.transaction(settings) as connection:
        for row in db.rows(connection, sql, [week]):
            measured.setdefault((row["display_name"], row["listener_id"]), {})[row["name"]] = row["value"]

    def named(values: dict[str, float], prefix: str) -> dict[str, float]:
        return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}

    return [
        {
            "listener": listener,
            "listener_id": listener_id,
            "songs": int(values["songs"]),
            "model_songs": int(values.get("model_songs", 0)),
            "model_song_share": values.get("model_song_share", 0.0),
            "source_shares": named(values, "source_share_"),
            "proposals": named(values, "proposals_"),
            "judged": named(values, "judged_"),
            "steps_kept": int(values.get("judgement_steps_kept", 0)),
            "steps_dropped": int(values.get("judgement_steps_dropped", 0)),
        }
        for (listener, listener_id), values in measured.items()
        if "songs" in values
    ]
