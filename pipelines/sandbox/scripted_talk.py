"""The scripted model on the week's talk: sorts posts soberly, writes the brief with one false claim."""

from typing import Any

from pipelines.domain.hashing import content_hash
from pipelines.llm.lexicon import sort_text

_OPENERS = (
    "If the forums had a kettle, {%s.name} would be steam by now",
    "This week had a tune stuck in its head, and it was by {%s.name}",
    "The conversation keeps drifting back to {%s.name}",
)
_AGAINST_USUAL = ": {%s.mention_count} mentions, against {%s.baseline_mean} in a usual week."
_KIND = (
    "Kind words for {%s.name}, spread over {%s.post_count} posts, umlauts and all.",
    "{%s.name} leaves the forums smitten: {%s.author_count} people put it into words.",
)
_PLAIN = (
    "In other weather, {%s.name}: {%s.mention_count} mentions by {%s.author_count} people.",
    "{%s.author_count} people brought {%s.name} to the table, {%s.mention_count} times between them.",
    "And {%s.name} kept {%s.author_count} people typing, for {%s.mention_count} mentions.",
)


def post_map(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.PostMap: by words alone, deaf to instructions."""
    text = "\n".join(inputs["post"].split("\n")[1:-1])
    named = sorted((text.casefold().find(name.casefold()) % 10_000, key) for key, name in inputs["artist_ids"].items())
    stance, aspect = sort_text(text)
    return {"artist_id": named[0][1], "stance": stance, "aspect": aspect}


def trend_brief(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.TrendBrief."""
    artists: dict[str, dict[str, Any]] = inputs["artists"]
    turn = int(content_hash(inputs)[:6], 16)
    sentences = []
    for number, (key, talk) in enumerate(list(artists.items())[:4]):
        stances = talk["stances"]
        if number == 0:
            text = _OPENERS[turn % len(_OPENERS)] + _AGAINST_USUAL
        elif stances.get("praise", 0) > stances.get("criticism", 0) and number % 2 == 1:
            text = _KIND[(turn + number) % len(_KIND)]
        else:
            text = _PLAIN[(turn + number) % len(_PLAIN)]
        sentences.append({"text": text.replace("%s", key), "artist_ids": [key], "post_ids": talk["post_ids"][:3]})
    return {"sentences": [*sentences, _false_claim(artists)]}


def _false_claim(artists: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Wrong on purpose: a comparison that the counts do not carry."""
    order = sorted(artists, key=lambda key: (artists[key]["mention_count"], key))
    low, high = order[0], order[-1]
    if low == high:
        return {
            "text": f"{{{low}.name}} outdid everybody who ever held a guitar.",
            "artist_ids": [low],
            "post_ids": artists[low]["post_ids"],
        }
    return {
        "text": f"{{{low}.name}} was talked about more than {{{high}.name}}.",
        "artist_ids": [low, high],
        "post_ids": artists[low]["post_ids"][:1] + artists[high]["post_ids"][:1],
    }
