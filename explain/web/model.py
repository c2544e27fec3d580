"""What the model said and what it changed, as the page shows it: stated reasoning, never the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explain.web import wording
from explain.web.proofs import Names

Payload = Mapping[str, Any]
OUTCOMES = {
    "supported": "",
    "resolved": "",
    "unsupported": "no step of it follows from what it cites, so it counts nothing",
    "contradicted": "its own steps speak the other way, so it counts nothing",
}
PROPOSALS = {
    "resolved": "found, and new to you",
    "found": "real, and not in this week's catalogue",
    "owned": "yours already",
    "delivered": "on an earlier list",
    "excluded": "against a wish",
    "unknown": "not looked up",
    "invented": "known to nobody",
}
SOURCES = {
    "similar": "songs like yours",
    "vector": "sound and tags",
    "trend": "the week's talk",
    "proposal": "the model's proposals",
    "co_listed": "other people's playlists",
}
_FACTS = {"talk": "talk", "new": "new artist", "listeners": "listeners", "near": "near your songs"}


@dataclass(frozen=True)
class Step:
    """One stated step: its words, what it cites, and which way it speaks."""

    text: str
    inference: str
    speaks: str
    cites: list[str]


@dataclass(frozen=True)
class Chain:
    """The model's stated reasoning about a song."""

    steps: list[Step]
    verdict: str
    note: str
    changed: str


@dataclass(frozen=True)
class ModelView:
    """What the model changed on a list: its songs, those in whose place they are, its proposals, its steps."""

    summary: str
    songs: list[str]
    displaced: list[str]
    proposals: str
    steps: str


def chain_of(found: Mapping[str, list[dict[str, Any]]], names: Names) -> Chain | None:
    """The chain of one song from its payloads by kind; None where the model said nothing."""
    payload = next(iter(found.get("judgement", [])), None)
    if payload is None:
        return None
    said = "Its verdict" if payload["by"] == "judgement" else "It proposed the song; its verdict"
    notes = [OUTCOMES.get(payload["outcome"], payload["outcome"])]
    if payload.get("dropped_count"):
        dropped = wording.count(payload["dropped_count"], "step")
        notes.append(f"{dropped} did not follow from what {'it' if payload['dropped_count'] == 1 else 'they'} cited")
    return Chain(
        steps=[_step(one, names) for one in payload["steps"]],
        verdict=f"{said}: {wording.signed(payload['given'])}, on a scale from {wording.MINUS}1 to 1.",
        note="; ".join(one for one in notes if one).capitalize(),
        changed=_changed(payload, found.get("what_if", [])),
    )


def _changed(payload: Payload, what_ifs: list[dict[str, Any]]) -> str:
    """What the verdict did: to the score, to the place, to the list."""
    lines = [f"It adds {wording.signed(payload['value'])} to the score."]
    without = next((one for one in what_ifs if one["without_kind"] == "model"), None)
    if without is not None and without["rank_with"] != without["rank_without"]:
        lines.append(f"Rank {without['rank_with']:,} would be {without['rank_without']:,} without the verdicts.")
    if payload["is_model_song"]:
        lines.append("Had the model not been asked, this song would not be here.")
    return " ".join(lines)


def _step(step: Payload, names: Names) -> Step:
    if "cites" in step:
        cites = [_cited(one) for one in step["cites"]]
        return Step(_sentence(step["text"]), wording.plain(step["inference"]), step["speaks"], cites)
    cites = [_proposal_cited(one, names) for one in step["evidence_ids"]]
    return Step(step["step"], "", step["verdict"], cites)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _cited(cited: Payload) -> str:
    match cited["kind"]:
        case "profile":
            return f"{cited['facet']} {cited['value']}: {wording.percent(cited['share'])} of your songs"
        case "own":
            return f"your {cited['title']} by {cited['artist_name']}"
        case "wish":
            return (
                f"your {_said(cited['origin'])}: {wording.EFFECTS[cited['effect']]}: {cited['facet']} {cited['value']}"
            )
        case _:
            return _fact(str(cited["fact"]), cited["says"])


def _said(origin: str) -> str:
    return {"removed": "removal", "readded": "putting back", "profile_edit": "edit"}.get(origin, origin)


def _fact(fact: str, says: Any) -> str:  # noqa: ANN401  (jsonb)
    label = _FACTS.get(fact, fact)
    if fact == "talk":
        usual = wording.number(says["usual_mentions"] or 0)
        return f"{wording.count(says['mention_count'], 'mention')} this week, {usual} in a usual one"
    if isinstance(says, list):
        return f"{label}: {', '.join(str(one) for one in says)}"
    if isinstance(says, dict):
        return f"{label}: {', '.join(f'{key} {wording.number(value)}' for key, value in says.items())}"
    return f"{label}: {wording.number(says)}"


def _proposal_cited(cited: str, names: Names) -> str:
    """`genre:jazz`, `trend:<artist_id>`, `rule:<rule_id>`, `recording:<id>` or `brief:...`, readable."""
    kind, _, what = cited.partition(":")
    return {
        "trend": f"talk about {names.spell(what)}",
        "rule": f"your wish {names.spell(what)}",
        "recording": "what is known of the song",
        "brief": f"the talk of the week, sentence {what}",
    }.get(kind, f"{kind} {what}")


def model_of(payloads: list[dict[str, Any]]) -> ModelView | None:
    """What the model changed, from the slate's payloads of that kind; None where it was not there."""
    if not payloads:
        return None
    payload = payloads[0]
    count = payload["model_song_count"]
    by = {"proposal": "proposed", "judgement": "judged well", "room": "moved up"}
    became: Mapping[str, int] = payload["proposals"]
    proposals = [f"{became[key]} {said}" for key, said in PROPOSALS.items() if became.get(key)]
    kept, dropped = payload["steps_kept"], payload["steps_dropped"]
    answers = payload["answers"]
    judged = sum(answers.get(one, 0) for one in ("supported", "unsupported", "contradicted"))
    of = wording.count(payload["song_count"], "song")
    steps = f"{kept} of {wording.count(kept + dropped, 'stated step')} follow from what they cite"
    return ModelView(
        summary=(
            f"{count} of {of} {'is' if count == 1 else 'are'} here because of the model"
            + (". Without it:" if payload["displaced"] else ".")
        ),
        songs=[f"{one['title']} by {one['artist_name']} ({by[one['by']]})" for one in payload["model_songs"]],
        displaced=[f"{one['title']} by {one['artist_name']}" for one in payload["displaced"]],
        proposals=", ".join(proposals),
        steps=f"{wording.count(judged, 'song')} judged; {steps}" if judged else "",
    )


def sources_of(slate: Payload) -> str:
    """Where the songs of a list came from, largest share first; empty when that is not known."""
    shares: Mapping[str, float] = slate.get("source_shares") or {}
    found = sorted((one for one in shares.items() if one[1] > 0), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{SOURCES.get(name, name)} {wording.percent(share)}" for name, share in found)
