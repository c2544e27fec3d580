"""What would bring a song in, in words: first what does, then what was tried and does not."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

WHAT = {
    "mmr_diversity": "without diversity (mmr_diversity 0)",
    "calibration_strength": "without calibration (calibration_strength 0)",
    "freshness_strength": "without rest for artists (freshness_strength 0)",
    "dial_strength": "without the dial (dial_strength 0)",
    "weight_judgement": "without the model's verdicts (weight_judgement 0)",
}
"""A setting that is turned off."""


def kept_recordings(remedies: Sequence[dict[str, Any]]) -> list[UUID]:
    """Recordings that a listener might keep, each once."""
    kept = [one["value"] for remedy in remedies for one in remedy["changes"] if one["kind"] == "keep"]
    return [UUID(one) for one in dict.fromkeys(kept)]


def remedies_in_words(remedies: Sequence[dict[str, Any]], names: Mapping[UUID, str]) -> list[str]:
    """One line per remedy of `find_remedies`, recordings by name; none when there are none."""
    does = [one for one in remedies if one["position"] is not None]
    lines = [f"{_changes(one, names)}: it would be at #{one['position']}, score {one['score']:.6f}" for one in does]
    if remedies and not does:
        lines.append("Nothing that was tried brings it in.")
    return lines + [f"{_changes(one, names)}: not enough" for one in remedies if one["position"] is None]


def _changes(remedy: dict[str, Any], names: Mapping[UUID, str]) -> str:
    return " and ".join(_words(one, names) for one in remedy["changes"])


def _words(change: dict[str, Any], names: Mapping[UUID, str]) -> str:  # noqa: PLR0911  (one line per kind)
    amount = change["amount"]
    match change["kind"]:
        case "without_rule":
            return f'without "{change["value"]}"'
        case "feedback":
            return "`more` feedback on it"
        case "prefer":
            strength = "any strength" if amount is None else f"strength {amount:.2f}"
            what = "its artist" if change["name"] == "artist" else f"{change['name']} {change['value']}"
            return f"preferring {what} at {strength}"
        case "score":
            return "any rise in score" if amount is None else f"a score higher by {amount:.6f}"
        case "dial":
            return "the dial anywhere" if amount is None else f"the dial at {amount:g}"
        case "playable":
            return "if it played in the listener's market"
        case "keep":
            return f"keeping {names.get(UUID(change['value']), change['value'])}, which is like it"
        case "proposal":
            return "a proposal of it by the model"
        case _ if change["name"] in WHAT:
            return WHAT[change["name"]]
        case _:
            return f"{change['name']} " + ("as large as it can be" if amount is None else f"{amount:g}")
