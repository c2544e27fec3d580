"""The scripted model proposes songs: by the listener's shares, with doubts, and one song that it made up."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Song:
    """A song of the request."""

    id: str
    artist_name: str
    title: str
    genres: list[str]
    moods: list[str]
    tempo: str | None
    decade: str | None

    @property
    def labels(self) -> list[tuple[str, str | None]]:
        """Facets and values, as a profile has them."""
        named = [("genre", one) for one in self.genres] + [("mood", one) for one in self.moods]
        return [*named, ("tempo", self.tempo), ("decade", self.decade)]


@dataclass(frozen=True)
class _Asked:
    """A request, read.

    Attributes:
        shares: Id and share by facet and value.
        rules: Id and effect by value.
        trend: Ids by artist.
        brief: Texts by id.
    """

    shares: dict[tuple[str, str | None], tuple[str, float]]
    rules: list[tuple[str, str, str]]
    trend: dict[str, str]
    brief: dict[str, str]

    @classmethod
    def of(cls, inputs: dict[str, Any]) -> "_Asked":
        return cls(
            shares={(facet, value): (key, share) for key, (facet, value, share) in inputs["profile"].items()},
            rules=[(key, effect, value) for key, (effect, _, value) in inputs["rules"].items()],
            trend={name: key for key, (name, _) in inputs["trend"].items()},
            brief=inputs.get("brief", {}),
        )

    def matches(self, song: _Song) -> list[tuple[str, str, str, float]]:
        """Id, facet, value and share of what the song has of the profile."""
        found = [(facet, value, self.shares.get((facet, value))) for facet, value in song.labels]
        return [(one[0], facet, str(value), one[1]) for facet, value, one in found if one is not None]

    def met(self, song: _Song) -> list[tuple[str, str]]:
        """Id and effect of the rules that the song falls under."""
        known = {song.artist_name, *(value for _, value in song.labels)}
        return [(key, effect) for key, effect, value in self.rules if value in known]

    def fit(self, song: _Song) -> float:
        """About 0 to 1.5: shares met, wishes met, talk."""
        fit = sum(share for *_, share in self.matches(song)) / 2
        fit += sum({"prefer": 0.3, "avoid": -0.4, "exclude": -1.0}[effect] for _, effect in self.met(song))
        return round(fit + (0.2 if song.artist_name in self.trend else 0.0), 6)


def proposals(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.Proposals."""
    turn = int(content_hash(inputs)[:6], 16)
    asked, songs = _Asked.of(inputs), [_Song(key, *facts) for key, facts in inputs["songs"].items()]
    ranked = sorted(songs, key=lambda song: (-asked.fit(song), song.id))
    chosen: list[_Song] = []
    for song in ranked:
        if song.artist_name not in {one.artist_name for one in chosen}:
            chosen.append(song)
        if len(chosen) == _CHOSEN:
            break
    answers = [_proposal(song, asked) for song in chosen]
    if ranked and ranked[-1] not in chosen:
        answers.append(_warning(ranked[-1], inputs))
    answers.insert(min(2, len(answers)), _invented(turn, inputs))
    return {"proposals": answers}


def _proposal(song: _Song, asked: _Asked) -> dict[str, Any]:
    steps = [_fits(key, facet, value, song) for key, facet, value, _ in asked.matches(song)]
    for key, effect in asked.met(song)[:1]:
        said = {"prefer": "asked for just this", "avoid": "asked for less of this", "exclude": "wants none of this"}
        verdict = "for" if effect == "prefer" else "against"
        steps.insert(0, {"evidence_ids": [key, song.id], "step": f"The listener {said[effect]}.", "verdict": verdict})
    if song.artist_name in asked.trend:
        told = [key for key, said_of in asked.brief.items() if song.artist_name in said_of]
        text = "The forums will not stop talking about this artist."
        steps.insert(0, {"evidence_ids": [asked.trend[song.artist_name], *told[:1]], "step": text, "verdict": "for"})
    if not steps:
        text = "Nothing on the shelf is like it, which may be the point."
        steps.append({"evidence_ids": [song.id], "step": text, "verdict": "neutral"})
    judgement = max(-1.0, min(1.0, round(asked.fit(song), 2)))
    return {"artist_name": song.artist_name, "title": song.title, "steps": steps[:2], "verdict": judgement}


def _fits(key: str, facet: str, value: str, song: _Song) -> dict[str, Any]:
    """A step from one share of the listener's."""
    text = f"It is {value} at heart, which this listener has a soft spot for."
    if facet == "decade":
        text = "It comes from a decade that this shelf keeps going back to."
    elif facet == "tempo":
        text = f"Its pulse is {value}, and so is much of what is played here."
    return {"evidence_ids": [key, song.id], "step": text, "verdict": "for"}


def _warning(song: _Song, inputs: dict[str, Any]) -> dict[str, Any]:
    """A song that the model advises against."""
    steps = [
        {
            "evidence_ids": [song.id, *list(inputs["profile"])[:1]],
            "step": "Fine in itself, but it would sit on this shelf like a tuba in a string quartet.",
            "verdict": "against",
        }
    ]
    return {"artist_name": song.artist_name, "title": song.title, "steps": steps, "verdict": -0.4}


def _invented(turn: int, inputs: dict[str, Any]) -> dict[str, Any]:
    """Wrong on purpose: a song that nobody recorded, with a step that rests on nothing."""
    artist_name, title = _INVENTED[turn % len(_INVENTED)]
    steps = [
        {
            "evidence_ids": list(inputs["profile"])[:1],
            "step": "It would fit perfectly, if it existed.",
            "verdict": "for",
        },
        {"evidence_ids": ["x99"], "step": "All the critics agree.", "verdict": "for"},
    ]
    return {"artist_name": artist_name, "title": title, "steps": steps, "verdict": 0.9}
