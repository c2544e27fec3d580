"""The scripted model judges a shortlist: by taste, wishes and talk; with five mistakes that it makes on purpose."""

from collections import Counter
from string import ascii_lowercase
from typing import Any

from pipelines.domain.hashing import content_hash
from pipelines.domain.names import holds_words
from pipelines.sandbox.scripted_reading import read_numbers, read_rows, read_shares

_WEIGHT = {"genre": 0.6, "mood": 1.0, "tempo": 0.8, "decade": 0.8}
_CROWD = 0.25
_LEAST_SHARE = 0.05
_WORTH, _SURE = 25, 50
"""Verdicts from which a song is answered for, and from which the other side is not told of."""
_FITS = {
    "genre": "home ground for the listener",
    "mood": "a mood this shelf comes back to",
    "tempo": "it walks at the pace liked here",
    "decade": "from years the listener lives in",
}
_TOPICS = {"genre": "genres", "mood": "moods", "tempo": "tempo", "decade": "decade"}
_COLUMNS = ("id", "song", "genres", "moods", "tempo", "decade", "new", "listeners", "near", "wishes", "talk")
NOT_ASKED = "s999"
Shares = list[tuple[str, str, str, float]]
"""Id, facet, value and share of the listener's."""


def judgement(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.Judgements."""
    shares, songs = read_shares(inputs["listener"]), [_song(row) for row in read_rows(inputs["songs"], _COLUMNS)]
    first = Counter(song["genres"][0] for song in songs if song.get("genres"))
    worth = {song["id"]: _worth(song, shares, first, len(songs)) for song in songs}
    order = sorted(songs, key=lambda song: (worth[song["id"]], song["id"]))
    answers = [
        _answer(song, round(200 * place / max(1, len(songs) - 1)) - 100, shares, first, len(songs))
        for place, song in enumerate(order)
    ]
    return _stated_once(_with_mistakes([one for one in answers if abs(one["verdict"]) >= _WORTH], inputs))


def _stated_once(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """Each step under an id, in the order of first use, and songs with the ids of their steps."""
    ids: dict[str, str] = {}
    steps: list[dict[str, Any]] = []
    songs = []
    for answer in answers:
        names = []
        for step in answer["steps"]:
            if content_hash(step) not in ids:
                ids[content_hash(step)] = _letters(len(ids))
                steps.append({"id": _letters(len(steps)), **step})
            names.append(ids[content_hash(step)])
        songs.append({**answer, "steps": names})
    return {"steps": steps, "songs": songs}


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is a1."""
    turn, place = divmod(number, len(ascii_lowercase))
    return f"{ascii_lowercase[place]}{turn or ''}"


def _song(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table, its cells read."""
    talk = [float(one) for one in row["talk"].split("/")] if "talk" in row else []
    wishes = read_numbers(row["wishes"]) if "wishes" in row else {}
    return {**row, "new": row["new"] == "yes", "wishes": wishes, "talk": talk}


def _matches(song: dict[str, Any], shares: Shares) -> list[tuple[float, str, str]]:
    """(weighted share, facet, id) of what the song has of the listener's profile, largest first."""
    found = []
    for key, facet, value, share in shares:
        held = song.get(_TOPICS.get(facet, ""), [])
        labels = [held] if isinstance(held, str) else held
        has_it = any(holds_words(one, value) if facet in ("genre", "mood") else one == value for one in labels)
        if has_it and share >= _LEAST_SHARE:
            found.append((-share * _WEIGHT[facet], facet, key))
    return [(-share, facet, key) for share, facet, key in sorted(found)]


def _is_crowded(song: dict[str, Any], first: Counter[str], count: int) -> bool:
    return bool(song.get("genres")) and 1 < first[song["genres"][0]] >= _CROWD * count


def _rises(song: dict[str, Any]) -> bool:
    return bool(song["talk"]) and song["talk"][0] > song["talk"][1]


def _worth(song: dict[str, Any], shares: Shares, first: Counter[str], count: int) -> float:
    worth = sum(share for share, _, _ in _matches(song, shares)) + sum(song["wishes"].values())
    worth += 0.3 * _rises(song) - 0.2 * _is_crowded(song, first, count)
    return round(float(worth + 0.1 * song["new"]), 6)


def _answer(song: dict[str, Any], verdict: int, shares: Shares, first: Counter[str], count: int) -> dict[str, Any]:
    for_it, against_it = _for(song, shares), _against(song, shares, first, count)
    chosen = for_it if verdict > 0 else against_it
    if not chosen:
        verdict = 0
    steps = chosen[:1]
    if abs(verdict) < _SURE:
        steps = steps + (against_it if verdict > 0 else for_it)[:1]
    if not steps:
        key = "new_artist" if song["new"] else "familiar_artist"
        steps = [_step(["new"], key, "neutral", "little to say either way")]
    return {"song": song["id"], "steps": steps, "verdict": verdict}


def _for(song: dict[str, Any], shares: Shares) -> list[dict[str, Any]]:
    met = [key for key, steer in song["wishes"].items() if steer > 0]
    steps = [_step([key], "meets_wish", "for", "just what was asked for") for key in met[:1]]
    if _rises(song):
        text = "the forums cannot leave it alone"
        steps.append(_step(["talk"], "talked_about", "for", text))
    steps += [_step([key], f"fits_{facet}", "for", _FITS[facet]) for _, facet, key in _matches(song, shares)]
    near = song.get("near")
    return steps if near is None else [*steps, _step([near], "near_own_song", "for", "it keeps good company here")]


def _against(song: dict[str, Any], shares: Shares, first: Counter[str], count: int) -> list[dict[str, Any]]:
    broken = [key for key, steer in song["wishes"].items() if steer < 0]
    steps = [_step([key], "breaks_wish", "against", "less of this was asked for") for key in broken[:1]]
    if _is_crowded(song, first, count):
        text = "the list hums in one key"
        steps.append(_step(["genres"], "too_much_of_the_same", "against", text))
    liked = [value for _, facet, value, _ in shares if facet == "genre"]
    genres = song.get("genres", [])
    if genres and liked and not any(holds_words(one, value) for one in genres for value in liked):
        text = "a tuba in a string quartet"
        steps.append(_step(["genres"], "far_from_profile", "against", text))
    if not song["new"]:
        text = "no news to the listener"
        steps.append(_step(["new"], "familiar_artist", "against", text))
    elif not _matches(song, shares):
        steps.append(_step(["new"], "new_artist", "against", "a stranger without an introduction"))
    return steps


def _step(cites: list[str], inference: str, speaks: str, text: str) -> dict[str, Any]:
    return {"cites": cites, "inference": inference, "speaks": speaks, "text": text}


def _with_mistakes(answers: list[dict[str, Any]], inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Wrong on purpose.

    A step that does not follow, an id that is not there, a verdict against its own steps, a song twice, and a song that
    nobody asked for.
    """
    if len(answers) < 4:  # noqa: PLR2004  (one song per mistake)
        return answers
    turn = int(content_hash(inputs)[:6], 16) % len(answers)
    turned = [*answers[turn:], *answers[:turn]]
    one, two, three = turned[0], turned[1], turned[2]
    one["steps"].append(_step(["listeners"], "fits_mood", "for", "all the critics agree"))
    two["steps"].append(_step([f"{NOT_ASKED}.talk"], "talked_about", "for", "everybody says so, somewhere"))
    if all(step["speaks"] != "against" for step in three["steps"]):
        three["verdict"] = -90
    again = {**three, "verdict": 100}
    return [*turned, again, {"song": NOT_ASKED, "steps": [], "verdict": 100}]
