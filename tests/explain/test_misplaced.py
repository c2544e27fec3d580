"""What was computed of one thing is not told of another, however true its values are."""

from uuid import UUID

import pytest

from explain.checker import Checker
from pipelines.domain.telling import Language
from tests.explain.test_checker import CLAIMS, SONG

TRUE = "38% of its score grows out of “Grey Weather” by Low Ceiling"


@pytest.mark.parametrize(
    "lie",
    [
        "“Grey Weather” by Lila Voss drew twelve mentions from nine people on Reddit in week 47.",
        "Lila Voss drew twelve mentions from nine people on Reddit in week 47, for “Sundial”.",
        "For “Sundial”, Lila Voss drew twelve mentions from nine people on Reddit in week 47.",
        "“Sundial” and Lila Voss drew twelve mentions.",
        "On your list, Lila Voss drew twelve mentions from nine people on Reddit in week 47.",
        "“Sundial” by Lila Voss was talked about on Reddit in week 47.",
    ],
)
def test_talk_of_an_artist_is_not_told_of_a_song(lie: str) -> None:
    here = CLAIMS[0].model_copy(
        update={"claim_id": "c8", "predicate": "named_song", "objects": ("here", "Sundial", "Lila Voss")}
    )
    checker = Checker.of([*CLAIMS, here])
    talk = "Lila Voss drew twelve mentions from nine people on Reddit in week 47"
    assert "supported" == checker.judge_finished(f"{talk}.", SONG).verdict
    assert "supported" == checker.judge_finished(f"{talk}; {TRUE}.", SONG).verdict
    assert "unsupported" == checker.judge_finished(lie, SONG).verdict


@pytest.mark.parametrize(
    ("language", "true", "lie"),
    [
        ("en", "“Sundial” is here because you asked.", "The list is here because you asked."),
        ("en", "It is here because you asked.", "The artist is here because you asked."),
        ("en", "The mood of “Sundial” is calm.", "The mood of this list is calm."),
        ("de", "Die Stimmung von „Sundial“ ist calm.", "Die Stimmung dieser Liste ist calm."),
        (
            "de",
            "„Sundial“ ist hier, weil du dir das gewünscht hast.",
            "Die Liste ist hier, weil du dir das gewünscht hast.",
        ),
    ],
)
@pytest.mark.parametrize("about", [SONG, None])
def test_what_was_computed_of_a_song_is_not_told_of_the_list(
    language: Language, true: str, lie: str, about: UUID | None
) -> None:
    asked = CLAIMS[2].model_copy(update={"claim_id": "c8", "predicate": "role", "objects": ("wish", "Sundial")})
    mood = CLAIMS[2].model_copy(update={"claim_id": "c9", "predicate": "has_mood", "objects": ("calm", "Sundial")})
    named = CLAIMS[2].model_copy(
        update={"claim_id": "c10", "predicate": "named_song", "objects": ("here", "Sundial", "Lila Voss")}
    )
    checker = Checker.of([asked, mood, named], language=language)
    assert "supported" == checker.judge_finished(true, about).verdict
    assert "unsupported" == checker.judge_finished(lie, about).verdict


@pytest.mark.parametrize(
    ("language", "true", "lie"),
    [
        (
            "en",
            "51% of the score of this list is songs you already keep.",
            "51% of the score is songs you already keep.",
        ),
        (
            "de",
            "51 % dieser Liste kommt aus Songs, die du schon hast.",
            "51 % der Wertung kommt aus Songs, die du schon hast.",
        ),
    ],
)
def test_what_was_computed_of_the_list_is_not_told_of_a_song(language: Language, true: str, lie: str) -> None:
    share = CLAIMS[0].model_copy(
        update={"recording_id": None, "predicate": "slate_term_share", "objects": ("own",), "value": 51.0}
    )
    checker = Checker.of([share], language=language)
    assert "supported" == checker.judge_finished(true).verdict
    assert "unsupported" == checker.judge_finished(lie, SONG).verdict
