"""`linernotes why` and `why-not`: one song of a slate, or one that is not on it, taken apart."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.remedies import kept_recordings, remedies_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from pipelines.settings import Settings

LARGEST_EDITION = 2**31 - 1
Listener = Annotated[str, typer.Argument(help="Name or id of the listener.", show_default=False)]
Song = Annotated[
    str, typer.Argument(help="A piece of its title, its recording_id or Spotify URI, or its place, as in '#3'.")
]
Week = Annotated[str | None, typer.Option("--week", "-w", help="ISO week, such as 2026-W47; the newest made.")]
Edition = Annotated[
    int | None, typer.Option("--edition", "-e", min=0, max=LARGEST_EDITION, help="Its number; the newest.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def why(listener: Listener, song: Song, week: Week = None, edition: Edition = None, *, as_json: AsJson = False) -> None:
    """Say what put a song on the slate: every stored part, their sum, the re-ranking, the what-ifs.

    Example: linernotes why Ana '#3' --week 2026-W47
    """
    from pipelines import db
    from pipelines.cli.console import print_json
    from pipelines.recommend.stored import find_edition, find_song
    from pipelines.recommend.why import read_why
    from pipelines.settings import read_settings

    settings = read_settings()
    listener_id = _find_listener(settings, listener, week)
    with db.transaction(settings, "display") as connection:
        stored = find_edition(connection, listener_id, week, edition)
        found = read_why(connection, stored, find_song(connection, stored, song))
    if as_json:
        print_json(found)
    else:
        _print_why(found)


def _find_listener(settings: "Settings", listener: str, week: str | None) -> "UUID":
    from pipelines.domain.weeks import week_start
    from pipelines.listeners import find_listener

    if week is not None:
        week_start(week)  # refuses what is no week, before a connection is made
    return find_listener(settings, listener)


def _print_why(found: dict[str, Any]) -> None:
    from pipelines.cli.console import print_table

    print(f"{found['week']}, edition {found['edition']}: #{found['position']} {found['name']} ({found['role']})")
    print_parts(found["parts"], found["score"])
    print(f"parts - score = {found['difference']:.1e}")
    print(
        f"place {found['position']}: rank {found['rank']} by score; score {found['score']:.6f}"
        + "".join(f" {step['delta']:+.6f} {step['step']}" for step in found["steps"])
        + f" = {found['step_sum']:.6f}"
    )
    print_table(
        ("without", "rank", "slate"),
        [
            (one["words"], f"{one['rank_with']} -> {one['rank_without']}", "stays" if one["on_slate"] else "leaves")
            for one in found["what_ifs"]
        ],
    )
    for line in _said_by_model(found["model"]):
        print(line)


def _said_by_model(model: dict[str, Any]) -> list[str]:
    """What the model said of the song, step by step, and what it changed on the slate."""
    lines, said = [], model["said"]
    if said is not None:
        lines.append(
            f"the model said {said['given']:+.2f} ({said['by']}, {said['outcome']}), in the score {said['value']:+.6f}:"
        )
        for step in said["steps"]:
            way, text = step.get("speaks", step.get("verdict")), step.get("text", step.get("step"))
            cited = step["evidence_ids"] if "evidence_ids" in step else [one["id"] for one in step["cites"]]
            lines.append(f"  {way}: {text} [{', '.join(cited)}]")
        if said["is_model_song"]:
            lines.append("without the model it would not be here")
    if model["song_count"]:
        lines.append(f"{model['model_song_count']} of {model['song_count']} songs are here because of the model")
    return lines


def print_parts(parts: list[dict[str, Any]], score: float) -> None:
    """The table that sums up."""
    from pipelines.cli.console import print_table

    lines = [
        (one["term"], one["words"], f"{one['value']:+.6f}", "" if one["share"] is None else f"{one['share']:.1%}")
        for one in parts
    ]
    print_table(("term", "what", "value", "share"), [*lines, ("score", "", f"{score:+.6f}", "")])


def why_not(
    listener: Listener, song: Song, week: Week = None, edition: Edition = None, *, as_json: AsJson = False
) -> None:
    """Say what kept a song off the slate and what would bring it in; computed again on the frozen inputs.

    Example: linernotes why-not Ana 'Cold Harbour' --week 2026-W47
    """
    from pipelines import db
    from pipelines.cli.console import print_json
    from pipelines.recommend.stored import find_edition, find_song, track_names
    from pipelines.recommend.why_not import explain_absence
    from pipelines.recommend.why_words import parts_in_words, value_names
    from pipelines.settings import read_settings

    settings = read_settings()
    listener_id = _find_listener(settings, listener, week)
    with db.transaction(settings, "display") as connection:
        stored = find_edition(connection, listener_id, week, edition)
        recording = find_song(connection, stored, song)
        name = track_names(connection, stored.week, [recording])[recording]
    with db.transaction(settings, "open") as connection:
        found = {"name": name, **explain_absence(connection, settings, stored, recording)}
    with db.transaction(settings, "display") as connection:
        found["parts"] = parts_in_words(connection, stored, found.get("parts", []))
        names = track_names(connection, stored.week, kept_recordings(found["remedies"]))
        values = value_names(connection, stored.week, found.get("rules", []))
    if as_json:
        print_json(found)
    else:
        _print_why_not(found, names, values)


def _print_why_not(found: dict[str, Any], names: "Mapping[UUID, str]", values: "Mapping[str, str]") -> None:
    print(f"{found['week']}, edition {found['edition']}: {found['name']} is not on the slate")
    print(_reason(found, values))
    if found["parts"]:
        print_parts(found["parts"], found["score"])
    if "last_step" in found:
        for who, side in found["last_step"].items():
            deltas = " ".join(f"{side[name]:+.6f} {name}" for name in side if name not in ("score", "value"))
            print(f"last place, {who}: score {side['score']:.6f} {deltas} = {side['value']:.6f}")
        print(f"gap {found['gap']:.6f}; weakest term against the last song: {found['weakest'] or 'none'}")
    for line in remedies_in_words(found["remedies"], names):
        print(line)


def _reason(found: dict[str, Any], values: "Mapping[str, str]") -> str:  # noqa: PLR0911  (one line per reason)
    match found["reason"]:
        case "not_in_catalogue":
            return "Nothing can bring it in: it is not in the catalogue that this week is frozen with."
        case "owned":
            ids = ", ".join(sorted({one["recording_id"] for one in found["owned_as"]}))
            return f"Nothing can bring it in: it is owned{f', as {ids}' if ids else ', by its group or hash'}."
        case "delivered":
            told = ", ".join(sorted({f"{one['week']} (edition {one['edition']})" for one in found["delivered_in"]}))
            return f"Nothing can bring it in: it was delivered in {told}, and nothing is repeated."
        case "excluded":
            named = [{**one, "value": values.get(one["value"], one["value"])} for one in found["rules"]]
            form = '{origin} "{words}" ({effect} {facet} {value})'
            return f"Kept out by {'; '.join(form.format(**one) for one in named)}."
        case "not_offered":
            told = ", ".join(f"{name} has it at {place}" for name, place in found["places"].items())
            return (
                f"No candidate: {told or 'no source has anything for it'}; sources offer {found['places_kept']} each."
            )
        case "cut":
            return f"Cut from the pool: its pre-score is {found['pre_score']:.6f}, the last kept {found['cut_at']}."
        case "not_playable":
            looked = "it is not known to play in the listener's market"
            return f"Rank {found['rank']}: {looked if found['looked_at'] else 'not among those looked up at Spotify'}."
        case "version_on_slate":
            return f"Another version of it is on the slate: {found['version']}."
        case "artist_cap":
            return f"Its artist has the {found['max_per_artist']} songs that a slate may have of one."
        case _:
            return f"Beaten: rank {found['rank']} of {found['pool_size']}."
