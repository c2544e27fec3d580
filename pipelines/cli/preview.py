"""`linernotes listener dial ... --preview`: what a turn of the dial would have made of the newest slate, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from pipelines.settings import Settings

PREVIEW = "Show the newest slate as it would have been, and store nothing."
"""Help of the option on every command that has it."""


def show_dial(settings: "Settings", listener_id: "UUID", value: float, *, as_json: bool) -> None:
    """Print it; nothing is stored."""
    from uuid import UUID

    from pipelines import db
    from pipelines.cli.console import print_json
    from pipelines.recommend.preview import preview_dial
    from pipelines.recommend.stored import find_edition, track_names

    with db.transaction(settings, "open") as connection:
        found = preview_dial(connection, settings, find_edition(connection, listener_id, None), value)
    with db.transaction(settings, "display") as connection:
        names = track_names(connection, found["week"], [UUID(one["recording_id"]) for one in found["songs"]])
    for one in found["songs"]:
        one["name"] = names[UUID(one["recording_id"])]
    if as_json:
        print_json(found)
    else:
        _print(found)


def changes(found: Mapping[str, Any]) -> list[tuple[str, dict[str, Any], str]]:
    """The songs that leave, then those that enter: the word for it, the song, its place before and after."""
    left = [one for one in found["songs"] if one["position_after"] is None]
    entered = [one for one in found["songs"] if one["position_before"] is None]
    return [("leaves", one, f"{one['position_before']} -> -") for one in left] + [
        ("enters", one, f"- -> {one['position_after']}") for one in entered
    ]


def _print(found: dict[str, Any]) -> None:
    from pipelines.cli.console import print_table

    (stood, stands), (had, has) = found["dial"], found["new_artist_count"]
    changed = changes(found)
    print(
        f"{found['week']}, edition {found['edition']}, had the dial stood at {stands:g} instead of {stood:g} "
        "(nothing is stored):"
    )
    print_table(("change", "song", "place"), [(what, one["name"], place) for what, one, place in changed])
    print(f"{len(found['songs']) - len(changed)} songs stay; songs by new artists: {had} -> {has}")
