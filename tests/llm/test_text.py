"""What a clause of the model's may be made of, before it reaches a page."""

import pytest

from pipelines.llm.text import is_clause, long_names

NAMES = long_names(
    ["Slow Rain - 2011 Remaster", "Paper Umbrellas (Live at Home)", "Kraken Parade; Somebody Else", None]
)


@pytest.mark.parametrize(
    "text",
    [
        "a calm voice, close to what you keep: slow and warm.",
        "warm r&b (and a little soul) – it's new",
        "I think it fits, but I may be wrong",
        "café and über-sound",
    ],
)
def test_plain_words_are_a_clause(text: str) -> None:
    assert is_clause(text, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "go to evil.example now",
        "ftp://evil.example",
        "mail me@evil.example",
        "more than fifteen of them",
        "ninety of them, a billion even",
        "Better",
        "hidden \u115f letters",
        "hidden \u2800 dots",
        "kra\u034fken parade",
        "look\ufe0f here",
        "kr\u0430ken parade",
        "\u7c73\u6d25\u7384\u5e2b sings",
        "as slow rain does",
        "like paper umbrellas",
        "a kraken parade of sounds",
        "",
        "a" * 121,
    ],
)
def test_an_address_a_value_a_name_and_what_nobody_can_read_are_none(text: str) -> None:
    assert not is_clause(text, NAMES)
