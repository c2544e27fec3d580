"""`linernotes listener dial ... --preview`: what a turn of the dial would have made of the newest slate, in words."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from pipelines.settings import Settings


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


def _print(found: dict[str, Any]) -> None:
    from pipelines.cli.console import print_table

    (stood, stands), (had, has) = found["dial"], found["new_artist_count"]
    left = [one for one in found["songs"] if one["position_after"] is None]
    entered = [one for one in found["songs"] if one["position_before"] is None]
    print(
        f"{found['week']}, edition {found['edition']}, had the dial stood at {stands:g} instead of {stood:g} "
        "(nothing is stored):"
    )
    print_table(
        ("change", "song", "place"),
        [("leaves", one["name"], f"{one['position_before']} -> -") for one in left]
        + [("enters", one["name"], f"- -> {one['position_after']}") for one in entered],
    )
    stays = len(found["songs"]) - len(left) - len(entered)
    print(f"{stays} songs stay; songs by new artists: {had} -> {has}")
