"""The scripted model proposes songs: by the listener's shares, with doubts, and one song that it made up."""

from dataclasses import dataclass
from typing import Any

from pipelines.domain.hashing import content_hash
from pipelines.sandbox.scripted_reading import read_rows, read_shares

_CHOSEN = 8
_COLUMNS = ("id", "artist", "title", "genres", "moods", "tempo", "decade")
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
    genres: list[str]
    moods: list[str]
    tempo: str | None
    decade: str | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "_Song":
        known = (row.get("genres", []), row.get("moods", []), row.get("tempo"), row.get("decade"))
        return cls(row["id"], row["artist"], *known)

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
            shares={(facet, value): (key, share) for key, facet, value, share in read_shares(inputs["profile"])},
            rules=[(key, effect, value) for key, (effect, _, value) in inputs["rules"].items()],
            trend={name: key for key, (name, _) in inputs["trend"].items()},
            brief=inputs.get("brief", {}),
        )

    @property
    def first_id(self) -> list[str]:
        """The id of a share, if there is one."""
        return [key for key, _ in self.shares.values()][:1]

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
    asked, songs = _Asked.of(inputs), [_Song.of(row) for row in read_rows(inputs["songs"], _COLUMNS)]
    ranked = sorted(songs, key=lambda song: (-asked.fit(song), song.id))
    chosen: list[_Song] = []
    for song in ranked:
        if song.artist_name not in {one.artist_name for one in chosen}:
            chosen.append(song)
        if len(chosen) == _CHOSEN:
            break
    answers = [_proposal(song, asked) for song in chosen]
    if ranked and ranked[-1] not in chosen:
        answers.append(_warning(ranked[-1], asked))
    answers.insert(min(2, len(answers)), _invented(turn, asked))
    return {"proposals": answers}


def _proposal(song: _Song, asked: _Asked) -> dict[str, Any]:
    steps = [_fits(key, facet, value, song) for key, facet, value, _ in asked.matches(song)]
    for key, effect in asked.met(song)[:1]:
        said = {
            "prefer": "just what was asked for",
            "avoid": "less of this was asked for",
            "exclude": "none of this was wanted",
        }
        speaks = "for" if effect == "prefer" else "against"
        steps.insert(0, _step([key, song.id], said[effect], speaks))
    if song.artist_name in asked.trend:
        told = [key for key, said_of in asked.brief.items() if song.artist_name in said_of]
        text = "the forums will not stop talking about them"
        steps.insert(0, _step([asked.trend[song.artist_name], *told[:1]], text, "for"))
    if not steps:
        steps.append(_step([song.id], "unlike the shelf, which may be the point", "neutral"))
    verdict = max(-100, min(100, round(100 * asked.fit(song))))
    return {"song": song.id, "steps": steps[:2], "verdict": verdict}


def _fits(key: str, facet: str, value: str, song: _Song) -> dict[str, Any]:
    """A step from one share of the listener's."""
    text = f"{value} at heart, a soft spot here"
    if facet == "decade":
        text = "from a decade that this shelf likes"
    elif facet == "tempo":
        text = f"its pulse is {value}, as is liked here"
    return _step([key, song.id], text, "for")


def _step(cites: list[str], text: str, speaks: str) -> dict[str, Any]:
    return {"cites": cites, "text": text, "speaks": speaks}


def _warning(song: _Song, asked: _Asked) -> dict[str, Any]:
    """A song that the model advises against."""
    text = "a tuba in a string quartet"
    return {"song": song.id, "steps": [_step([song.id, *asked.first_id], text, "against")], "verdict": -40}


def _invented(turn: int, asked: _Asked) -> dict[str, Any]:
    """Wrong on purpose: a song that nobody recorded, with a step that rests on nothing."""
    steps = [
        _step(asked.first_id, "it would fit perfectly, if it existed", "for"),
        _step(["x99"], "all the critics agree", "for"),
    ]
    return {"song": "|".join(_INVENTED[turn % len(_INVENTED)]), "steps": steps, "verdict": 90}
