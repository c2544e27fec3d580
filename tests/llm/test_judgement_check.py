"""Each inference of a judgement: the step that follows, and its neighbours that do not."""

from typing import Any
from uuid import UUID

import pytest

from pipelines.llm.judgement_check import Shortlist, ShortSong, cite, fault_of
from pipelines.llm.schemas import JudgementStep

FACTS: dict[str, Any] = {
    "title": "Slow Rain",
    "artist_name": "Wet Paint",
    "genres": ["dream pop", "folk"],
    "moods": ["calm"],
    "tempo": "slow",
    "decade": "1990s",
    "near": {"o1": 0.3},
    "wishes": {"w1": 0.6, "w2": -0.4},
    "mention_count": 9,
    "usual_mentions": 2.0,
    "is_new_artist": True,
    "listener_count": 10,
    "shares": {"own": 0.9},
}


def song(number: int, **facts: Any) -> ShortSong:
    return ShortSong(f"s{number}", UUID(int=number), {**FACTS, "title": f"Title Number{number}", **facts})


SHORTLIST = Shortlist(
    songs=[
        song(1),
        song(2, genres=["techno"], listener_count=400, mention_count=1, is_new_artist=False, near={}, wishes={}),
        song(3, genres=["ambient"], listener_count=300, mention_count=0, usual_mentions=None),
        song(4, genres=["ambient"], listener_count=None),
        song(5, genres=["folk rock"], listener_count=200),
    ],
    profile={
        "f1": {"facet": "genre", "value": "folk", "share": 0.4},
        "f2": {"facet": "genre", "value": "dream pop", "share": 0.01},
        "f3": {"facet": "mood", "value": "calm", "share": 0.5},
        "f4": {"facet": "tempo", "value": "slow", "share": 0.5},
        "f5": {"facet": "tempo", "value": "fast", "share": 0.5},
        "f6": {"facet": "decade", "value": "1990s", "share": 0.5},
    },
    own={
        "o1": {"title": "Old Tune", "artist_name": "The Elsewheres"},
        "o2": {"title": "Other Tune", "artist_name": "X"},
    },
    wishes={
        "w1": {"effect": "prefer", "facet": "genre", "value": "folk"},
        "w2": {"effect": "avoid", "facet": "artist", "value": "Wet Paint"},
    },
)


def fault(number: int, inference: str, *cites: str, speaks: str = "for", text: str = "it goes well together") -> Any:
    step = JudgementStep.model_validate(
        {"id": "a", "cites": list(cites), "inference": inference, "speaks": speaks, "text": text}
    )
    return fault_of(step, SHORTLIST.by_id[f"s{number}"], SHORTLIST)


@pytest.mark.parametrize(
    ("number", "inference", "cites", "speaks"),
    [
        (1, "fits_genre", ["f1"], "for"),
        (5, "fits_genre", ["f1", "s5.genres"], "for"),  # folk rock holds folk, as in scoring
        (1, "fits_mood", ["f3", "s1.moods"], "for"),
        (1, "fits_tempo", ["f4"], "neutral"),
        (1, "fits_decade", ["f6"], "for"),
        (2, "far_from_profile", ["s2.genres"], "against"),
        (1, "near_own_song", ["o1"], "for"),
        (1, "meets_wish", ["w1"], "for"),
        (1, "breaks_wish", ["w2", "s1.wishes"], "against"),
        (1, "talked_about", ["s1.talk"], "for"),
        (1, "new_artist", ["s1.new"], "against"),
        (2, "familiar_artist", ["s2.new"], "for"),
        (1, "little_known", ["s1.listeners"], "for"),
        (2, "well_known", ["s2.listeners"], "against"),
        (2, "unlike_the_rest", ["s2.genres"], "for"),
        (3, "too_much_of_the_same", ["s3.genres"], "against"),
    ],
)
def test_a_step_that_follows_is_kept(number: int, inference: str, cites: list[str], speaks: str) -> None:
    assert fault(number, inference, *cites, speaks=speaks) is None


