"""What a page says of the model: what a step cites, and how many steps follow."""

import pytest

from explain.web.frame import FRAMES
from explain.web.model import model_of, step_of
from explain.web.names import Names
from pipelines.domain.telling import Language

ARTIST, RULE = "7d8b0f3e-0000-0000-0000-000000000999", "7d8b0f3e-0000-0000-0000-000000000005"
CITED = [f"trend:{ARTIST}", f"rule:{RULE}", "brief:3", "genre:dream pop"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["talk about an artist of the week", "a wish of yours", "what people say this week", "genre dream pop"]),
        (
            "de",
            [
                "Gespräche über einen Act der Woche",
                "einen Wunsch von dir",
                "was die Leute diese Woche sagen",
                "Genre dream pop",
            ],
        ),
    ],
)
def test_what_has_no_name_is_not_shown_as_an_id(language: Language, said: list[str]) -> None:
    """A trend artist who is on no song of the report, and a rule whose row went."""
    step = {"evidence_ids": CITED, "step": "it fits", "verdict": "for"}
    assert said == step_of(step, Names(language=language)).cites
    known = Names(language=language, things={ARTIST: "Wet Paint"}, rules={RULE: "more jazz"})
    assert ["Wet Paint", "more jazz"] == [
        name
        for name, cited in zip(("Wet Paint", "more jazz"), step_of(step, known).cites, strict=False)
        if name in cited
    ]


@pytest.mark.parametrize(
    ("kept", "dropped", "songs", "said"),
    [
        (1, 0, 1, ("1 of 1 song is here", "1 of 1 stated step follows", "1 von 1 Schritt folgt aus dem, was er")),
        (0, 1, 1, ("0 of 1 song is here", "0 of 1 stated step follows", "0 von 1 Schritt folgt aus dem, was er")),
        (1, 2, 3, ("1 of 3 songs is here", "1 of 3 stated steps follows", "1 von 3 Schritten folgt aus dem, was er")),
        (
            2,
            1,
            3,
            ("2 of 3 songs are here", "2 of 3 stated steps follow ", "2 von 3 Schritten folgen aus dem, was sie"),
        ),
    ],
)
def test_a_verb_goes_by_what_it_says(kept: int, dropped: int, songs: int, said: tuple[str, str, str]) -> None:
    payload = {
        "proposals": {},
        "steps_kept": kept,
        "steps_dropped": dropped,
        "answers": {"supported": 1},
        "model_song_count": kept,
        "song_count": songs,
        "model_songs": [],
        "displaced": [],
    }
    english, german = (model_of([payload], FRAMES[language]) for language in ("en", "de"))
    assert english is not None
    assert german is not None
    assert said[0] in english.summary
    assert said[1] in english.steps
    assert said[2] in german.steps


def test_what_was_done_to_a_song_without_a_name_ends_in_a_song() -> None:
    assert "your removal of a song" == Names().without("removed", "x")
    assert "dein Entfernen eines Songs" == Names(language="de").without("removed", "x")
    assert "your removal of “Slow Rain”" == Names(rules={"x": "Slow Rain"}).without("removed", "x")
