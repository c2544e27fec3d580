"""What the model said and what it changed, as the page shows it: stated reasoning, never the reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explain.web.frame import Frame
from explain.web.names import Names

Payload = Mapping[str, Any]


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
    frame = names.frame
    said = frame.verdict if payload["by"] == "judgement" else frame.proposed_verdict
    notes = [frame.verdict_outcomes.get(payload["outcome"], payload["outcome"])]
    if payload.get("dropped_count"):
        notes.append(frame.dropped_steps(payload["dropped_count"]))
    note = "; ".join(one for one in notes if one)
    return Chain(
        steps=[step_of(one, names) for one in payload["steps"]],
        verdict=said.format(frame.signed(payload["given"])),
        note=note[:1].upper() + note[1:],
        changed=_changed(payload, found.get("what_if", []), frame),
    )


def _changed(payload: Payload, what_ifs: list[dict[str, Any]], frame: Frame) -> str:
    """What the verdict did: to the score, to the place, to the list."""
    lines = [frame.adds.format(frame.signed(payload["value"]))]
    without = next((one for one in what_ifs if one["without_kind"] == "model"), None)
    if without is not None and without["rank_with"] != without["rank_without"]:
        before, after = frame.whole(without["rank_with"]), frame.whole(without["rank_without"])
        lines.append(frame.rank_without_verdicts.format(before=before, after=after))
    if payload["is_model_song"]:
        lines.append(frame.not_without_model)
    return " ".join(lines)


def step_of(step: Payload, names: Names) -> Step:
    """A stated step as the page shows it: of a judgement, or of a proposal."""
    frame = names.frame
    if "cites" in step:
        cites = [_cited(one, frame) for one in step["cites"]]
        return Step(_sentence(step["text"]), frame.code(step["inference"]), frame.code(step["speaks"]), cites)
    cites = [_proposal_cited(one, names) for one in step["evidence_ids"]]
    return Step(_sentence(step["step"]), "", frame.code(step["verdict"]), cites)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _cited(cited: Payload, frame: Frame) -> str:
    match cited["kind"]:
        case "profile":
            what = f"{frame.code(cited['facet'])} {frame.value_of(cited['facet'], cited['value'])}"
            return frame.profile_share.format(what=what, share=frame.percent(cited["share"]))
        case "own":
            return frame.your_song.format(frame.by.format(title=cited["title"], artist=cited["artist_name"]))
        case "wish":
            what = f"{frame.code(cited['facet'])} {frame.value_of(cited['facet'], cited['value'])}"
            mine = frame.your_wishes.get(cited["origin"], cited["origin"])
            return f"{mine}: {frame.effects[cited['effect']]}: {what}"
        case _:
            return _fact(str(cited["fact"]), cited["says"], frame)


def _fact(fact: str, says: Any, frame: Frame) -> str:  # noqa: ANN401  (jsonb)
    label = frame.facts.get(fact, fact)
    if fact == "talk":
        usual = frame.number(says["usual_mentions"] or 0)
        return frame.usual_talk.format(mentions=frame.mentions(says["mention_count"]), usual=usual)
    if isinstance(says, list):
        return f"{label}: {', '.join(frame.value_of(fact, str(one)) for one in says)}"
    if isinstance(says, dict):
        return f"{label}: {', '.join(f'{frame.key(key)} {frame.number(value)}' for key, value in says.items())}"
    return f"{label}: {frame.value_of(fact, says) if isinstance(says, str) else frame.number(says)}"


def _proposal_cited(cited: str, names: Names) -> str:
    """`genre:jazz`, `trend:<artist_id>`, `rule:<rule_id>`, `recording:<id>` or `brief:...`, readable."""
    kind, _, what = cited.partition(":")
    said = names.frame.cited_parts.get(kind)
    if kind in names.frame.unknown_parts and not names.knows(what):
        return names.frame.unknown_parts[kind]
    return said.format(names.spell(what)) if said else f"{names.frame.code(kind)} {names.frame.value_of(kind, what)}"


def _verb(some: int, of: int) -> int:
    """The number that the verb goes by: none of one thing "is", as one of many is."""
    return 1 if of == 1 else some


def model_of(payloads: list[dict[str, Any]], frame: Frame) -> ModelView | None:
    """What the model changed, from the slate's payloads of that kind; None where it was not there."""
    if not payloads:
        return None
    payload = payloads[0]
    became: Mapping[str, int] = payload["proposals"]
    proposals = [said.format(frame.whole(became[key])) for key, said in frame.proposals.items() if became.get(key)]
    kept, dropped = payload["steps_kept"], payload["steps_dropped"]
    answers = payload["answers"]
    judged = sum(answers.get(one, 0) for one in ("supported", "unsupported", "contradicted"))
    mine, all_songs = payload["model_song_count"], payload["song_count"]
    summary = frame.model_songs(_verb(mine, all_songs), count=frame.whole(mine), of=frame.songs(all_songs))
    stated = kept + dropped
    steps = frame.steps_follow(_verb(kept, stated), count=frame.whole(kept), of=frame.stated_steps(stated))
    return ModelView(
        summary=summary + (frame.without_model if payload["displaced"] else "."),
        songs=[f"{_named(one, frame)} ({frame.brought_by[one['by']]})" for one in payload["model_songs"]],
        displaced=[_named(one, frame) for one in payload["displaced"]],
        proposals=", ".join(proposals),
        steps=f"{frame.songs_judged(judged)}; {steps}" if judged else "",
    )


def _named(song: Payload, frame: Frame) -> str:
    return frame.by.format(title=song["title"], artist=song["artist_name"])


def sources_of(slate: Payload, frame: Frame) -> str:
    """Where the songs of a list came from, largest share first; empty when that is not known."""
    shares: Mapping[str, float] = slate.get("source_shares") or {}
    found = sorted((one for one in shares.items() if one[1] > 0), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{frame.found_by.get(name, name)} {frame.percent(share)}" for name, share in found)
