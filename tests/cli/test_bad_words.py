"""A wrong week, name, number or word: one line that says what would be right, exit code 2, no new row."""

import pytest

from tests.cli.conftest import House, linernotes, one_line

SONG = "5b0c2d3e-0000-5000-8000-000000000000"
NO_WEEK = "is not an ISO week; write it like 2026-W47"
NOBODY = "no listener is called 'Bob': `linernotes listener list` shows names and ids"
CASES: list[tuple[tuple[str, ...], str]] = [
    (("run", "--week", "2026-W60"), NO_WEEK),
    (("hash", "--week", "W46"), NO_WEEK),
    (("report", "show", "--listener", "Ana", "--week", "9999-W52"), NO_WEEK),
    (("publish", "permit", "--week", "2026-W46\n"), "'2026-W46\\n' is not an ISO week"),
    (("listener", "add", "Zoe", "--from", "२०२६-W४६"), NO_WEEK),
    (("connect", "--from", ""), NO_WEEK),
    (("run", "--week", "current"), "--week current makes the first slate of one listener: name them with --listener"),
    (("run", "--week", "current", "--listener", "Ana"), "a first slate is of the running week"),
    (("run", "--week", "2026-W46.3T120305.1f2e3d4c"), "is a first slate: it is made once, by --week current"),
    (("run", "--week", "2990-W01"), "2990-W01 has not ended yet: the newest week that has is"),
    (("backfill", "--from", "2026-W47", "--to", "2026-W40"), "--from 2026-W47 is after --to 2026-W40"),
    (("backfill", "--from", "2026-W40", "--to", "2026-W47", "--reprocess", "some"), "none, failed, completed"),
    (("backfill", "--from", "2026-W40", "--to", "2026-W47"), "run `linernotes up`"),
    (("run", "--week", "2026-W46", "--listener", "Bob"), NOBODY),
    (("report", "show", "--listener", "Bob", "--week", "2026-W46"), NOBODY),
    (("report", "show", "--listener", "Ana", "--week", "2026-W46"), "run `linernotes run --week 2026-W46` first"),
    (("publish", "permit", "--week", "2026-W46", "--edition", "9999999999"), "--edition"),
    (("import", "playlists", "x.csv", "--source", "S p", "--licence", "MIT"), "source 'S p': use lower case letters"),
    (("import", "playlists", "x.csv", "--source", "s", "--licence", " "), "the licence is empty"),
    (("import", "playlists", "x.csv", "--source", "s", "--licence", "MIT", "--known-at", "then"), "is not an ISO time"),
    (("load", "--source", "deezer", "x.json"), "recorded answers are of musicbrainz, reddit, spotify"),
    (("listener", "add", " "), "the name is empty"),
    (("listener", "add", "Zoe", "--market", "DEU"), "a country is two letters, such as DE"),
    (("listener", "add", "Zo\udcff"), "an argument is not UTF-8 text"),
    (("wish", "add", "jazz", "--listener", "Ana", "--lang", "fr"), "wishes are read in en, de, es"),
    (("wish", "add", " ", "--listener", "Ana", "--preview"), "the wish is empty: say what you would like"),
    (("wish", "add", "jazz", "--listener", "Ana", "--preview"), "has no slate: make it with `linernotes run`"),
    (
        ("feedback", "add", SONG, "less", "--listener", "Ana", "--preview"),
        "no slate of this listener has it; `linernotes",
    ),
]


@pytest.mark.parametrize(("arguments", "says"), CASES, ids=[" ".join(words) for words, _ in CASES])
def test_it_is_refused(house: House, arguments: tuple[str, ...], says: str) -> None:
    assert says in house.refused(*arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "--wek", "2026-W46"), "No such option: --wek"),
        (("import", "tracks", "x.csv", "--source", "s"), "Missing option '--licence'; see `"),
        (("wishes", "parse", "--text", " "), "--text is empty"),
    ],
)
def test_a_word_that_no_verb_knows_is_one_line_too(arguments: tuple[str, ...], says: str) -> None:
    assert says in one_line(linernotes(*arguments))
