"""The lexicon sorts the writer's words, not names and titles."""

import pytest

from pipelines.llm.lexicon import sort_text


@pytest.mark.parametrize(
    ("text", "names", "sorted_as"),
    [
        ("I love the new Wet Paint", ["Wet Paint"], ("praise", "new_release")),
        ("Great Live Show are boring", ["Great Live Show"], ("criticism", "other")),
        ("[FRESH] Wet Paint - Love Is Terrible", ["Wet Paint"], ("neutral", "new_release")),
        ("Wet Paint – Best Tour Ever [dream pop] (1994) stunning", ["Wet Paint"], ("praise", "other")),
        ('The lyrics of "Worst New Voice" are lovely', [], ("praise", "words")),
        ("Just heard Wet Paint for the first time", ["Wet Paint"], ("neutral", "discovery")),
        ("I love it - a lot", [], ("praise", "other")),
        ("is it great or awful?", [], ("mixed", "question")),
    ],
)
def test_feelings_and_topics(text: str, names: list[str], sorted_as: tuple[str, str]) -> None:
    assert sort_text(text, names) == sorted_as
