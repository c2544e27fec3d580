"""`wish add ... --preview` and `feedback add ... --preview`: what it would have made of the newest slate, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from pipelines.settings import Settings


def show_wish(settings: "Settings", listener_id: "UUID", text: str, lang: str, *, as_json: bool) -> None:
    """Print what a wish, read by code alone, would have made of it; nothing is stored."""
    from pipelines.clock import make_clock
    from pipelines.listeners import wish_event
    from pipelines.llm import model_name

    event = wish_event(listener_id, text, lang, make_clock(settings.clock)())
    asks = model_name(settings) if "wish" in settings.llm_rooms else None
    _show(settings, event, {"wish": text, "lang": lang, "read_by": "rules", "week_asks": asks}, as_json=as_json)


def show_feedback(
    settings: "Settings", listener_id: "UUID", recording_id: "UUID", kind: str, *, week: str | None, as_json: bool
) -> None:
    """Print what a feedback would have made of it; nothing is stored."""
    from pipelines.listeners import feedback_event

    event = feedback_event(settings, listener_id, recording_id, kind, week=week)
    about = {"feedback": kind, "recording_id": str(recording_id), "about_week": event["week"]}
    _show(settings, event, about, as_json=as_json)


def _show(settings: "Settings", event: Mapping[str, Any], about: Mapping[str, Any], *, as_json: bool) -> None:
    from uuid import UUID

    from pipelines import db
    from pipelines.cli.console import print_json
    from pipelines.llm.preview import read_one_more
    from pipelines.recommend.preview_edit import preview_edit
    from pipelines.recommend.stored import find_edition, track_names

    with db.transaction(settings, "open") as connection:
        stored = find_edition(connection, event["listener_id"], None)
        tables = read_one_more(connection, settings, stored.week, stored.listener_id, event)
        found = {**about, **preview_edit(connection, settings, stored, tables, event["event_id"])}
    found["unread"] = [row["words"] for row in tables["recs.unread_words"] if row["event_id"] == event["event_id"]]
    named = [*found["songs"], *found["own_things"], *([found] if "recording_id" in found else [])]
    rules = [one for one in [*found["rules"], *found["ended"]] if one["facet"] == "recording"]
    wanted = [UUID(one["recording_id"]) for one in named] + [UUID(one["value"]) for one in rules]
    with db.transaction(settings, "display") as connection:
        names = track_names(connection, stored.week, wanted)
    for one in named:
        one["name"] = names[UUID(one["recording_id"])]
    for one in rules:
        one["name"] = names[UUID(one["value"])]
    if as_json:
        print_json(found)
    else:
        _print(found)


def _print(found: Mapping[str, Any]) -> None:
    from pipelines.cli.console import print_table
    from pipelines.cli.preview import changes
    from pipelines.cli.wishes import print_rules

    print(f"{found['week']}, edition {found['edition']}, {_said(found)} (nothing is stored):")
    if found["rules"] or "wish" in found:
        print_rules(found["rules"], found["unread"])
    elif not found["own_things"]:
        lacks = "no own song was a reason for it" if found["feedback"] == "wrong_reason" else "the week lacks the song"
        print(f"Nothing follows from it: {lacks}.")
    for one in found["ended"]:
        print(f'No longer in force: {one["effect"]} {one["facet"]} {one["name"]}, from "{one["words"]}"')
    for one in found["own_things"]:
        print(f"Weighs otherwise: {one['name']}, x {one['factor'][0]:g} -> x {one['factor'][1]:g}")
    changed = changes(found)
    if changed:
        lines = [(what, one["name"], place, _why(one)) for what, one, place in changed]
        print_table(("change", "song", "place", "moved by"), lines)
        print(f"{len(found['songs']) - len(changed)} songs stay")
    else:
        same = all(one["position_before"] == one["position_after"] for one in found["songs"])
        print("The slate stays as it is." if same else "The same songs, in another order.")
    if found["not_looked_up"]:
        print(
            f"{found['not_looked_up']} songs that it lifts among the best were not looked up at Spotify then, "
            "so they cannot enter here; a week looks them up."
        )


def _said(found: Mapping[str, Any]) -> str:
    if "wish" not in found:
        return f"with `{found['feedback']}` on {found['name']} of {found['about_week']}"
    asks = "" if found["week_asks"] is None else f"; a week asks {found['week_asks']}, which may read it otherwise"
    return f'with the wish "{found["wish"].strip()}", read by rules in code without a model{asks}'


def _why(song: Mapping[str, Any]) -> str:
    return "; ".join(map(_mover, song["moved_by"])) or "the others"


def _mover(one: Mapping[str, Any]) -> str:
    amount = "" if one["amount"] is None else f" {one['amount']:+.3f}"
    if one["kind"] == "own_things":
        return f"own songs weigh otherwise{amount}"
    if one["is_new"]:
        return f'"{one["words"]}" {"keeps it out" if not amount else ""}{amount.strip()}'
    return f'no longer "{one["words"]}"{amount}'
