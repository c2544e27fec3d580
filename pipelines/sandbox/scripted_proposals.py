"""The scripted model proposes songs: by the listener's shares, with doubts, and one song that it made up."""

from typing import Any

from pipelines.domain.hashing import content_hash

_CHOSEN = 8
_INVENTED = (
    ("The Plausible Deniers", "We Were Never in the Studio"),
    ("Apocrypha Jones", "B-Side of Nothing"),
    ("Hallucinated Hearts", "You Would Have Loved This One"),
    ("Citation Needed", "Source: Trust Me"),
    ("The Footnotes", "Ibid."),
)


def proposals(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.Proposals."""
    turn = int(content_hash(inputs)[:6], 16)
    shares = {(row["facet"], row["value"]): row for row in inputs["profile"]}
    ranked = sorted(inputs["songs"], key=lambda song: (-_fit(song, shares, inputs), song["id"]))
    chosen: list[dict[str, Any]] = []
    for song in ranked:
        if song["artist_name"] not in {one["artist_name"] for one in chosen}:
            chosen.append(song)
        if len(chosen) == _CHOSEN:
            break
    answers = [_proposal(song, shares, inputs) for song in chosen]
    if ranked and ranked[-1] not in chosen:
        answers.append(_warning(ranked[-1], inputs))
    answers.insert(min(2, len(answers)), _invented(turn, inputs))
    return {"proposals": answers}


def _matches(song: dict[str, Any], shares: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = [("genre", one) for one in song["genres"]] + [("mood", one) for one in song["moods"]]
    wanted += [("tempo", song["tempo"]), ("decade", song["decade"])]
    return [shares[key] for key in wanted if key in shares]


def _rules(song: dict[str, Any], inputs: dict[str, Any]) -> list[dict[str, Any]]:
    known = {*song["genres"], *song["moods"], song["tempo"], song["decade"], song["artist_name"]}
    return [rule for rule in inputs["rules"] if rule["value"] in known]


def _talked(song: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any] | None:
    return next((row for row in inputs["trend"] if row["artist_name"] == song["artist_name"]), None)


def _fit(song: dict[str, Any], shares: dict[tuple[str, str], dict[str, Any]], inputs: dict[str, Any]) -> float:
    """About 0 to 1.5: shares met, wishes met, talk."""
    fit: float = sum(row["share"] for row in _matches(song, shares)) / 2
    fit += sum({"prefer": 0.3, "avoid": -0.4, "exclude": -1.0}[rule["effect"]] for rule in _rules(song, inputs))
    return round(fit + (0.2 if _talked(song, inputs) is not None else 0.0), 6)


def _proposal(
    song: dict[str, Any], shares: dict[tuple[str, str], dict[str, Any]], inputs: dict[str, Any]
) -> dict[str, Any]:
    steps = []
    for row in _matches(song, shares)[:2]:
        if row["facet"] == "decade":
            text = "It comes from a decade that this shelf keeps going back to."
        elif row["facet"] == "tempo":
            text = f"Its pulse is {row['value']}, and so is much of what is played here."
        else:
            text = f"It is {row['value']} at heart, which this listener has a soft spot for."
        steps.append({"evidence_ids": [row["id"], song["id"]], "step": text, "verdict": "for"})
    for rule in _rules(song, inputs)[:1]:
        asked = {"prefer": "asked for just this", "avoid": "asked for less of this", "exclude": "wants none of this"}[
            rule["effect"]
        ]
        verdict = "for" if rule["effect"] == "prefer" else "against"
        steps.append({"evidence_ids": [rule["id"], song["id"]], "step": f"The listener {asked}.", "verdict": verdict})
    talked = _talked(song, inputs)
    if talked is not None:
        text = "The forums will not stop talking about this artist; a good week to find out why."
        told = [row["id"] for row in inputs.get("brief", []) if song["artist_name"] in row["text"]]
        steps.append({"evidence_ids": [talked["id"], *told[:1]], "step": text, "verdict": "for"})
    if not steps:
        text = "Nothing on the shelf is like it, which may be the point."
        steps.append({"evidence_ids": [song["id"]], "step": text, "verdict": "neutral"})
    judgement = max(-1.0, min(1.0, round(_fit(song, shares, inputs), 2)))
    return {"artist_name": song["artist_name"], "title": song["title"], "steps": steps, "verdict": judgement}


def _warning(song: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """A song that the model advises against."""
    evidence = [song["id"], *(row["id"] for row in inputs["profile"][:1])]
    steps = [
        {
            "evidence_ids": evidence,
            "step": "Fine in itself, but it would sit on this shelf like a tuba in a string quartet.",
            "verdict": "against",
        }
    ]
    return {"artist_name": song["artist_name"], "title": song["title"], "steps": steps, "verdict": -0.4}


def _invented(turn: int, inputs: dict[str, Any]) -> dict[str, Any]:
    """Wrong on purpose: a song that nobody recorded, with a step that rests on nothing."""
    artist_name, title = _INVENTED[turn % len(_INVENTED)]
    steps = [
        {
            "evidence_ids": [row["id"] for row in inputs["profile"][:1]],
            "step": "It would fit perfectly, if it existed.",
            "verdict": "for",
        },
        {"evidence_ids": ["x99"], "step": "All the critics agree.", "verdict": "for"},
    ]
    return {"artist_name": artist_name, "title": title, "steps": steps, "verdict": 0.9}
