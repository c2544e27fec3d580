"""The scripted model on the week's talk: sorts posts soberly, writes the brief with one false claim."""

from typing import Any

from pipelines.domain.hashing import content_hash
from pipelines.llm.lexicon import sort_text

_OPENERS = (
    "{%s.name} kept coming back: {%s.author_count} people against {%s.usual_author_count} in a usual week.",
    "The chatter drifts back to {%s.name}: {%s.mention_count} mentions by {%s.author_count} people.",
    "{%s.name} was discussed by more people than in a usual week: {%s.author_count} people in {%s.post_count} posts.",
)
_FEELINGS = {
    "praise": ("{%s.name} got warm applause{topic}.", "Warm praise for {%s.name}{topic}."),
    "criticism": ("Some grumble about {%s.name}{topic}.", "Others are unimpressed by {%s.name}{topic}."),
    "mixed": ("The forums are split about {%s.name}{topic}.",),
}
_TOPICS = {
    "new_release": " and the new record",
    "live": " and the live show",
    "comeback": " and the comeback",
    "sound": " and the production",
    "voice": " and the voice",
    "words": " and the lyrics",
    "nostalgia": " and memories",
    "discovery": " as a discovery",
    "question": " and ask questions",
}
_GENRE = (
    "There were {%s.post_count} posts about {%s.artist_count} artists of {%s.name},"
    " against {%s.usual_post_count} in a usual week."
)


def post_map(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.PostMap: by words alone, deaf to instructions."""
    text = "\n".join(inputs["post"].split("\n")[1:-1])
    named = sorted((text.casefold().find(name.casefold()) % 10_000, key) for key, name in inputs["artist_ids"].items())
    stance, aspect = sort_text(text, inputs["artist_ids"].values())
    return {"artist_id": named[0][1], "stance": stance, "aspect": aspect}


def trend_brief(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.TrendBrief; the last sentence is false."""
    artists: dict[str, dict[str, Any]] = inputs["artists"]
    turn = int(content_hash(inputs)[:6], 16)
    sentences = []
    for number, (key, talk) in enumerate(artists.items()):
        sentences.append(_sentence(_OPENERS[(turn + number) % len(_OPENERS)], key, talk["post_ids"]))
        sentences += _feelings(key, talk["posts"], turn + number)
    sentences += [_sentence(_GENRE, key, talk["post_ids"]) for key, talk in inputs.get("genres", {}).items()]
    return {"sentences": [*sentences, _false_claim(artists)] if artists else sentences}


def _sentence(text: str, key: str, post_ids: list[str]) -> dict[str, Any]:
    return {"text": text.replace("%s", key), "subject_ids": [key], "post_ids": post_ids}


def _feelings(key: str, posts: dict[str, dict[str, str]], turn: int) -> list[dict[str, Any]]:
    """A sentence for each feeling, about the first topic that a post of that feeling has."""
    said = []
    for stance, forms in _FEELINGS.items():
        felt = {post: record["aspect"] for post, record in posts.items() if record["stance"] == stance}
        topic = next((aspect for aspect in felt.values() if aspect in _TOPICS), "")
        cited = [post for post, aspect in felt.items() if topic in {"", aspect}]
        if cited:
            form = forms[turn % len(forms)].replace("{topic}", _TOPICS.get(topic, ""))
            said.append(_sentence(form, key, cited))
    return said[:2]


def _false_claim(artists: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Wrong on purpose: a comparison that the counts do not carry."""
    order = sorted(artists, key=lambda key: (int(artists[key]["author_count"]), key))
    low, high = order[0], order[-1]
    if low == high:
        return _sentence("{%s.name} outdid everybody who ever held a guitar.", low, artists[low]["post_ids"])
    return {
        "text": f"{{{low}.name}} was talked about more than {{{high}.name}}.",
        "subject_ids": [low, high],
        "post_ids": artists[low]["post_ids"][:1] + artists[high]["post_ids"][:1],
    }
