"""Whether a step of a judgement follows from what it cites: each inference recomputed from the frozen shortlist."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from pipelines.domain.names import holds_words
from pipelines.domain.wishes import TEMPO_BPM
from pipelines.llm.schemas import JudgementStep
from pipelines.llm.text import is_clause, long_names
from pipelines.llm.words import base_genres, base_moods

FACTS = ("genres", "moods", "tempo", "decade", "near", "wishes", "talk", "new", "listeners")
"""Facts of a song that a step may cite, as in `s7.genres`."""
LEAST_SHARE = 0.05
"""Share of the listener's profile from which something can be said to fit it."""
CROWD = 0.25
"""Share of the shortlist from which one genre is too much of the same."""
MAY_SPEAK = {
    **dict.fromkeys(("fits_genre", "fits_mood", "fits_tempo", "fits_decade"), ("for", "neutral")),
    **dict.fromkeys(("near_own_song", "meets_wish", "talked_about"), ("for", "neutral")),
    **dict.fromkeys(("breaks_wish", "too_much_of_the_same"), ("against", "neutral")),
    "far_from_profile": ("against", "neutral", "for"),
    **dict.fromkeys(
        ("new_artist", "familiar_artist", "little_known", "well_known", "unlike_the_rest"),
        ("for", "against", "neutral"),
    ),
}
"""Which way an inference can speak; a taste for the new or the known is the judge's own."""


@dataclass(frozen=True)
class ShortSong:
    """A song that the model was asked about."""

    song_id: str
    recording_id: UUID
    facts: Mapping[str, Any]

    @property
    def first_genre(self) -> str | None:
        """Its main genre; None when unknown."""
        return next(iter(self.facts["genres"]), None)


