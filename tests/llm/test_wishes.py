"""Frozen wishes and feedback as rows of recs.rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import db
from pipelines.llm.wishes import read_wishes

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import Model, World

WEEK = "2026-W47"
RULES = "select effect, facet, value, strength, words, parser, origin from recs.rule order by facet, value"


def rules(world: World) -> list[str]:
    return [f"{row['effect']} {row['facet']} {row['value']}" for row in world.rows(RULES)]


def test_a_wish_is_read_by_code_when_there_is_no_model(settings: Settings, world: World) -> None:
    world.wish("calm please, no rap, something turquoise")
    assert read_wishes(settings, WEEK, [world.listener]) == 2
    assert rules(world) == ["exclude genre hip hop", "prefer mood calm"]
    assert {row["parser"] for row in world.rows(RULES)} == {"rules"}
    assert [row["words"] for row in world.rows("select words from recs.unread_words")] == ["turquoise"]


def test_a_second_run_writes_the_same_rows(settings: Settings, world: World) -> None:
    world.wish("no rap")
    world.feedback("more", "Slow Rain")
    read_wishes(settings, WEEK, [world.listener])
    first = world.rows("select * from recs.rule order by rule_id")
    read_wishes(settings, WEEK, [world.listener])
    assert world.rows("select * from recs.rule order by rule_id") == first


def test_an_event_that_the_week_did_not_freeze_has_no_effect(settings: Settings, world: World) -> None:
    world.wish("no rap", frozen=False)
    assert read_wishes(settings, WEEK, [world.listener]) == 0


def test_the_later_word_wins_also_against_feedback(settings: Settings, world: World) -> None:
    """Monday "no dream pop", Wednesday "more" on a dream pop song: dream pop is preferred."""
    world.wish("no dream pop", at="2026-11-16Z")
    world.feedback("more", "Slow Rain", at="2026-11-18Z")
    read_wishes(settings, WEEK, [world.listener])
    assert f"prefer artist {world.artists['Wet Paint']}" in rules(world)
    assert "prefer genre dream pop" in rules(world)
    assert "exclude genre dream pop" not in rules(world)


def test_feedback_means_what_the_contract_says(settings: Settings, world: World) -> None:
    world.feedback("never", "Loud Night")
    world.feedback("less", "Old Tune")
    world.feedback("wrong_reason", "Soft Noon")
    read_wishes(settings, WEEK, [world.listener])
    assert rules(world) == [
        f"avoid artist {world.artists['The Elsewheres']}",
        f"exclude recording {world.songs['Loud Night']}",
    ]
    assert world.rows(RULES)[1]["words"] == "never: Loud Night, Cold Harbor"


def test_more_prefers_the_artist_and_the_two_first_genres(settings: Settings, world: World) -> None:
    """Of a song with three genres; the artist by 0.6, each genre by 0.3."""
    genres = [{"name": name, "weight": weight} for name, weight in (("folk", 0.5), ("ambient", 0.3), ("hip hop", 0.2))]
    with db.transaction(settings) as connection:
        sql = "update marts.dim_track set genres = %s where recording_id = %s"
        db.execute(connection, sql, [db.Json(genres), world.songs["Soft Noon"]])
    world.feedback("more", "Soft Noon")
    read_wishes(settings, WEEK, [world.listener])
    artist = str(world.artists["Cold Harbor"])
    assert {("artist", artist, 0.6), ("genre", "folk", 0.3), ("genre", "ambient", 0.3)} == {
        (row["facet"], row["value"], row["strength"]) for row in world.rows("select * from recs.rule")
    }


def rule(facet: str, value: str, words: str, effect: str = "prefer") -> dict[str, Any]:
    return {"effect": effect, "facet": facet, "value": value, "strength": 0.8, "words": words}


def test_the_models_rules_are_held_to_our_values_and_the_listeners_words(
    with_model: Settings, model: Model, world: World
) -> None:
    """Kept: rap by its synonym, the artist. Refused: an unknown genre, words nobody wrote, an unknown tempo."""
    world.wish("no rap, more Cold Harbor, zydeco for breakfast and thirteen geese")
    model.answers = lambda _: {
        "rules": [
            rule("genre", "rap", "no rap", "exclude"),
            rule("artist", "Cold Harbor", "more Cold Harbor"),
            rule("genre", "zydecoish", "zydeco"),
            rule("genre", "folk", "and lots of folk"),
            rule("tempo", "ludicrous", "breakfast"),
        ],
        "unread": ["for breakfast", "words of its own"],
    }
    read_wishes(with_model, WEEK, [world.listener])
    assert rules(world) == [f"prefer artist {world.artists['Cold Harbor']}", "exclude genre hip hop"]
    assert {row["parser"] for row in world.rows(RULES)} == {"small-model"}
    unread = [row["words"] for row in world.rows("select words from recs.unread_words order by words")]
    assert unread == ["breakfast", "for breakfast", "thirteen geese", "zydeco"]


def test_what_a_model_passes_over_is_read_by_code_and_all_is_counted(
    with_model: Settings, model: Model, world: World
) -> None:
    """The model reads "no rap" and invents two rules; "keine Charts" it overlooks: code reads that."""
    world.wish("no rap, keine Charts")
    model.answers = lambda _: {
        "rules": [
            rule("genre", "hip hop", "no rap", "exclude"),
            rule("genre", "polka", "a lot of polka"),
            rule("activity", "bungee", "rap"),
        ],
        "unread": [],
    }
    read_wishes(with_model, WEEK, [world.listener])
    assert [(row["facet"], row["value"], row["parser"]) for row in world.rows(RULES)] == [
        ("genre", "hip hop", "small-model"),
        ("novelty", "popular", "rules"),
    ]
    found = world.rows("select name, value from recs.run_metrics where name like 'wish%' order by name")
    assert {row["name"]: row["value"] for row in found} == {
        "wish_rules_by_code": 1,
        "wish_rules_by_model": 1,
        "wish_rules_refused_values": 1,
        "wish_rules_refused_words": 1,
    }


def test_values_of_a_model_are_held_to_the_closed_lists(with_model: Settings, model: Model, world: World) -> None:
    text = "new bands before 1980 for running, in German, obscurely old"
    world.wish(text)
    model.answers = lambda _: {
        "rules": [
            rule("novelty", "new", "new bands"),
            rule("novelty", "exotic", "obscurely"),
            rule("years", "..1979", "before 1980"),
            rule("years", "1980..1970", "old"),
            rule("activity", "running", "for running"),
            rule("language", "deu", "in German"),
            rule("language", "xxx", "in German"),
        ],
        "unread": [],
    }
    read_wishes(with_model, WEEK, [world.listener])
    assert rules(world) == [
        "prefer activity running",
        "prefer language deu",
        "prefer novelty new",
        "prefer years ..1979",
    ]


def test_namesakes_are_said_and_not_guessed(settings: Settings, world: World) -> None:
    with db.transaction(settings) as connection:
        other = {"week": WEEK, "artist_id": world.listener, "name": "Cold Harbor", "mbid": None, "genres": db.Json([])}
        db.insert_rows(connection, "marts.dim_artist", [other])
    world.wish("more Cold Harbor, more Wet Paint, more Nobody Atall")
    read_wishes(settings, WEEK, [world.listener])
    assert rules(world) == [f"prefer artist {world.artists['Wet Paint']}"]
    unread = world.rows("select words from recs.unread_words order by words")
    assert [row["words"] for row in unread] == ["Cold Harbor", "Nobody Atall"]


def test_the_same_wish_is_paid_for_once_in_all_weeks(with_model: Settings, model: Model, world: World) -> None:
    world.wish("no rap")
    model.answers = lambda _: {"rules": [rule("genre", "hip hop", "no rap", "exclude")], "unread": []}
    for _ in range(2):
        read_wishes(with_model, WEEK, [world.listener])
    assert len(model.requests) == 1


def test_an_invalid_answer_leaves_the_wish_to_the_code(with_model: Settings, model: Model, world: World) -> None:
    world.wish("no rap")
    model.answers = lambda _: "I would rather sing"
    read_wishes(with_model, WEEK, [world.listener])
    assert rules(world) == ["exclude genre hip hop"]
    assert world.rows(RULES)[0]["parser"] == "rules"


def test_no_prompt_holds_two_listeners(with_model: Settings, model: Model, world: World) -> None:
    world.wish("no rap")
    model.answers = lambda _: {"rules": [], "unread": []}
    read_wishes(with_model, WEEK, [world.listener, world.songs["Slow Rain"]])
    assert len(model.requests) == 1
