"""The closed forms, and that the scripted model fills each of them."""

import json

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
SONG = {"artist_name": "A", "genres": ["jazz"], "moods": [], "tempo": None, "decade": "1990s"}
INPUTS = {
    "wish_rules": {"wish": "more jazz", "lang": "en"},
    "post_map": {"artist_ids": {"a": "Low"}, "post": "x\nlove Low\nx"},
    "trend_brief": {"artists": {"a1": TALK, "a2": {**TALK, "author_count": "3"}}, "genres": {"g1": TALK}},
    "proposals": {
        "profile": [{"id": "f1", "facet": "genre", "value": "jazz", "share": 0.5}],
        "trend": [],
        "rules": [],
        "songs": [{"id": "s1", "title": "T", **SONG}, {"id": "s2", "title": "U", **SONG, "artist_name": "B"}],
    },
    "slate_words": schemas.SlateWordsInput(
        language="English",
        voice="plain",
        slots=[
            schemas.SlotInput(
                slot="song:x",
                claims=[
                    schemas.ClaimInput(
                        claim_id=f"c{n}", predicate="mention_count", plain=f"It has {{c{n}.value}} fans."
                    )
                    for n in range(1, 5)
                ],
            )
        ],
    ).model_dump(),
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


def test_the_scripted_notes_cite_every_slot_that_they_place() -> None:
    """Each `{cN.` in a sentence has cN among the sentence's claims; one sentence is made up."""
    found = scripted_model.answer("slate_words", "", json.dumps(INPUTS["slate_words"]), {})
    words = schemas.SlateWords.model_validate(found)
    (slot,) = words.slots
    for sentence in slot.sentences:
        placed = [part.split(".")[0] for part in sentence.text.split("{")[1:]]
        assert set(placed) <= set(sentence.claim_ids)
    assert sum("{" not in sentence.text for sentence in slot.sentences) == 1


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