@dataclass(frozen=True)
class Shortlist:
    """What one listener's judge sees: songs, and what is no fact of one song."""

    songs: Sequence[ShortSong]
    profile: Mapping[str, Mapping[str, Any]]
    own: Mapping[str, Mapping[str, Any]]
    wishes: Mapping[str, Mapping[str, Any]]

    @cached_property
    def by_id(self) -> dict[str, ShortSong]:
        """Songs by their short id."""
        return {one.song_id: one for one in self.songs}

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of two words or more that no text may carry, normalised."""
        told = [one.facts for one in self.songs] + list(self.own.values())
        wished = [one["value"] for one in self.wishes.values() if one["facet"] in ("artist", "recording")]
        return long_names([*wished, *(one[name] for one in told for name in ("title", "artist_name"))])

    @cached_property
    def first_genres(self) -> Counter[str]:
        """How many songs have each main genre."""
        return Counter(one.first_genre for one in self.songs if one.first_genre is not None)

    @cached_property
    def quarters(self) -> tuple[int, int] | None:
        """Listener counts that end the lowest and begin the highest quarter; None when fewer than four are known."""
        known = sorted(one.facts["listener_count"] for one in self.songs if one.facts["listener_count"] is not None)
        enough = 4
        return (known[len(known) // 4 - 1], known[-(len(known) // 4)]) if len(known) >= enough else None


def about(step: JudgementStep, song: ShortSong) -> JudgementStep:
    """A step that may hold for many songs, said of one: a fact that it cites by its column becomes `s7.genres`."""
    return step.model_copy(update={"cites": [f"{song.song_id}.{one}" if one in FACTS else one for one in step.cites]})


Check = Callable[[ShortSong, Sequence[str], Shortlist], bool]


def fault_of(step: JudgementStep, song: ShortSong, shortlist: Shortlist) -> str | None:
    """Why a step about a song is unsupported, or None.

    no_evidence: it cites nothing. unknown_id: an id that is not in the request. other_song: a fact of another song.
    does_not_follow: the inference is not what the cited rows say, or they are beside the point. direction: it speaks
    the wrong way. text: its words carry a name, a number, a quotation, markup, a capital letter or what nobody sees, a
    genre, mood or tempo of something else, rank, count or explain, deny their own inference, or are too many.
    """
    if not step.cites:
        return "no_evidence"
    for cited in step.cites:
        if cited in shortlist.profile or cited in shortlist.own or cited in shortlist.wishes:
            continue
        song_id, _, fact = cited.partition(".")
        if song_id not in shortlist.by_id or fact not in FACTS:
            return "unknown_id"
        if song_id != song.song_id:
            return "other_song"
    if not _CHECKS[step.inference](song, tuple(dict.fromkeys(step.cites)), shortlist):
        return "does_not_follow"
    if step.speaks not in MAY_SPEAK[step.inference]:
        return "direction"
    is_held = is_clause(step.text, shortlist.names) and not _names_another_label(step, song, shortlist)
    return None if is_held and not _says_more(step) else "text"


_RANKS = re.compile(
    r"\b(?:most|best|worst|greatest|finest|biggest|favou?rites?|only|ever|always|everybody|everyone|everything|every|all|nobody"
    r"|majority|several|many|few|couple|because|since|therefore)\b"
)
_DENIES = re.compile(r"\b(?:not|no|never|none|nothing|nor|neither|hardly|barely|without)\b|n['’]t\b")
_AFFIRMS = frozenset(
    {"fits_genre", "fits_mood", "fits_tempo", "fits_decade", "near_own_song", "meets_wish", "talked_about"}
)


def _says_more(step: JudgementStep) -> bool:
    """Whether the clause ranks, counts or explains, or denies what its own inference says."""
    text = step.text.casefold()
    return _RANKS.search(text) is not None or (step.inference in _AFFIRMS and _DENIES.search(text) is not None)


def _names_another_label(step: JudgementStep, song: ShortSong, shortlist: Shortlist) -> bool:
    """Whether the clause has a genre, a mood or a tempo that neither the song nor what it cites has: "pure techno"."""
    rows = {**shortlist.profile, **shortlist.wishes}
    carried = [*song.facts["genres"], *song.facts["moods"], song.facts["tempo"] or ""]
    carried += [str(rows[one]["value"]) for one in step.cites if one in rows]
    said = [one for one in _labels() if holds_words(step.text, one)]
    return not all(any(holds_words(one, label) or holds_words(label, one) for one in carried if one) for label in said)


@cache
def _labels() -> tuple[str, ...]:
    return (*base_genres(), *base_moods(), *TEMPO_BPM)


def cite(cited: str, song: ShortSong, shortlist: Shortlist) -> dict[str, Any]:
    """A cited row as it is stored with the step: its id, its kind (profile, own, wish, song) and what it says."""
    for kind, rows in (("profile", shortlist.profile), ("own", shortlist.own), ("wish", shortlist.wishes)):
        if cited in rows:
            return {"id": cited, "kind": kind, **rows[cited]}
    fact = cited.partition(".")[2]
    if fact == "talk":
        said: Any = {name: song.facts[name] for name in ("mention_count", "usual_mentions")}
    else:
        said = song.facts[{"new": "is_new_artist", "listeners": "listener_count"}.get(fact, fact)]
    return {"id": cited, "kind": "song", "fact": fact, "says": said}


def _profile_fits(facet: str, of_song: Callable[[ShortSong], Sequence[str]], *, is_label: bool = False) -> Check:
    def check(song: ShortSong, cites: Sequence[str], shortlist: Shortlist) -> bool:
        rows = [shortlist.profile[one] for one in cites if one in shortlist.profile]
        others = [one for one in cites if one not in shortlist.profile]
        return (
            bool(rows)
            and all(one == f"{song.song_id}.{_FIELD[facet]}" for one in others)
            and all(
                row["facet"] == facet
                and row["share"] >= LEAST_SHARE
                and any(holds_words(one, row["value"]) if is_label else one == row["value"] for one in of_song(song))
                for row in rows
            )
        )

    return check


_FIELD = {"genre": "genres", "mood": "moods", "tempo": "tempo", "decade": "decade"}


def _only_fact(fact: str, holds: Callable[[ShortSong, Shortlist], bool]) -> Check:
    def check(song: ShortSong, cites: Sequence[str], shortlist: Shortlist) -> bool:
        return list(cites) == [f"{song.song_id}.{fact}"] and holds(song, shortlist)

    return check


def _wish(sign: float) -> Check:
    def check(song: ShortSong, cites: Sequence[str], shortlist: Shortlist) -> bool:
        wishes = [one for one in cites if one in shortlist.wishes]
        others = [one for one in cites if one not in shortlist.wishes]
        steers: Mapping[str, float] = song.facts["wishes"]
        return (
            bool(wishes)
            and all(one == f"{song.song_id}.wishes" for one in others)
            and all(steers.get(one, 0.0) * sign > 0 for one in wishes)
        )

    return check


def _near_own_song(song: ShortSong, cites: Sequence[str], shortlist: Shortlist) -> bool:
    own = [one for one in cites if one in shortlist.own]
    others = [one for one in cites if one not in shortlist.own]
    return bool(own) and all(one in song.facts["near"] for one in own) and set(others) <= {f"{song.song_id}.near"}


def _is_far(song: ShortSong, shortlist: Shortlist) -> bool:
    liked = [row["value"] for row in shortlist.profile.values() if row["facet"] == "genre"]
    genres: Sequence[str] = song.facts["genres"]
    return bool(genres) and bool(liked) and not any(holds_words(one, value) for one in genres for value in liked)


def _is_talked_about(song: ShortSong, _: Shortlist) -> bool:
    return bool(song.facts["mention_count"] > (song.facts["usual_mentions"] or 0.0))


def _in_quarter(place: int) -> Callable[[ShortSong, Shortlist], bool]:
    def holds(song: ShortSong, shortlist: Shortlist) -> bool:
        count, quarters = song.facts["listener_count"], shortlist.quarters
        if count is None or quarters is None or quarters[0] >= quarters[1]:
            return False
        return bool(count <= quarters[0] if place == 0 else count >= quarters[1])

    return holds


def _is_alone(song: ShortSong, shortlist: Shortlist) -> bool:
    return song.first_genre is not None and shortlist.first_genres[song.first_genre] == 1


def _is_crowded(song: ShortSong, shortlist: Shortlist) -> bool:
    if song.first_genre is None:
        return False
    return 1 < shortlist.first_genres[song.first_genre] >= CROWD * len(shortlist.songs)


def _one(fact: str) -> Callable[[ShortSong], Sequence[str]]:
    return lambda song: [] if song.facts[fact] is None else [song.facts[fact]]


_CHECKS: dict[str, Check] = {
    "fits_genre": _profile_fits("genre", lambda song: song.facts["genres"], is_label=True),
    "fits_mood": _profile_fits("mood", lambda song: song.facts["moods"], is_label=True),
    "fits_tempo": _profile_fits("tempo", _one("tempo")),
    "fits_decade": _profile_fits("decade", _one("decade")),
    "far_from_profile": _only_fact("genres", _is_far),
    "near_own_song": _near_own_song,
    "meets_wish": _wish(1.0),
    "breaks_wish": _wish(-1.0),
    "talked_about": _only_fact("talk", _is_talked_about),
    "new_artist": _only_fact("new", lambda song, _: bool(song.facts["is_new_artist"])),
    "familiar_artist": _only_fact("new", lambda song, _: not song.facts["is_new_artist"]),
    "little_known": _only_fact("listeners", _in_quarter(0)),
    "well_known": _only_fact("listeners", _in_quarter(1)),
    "unlike_the_rest": _only_fact("genres", _is_alone),
    "too_much_of_the_same": _only_fact("genres", _is_crowded),
}