@pytest.mark.parametrize(
    ("number", "inference", "cites"),
    [
        (2, "fits_genre", ["f1"]),
        (1, "fits_genre", ["f2"]),  # a hundredth of the profile is no taste
        (1, "fits_genre", ["f1", "f3"]),  # a mood is beside the point
        (1, "fits_genre", ["s1.genres"]),  # fits whom?
        (1, "fits_mood", ["f1"]),
        (1, "fits_tempo", ["f5"]),
        (1, "fits_decade", ["f4"]),
        (5, "far_from_profile", ["s5.genres"]),
        (1, "near_own_song", ["o2"]),
        (1, "near_own_song", ["s1.near"]),
        (1, "meets_wish", ["w2"]),
        (2, "meets_wish", ["w1"]),
        (1, "breaks_wish", ["w1"]),
        (2, "talked_about", ["s2.talk"]),
        (3, "talked_about", ["s3.talk"]),
        (2, "new_artist", ["s2.new"]),
        (1, "familiar_artist", ["s1.new"]),
        (2, "little_known", ["s2.listeners"]),
        (4, "little_known", ["s4.listeners"]),
        (1, "well_known", ["s1.listeners"]),
        (3, "unlike_the_rest", ["s3.genres"]),
        (2, "too_much_of_the_same", ["s2.genres"]),
        (1, "talked_about", ["s1.talk", "s1.new"]),
    ],
)
def test_a_step_that_does_not_follow_is_dropped(number: int, inference: str, cites: list[str]) -> None:
    speaks = "against" if inference in ("breaks_wish", "too_much_of_the_same") else "for"
    assert fault(number, inference, *cites, speaks=speaks) == "does_not_follow"


def test_what_is_cited_must_be_there_and_of_the_song() -> None:
    assert fault(1, "fits_genre") == "no_evidence"
    assert fault(1, "fits_genre", "f99") == "unknown_id"
    assert fault(1, "talked_about", "s9.talk") == "unknown_id"
    assert fault(1, "talked_about", "s1.secret") == "unknown_id"
    assert fault(2, "talked_about", "s1.talk") == "other_song"


def test_what_fits_cannot_speak_against_and_what_breaks_a_wish_cannot_speak_for() -> None:
    assert fault(1, "fits_genre", "f1", speaks="against") == "direction"
    assert fault(1, "breaks_wish", "w2", speaks="for") == "direction"
    assert fault(3, "too_much_of_the_same", "s3.genres", speaks="for") == "direction"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "it has 9 mentions",
        "it is twice as calm",
        "“dream pop”, they say",
        "see https://example.org",
        "**so good**",
        "Radiohead would like it",  # a name that the request does not have, as names are written
        "it is wet paint at its best",  # one that it has, in disguise
        "it sounds like title number3",
        "a very long clause " * 8,
        "so \u202ewarm",  # what nobody sees
    ],
)
def test_a_text_may_carry_no_value_name_quotation_or_markup(text: str) -> None:
    assert fault(1, "fits_genre", "f1", text=text) == "text"


def test_a_cited_row_says_what_it_said() -> None:
    first = SHORTLIST.by_id["s1"]
    assert cite("f1", first, SHORTLIST) == {
        "id": "f1",
        "kind": "profile",
        "facet": "genre",
        "value": "folk",
        "share": 0.4,
    }
    talk = {"mention_count": 9, "usual_mentions": 2.0}
    assert cite("s1.talk", first, SHORTLIST) == {"id": "s1.talk", "kind": "song", "fact": "talk", "says": talk}
    assert cite("s1.new", first, SHORTLIST)["says"] is True


@pytest.mark.parametrize(
    "text", ["pure techno", "a fast one for dancing feet", "angry and loud", "metal for calm hours"]
)
def test_a_clause_names_no_genre_mood_or_tempo_that_its_evidence_has_not(text: str) -> None:
    """The song is dream pop and folk, calm and slow; it cites a share of folk."""
    assert "text" == fault(1, "fits_genre", "f1", text=text)


@pytest.mark.parametrize("text", ["folk at a slow pace", "calm dream pop, as the shelf has it", "pop with a soft edge"])
def test_a_clause_may_name_what_the_song_or_the_citation_has(text: str) -> None:
    assert fault(1, "fits_genre", "f1", text=text) is None


@pytest.mark.parametrize(
    "text",
    [
        "the best of the list",
        "your favourite kind of thing",
        "many play it",
        "everybody asks for it",
        "because it is folk",
    ],
)
def test_a_clause_does_not_rank_count_or_explain(text: str) -> None:
    assert "text" == fault(1, "fits_genre", "f1", text=text)


@pytest.mark.parametrize("text", ["not folk at all", "it isn't for this shelf", "nothing that was asked for"])
def test_a_clause_does_not_deny_its_own_inference(text: str) -> None:
    assert "text" == fault(1, "fits_genre", "f1", text=text)
    assert fault(1, "fits_genre", "f1", text="at home on this shelf") is None
