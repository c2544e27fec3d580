"""The closed forms, and that the scripted model fills each of them."""

import json
import re

import pytest
from pydantic import BaseModel, ValidationError

from pipelines.llm import schemas
from pipelines.llm.prompt import read_prompt
from pipelines.sandbox import scripted_model

FORMS = {
    "wish_rules": schemas.WishRules,
    "post_map": schemas.PostMap,
    "trend_brief": schemas.TrendBrief,
    "proposals": schemas.Proposals,
    "slate_words": schemas.SlateWords,
}
TALK = {"author_count": "5", "posts": {"p1": {"stance": "praise", "aspect": "live"}}, "post_ids": ["p1"]}
INPUTS = {
    "wish_rules": {"wish": "more jazz", "lang": "en"},
    "post_map": {"artist_ids": {"a": "Low"}, "post": "x\nlove Low\nx"},
    "trend_brief": {"artists": {"a1": TALK, "a2": {**TALK, "author_count": "3"}}, "genres": {"g1": TALK}},
    "proposals": {
        "profile": {"f1": ["genre", "jazz", 0.5]},
        "trend": {},
        "rules": {},
        "songs": {one: [one.upper(), "T", ["jazz"], [], None, "1990s"] for one in ("s1", "s2")},
    },
    "slate_words": schemas.SlateWordsInput(
        language="English",
        voice="plain",
        kinds={"a": ["it has {count} fans"], "b": ["it is here to stay"]},
        slots=[("s1", "a1 b1 a2 a3")],
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
    """By a field that they place, or by its name alone; one sentence is made up."""
    found = scripted_model.answer("slate_words", "", json.dumps(INPUTS["slate_words"]), {})
    (slot,) = schemas.SlateWords.model_validate(found).slots
    cited = [set(re.findall(r"\{([a-z]\d)", sentence)) for sentence in slot.sentences]
    assert all(cited)
    assert set().union(*cited) == {"a1", "b1", "a2"}
    assert [sentence for sentence in slot.sentences if "shade {a1}" in sentence]


def test_what_is_no_data_gets_a_polite_sentence() -> None:
    assert isinstance(scripted_model.answer("post_map", "", "hello?", {}), str)


def test_a_verdict_outside_its_bounds_is_bounded() -> None:
    """7 becomes 1, -7 becomes -1; words and truth values are no verdict."""
    song = {"artist_name": "a", "title": "t", "steps": []}
    assert [schemas.Proposal(**song, verdict=value).verdict for value in (7, -7, 0.25)] == [1.0, -1.0, 0.25]
    with pytest.raises(ValidationError):
        schemas.Proposal(**song, verdict="very good")


def test_too_long_a_text_is_no_answer() -> None:
    with pytest.raises(ValidationError):
        schemas.PostMap(artist_id="a" * 401, stance="praise", aspect="live")
