"""The closed forms, and that the scripted model fills each of them."""

import json
import re

import pytest
from pydantic import BaseModel, ValidationError

from pipelines.llm import schemas
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import read_answer
from pipelines.sandbox import scripted_model

FORMS = {
    "wish_rules": schemas.WishRules,
    "post_map": schemas.PostMap,
    "trend_brief": schemas.TrendBrief,
    "proposals": schemas.Proposals,
    "judgement": schemas.Judgements,
    "slate_words": schemas.SlateWords,
}
TALK = {"author_count": "5", "posts": {"p1": {"stance": "praise", "aspect": "live"}}, "post_ids": ["p1"]}
INPUTS = {
    "wish_rules": {"wish": "more jazz", "lang": "en"},
    "post_map": {"artist_ids": {"a": "Low"}, "post": "x\nlove Low\nx"},
    "trend_brief": {"artists": {"a1": TALK, "a2": {**TALK, "author_count": "3"}}, "genres": {"g1": TALK}},
    "proposals": {
        "profile": {"genre": "f1 jazz 50%"},
        "trend": {},
        "rules": {},
        "songs": [f"{one}|{one.upper()}|T|jazz|||1990s" for one in ("s1", "s2")],
    },
    "judgement": {
        "listener": {"genre": "f1 jazz 50%, f2 hip hop 4%", "tempo": "f3 slow 90%"},
        "wishes": {"w1": ["avoid", "genre", "techno"]},
        "own": {"o1": "Old Tune, The Elsewheres"},
        "songs": ["s1|T, A|jazz|calm|slow||yes||o1||3/0.2", "s2|U, B|techno||||no|12||w1 -0.6"],
    },
    "slate_words": schemas.SlateWordsInput(
        language="English",
        voice="plain",
        kinds={"a": ["it has {count} fans"], "b": ["it is here to stay"]},
        slots=["headline: b1", "s1: a1 b1 a2 a3"],
    ).model_dump(mode="json", exclude_defaults=True),
}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_is_strict_and_has_a_prompt(name: str) -> None:
    """Strict means: in each object all properties are required and nothing else is allowed."""
    assert schemas.strict_schema(FORMS[name])["additionalProperties"] is False
    prompt = read_prompt(name)
    assert len(prompt.text) > 300
    assert len(prompt.version) == 12


def test_an_open_form_is_refused() -> None:
    class Open(BaseModel):
        text: str = ""

    with pytest.raises(TypeError, match="Open"):
        schemas.strict_schema(Open)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_scripted_model_fills_every_form(name: str) -> None:
    found = scripted_model.answer(name, read_prompt(name).text, json.dumps(INPUTS[name]), {})
    FORMS[name].model_validate(found)
    assert found == scripted_model.answer(name, "", json.dumps(INPUTS[name]), {})


def test_the_scripted_notes_cite_a_claim_in_every_sentence() -> None:
    """In a wording, of the headline written out, or by its name alone; one sentence is made up."""
    found = scripted_model.answer("slate_words", "", json.dumps(INPUTS["slate_words"]), {})
    headline, slot = schemas.SlateWords.model_validate(found).slots
    assert ["It is here to stay {b1}."] == headline.sentences
    cited = [set(re.findall(r"[\[{]([a-z]\d)", sentence)) for sentence in slot.sentences]
    assert all(cited)
    assert set().union(*cited) == {"a1", "b1", "a2"}
    assert [sentence for sentence in slot.sentences if "shade {a1}" in sentence]


def test_what_is_no_data_gets_a_polite_sentence() -> None:
    assert isinstance(scripted_model.answer("post_map", "", "hello?", {}), str)


def test_a_verdict_outside_its_bounds_is_bounded() -> None:
    """700 becomes 100, -700 becomes -100; words and fractions are no verdict."""
    for value, read in ((700, 100), (-700, -100), (25, 25), (1e9, 100)):
        assert schemas.Proposal(song="s1", steps=[], verdict=value).verdict == read
    for value in ("very good", 0.5, None, True, "5", "inf", float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            schemas.Proposal(song="s1", steps=[], verdict=value)


@pytest.mark.parametrize("strength", ['"inf"', '"nan"', "NaN", "Infinity", "1e999", "true"])
def test_an_answer_with_a_number_that_cannot_be_stored_is_none(strength: str) -> None:
    """Else the write of the answer would fail, after it was paid, at each attempt."""
    rule = {"effect": "prefer", "facet": "genre", "value": "jazz", "strength": 0.5, "words": "jazz"}
    answer = json.dumps({"rules": [rule], "unread": []})
    assert read_answer(answer, schemas.WishRules) is not None
    assert read_answer(answer.replace("0.5", strength), schemas.WishRules) is None


def test_too_long_a_text_is_no_answer() -> None:
    with pytest.raises(ValidationError):
        schemas.PostMap(artist_id="a" * 401, stance="praise", aspect="live")
