"""What is true of one thing is carried of that thing alone, whatever a sentence or the one before it names."""

import pytest

from pipelines.domain.telling import ENGLISH, GERMAN, Language
from tests.explain.told import SONG, is_believed

TRUE = "38% of its score grows out of “Grey Weather” by Low Ceiling"
WAHR = "38 % der Wertung kommt aus „Grey Weather“ von Low Ceiling"


@pytest.mark.parametrize("language", [ENGLISH, GERMAN])
def test_a_sentence_that_says_of_whom_it_is_passes(language: Language) -> None:
    true = {
        ENGLISH: [
            f"{TRUE}, and it is a jazz song.",
            f"{TRUE}; it is here because you asked.",
            f"{TRUE}, and 12% more comes from “Tide Tables” by Dr. Felt.",
            "“Sundial” is here because you asked. It is here to stretch you.",
            "Lila Voss drew twelve mentions on Reddit in week 47. Up from a usual 2.5 a week.",
            "Lila Voss drew twelve mentions in week 47; some of the talk was on r/indieheads, 18 November 2026.",
            "Your wish “more folk” is met by 13 of 20 songs; without it, eight songs on this list would not be here.",
            "This week's list opens with “Sundial” by Lila Voss and brings 20 songs by 18 artists.",
            "Without Reddit, this song would not be on your list.",
            "At 142 bpm, it goes faster than your usual 88 and 121.",
            "“Sundial” by Lila Voss.",
            "Here is “Sundial” by Lila Voss.",
            "Worth a nod: its mood is calm; also, for the record, it is close to home.",
        ],
        GERMAN: [
            f"{WAHR}; der Song ist hier, weil du dir das gewünscht hast.",
            "Die Stimmung von „Sundial“ ist calm. Das erste Genre ist jazz.",
            "Dein Wunsch „no rap“ hat zehn Songs ferngehalten, allen voran „Mic Drop“ von MC Square.",
            "Die Liste beginnt mit „Sundial“ von Lila Voss.",
            "Hier ist „Sundial“ von Lila Voss.",
            "Am Rande: die Stimmung dazu ist calm, und Lila Voss ist neu für dich.",
        ],
    }
    assert [] == [one for one in true[language] if not is_believed(one, language)]


@pytest.mark.parametrize(
    "told",
    [
        ", a jazz song",
        ", tagged jazz",
        ", tagged jazz and folk",
        ", a stretch",
        ", close to home",
        ", which is here because you asked",
        ", whose mood is calm",
        ", one of five songs tagged jazz",
        ", at 142 bpm, faster than your usual 88 to 121",
        ", more than the usual 2.5 a week",
        ", which without Reddit would not be here",
    ],
)
def test_what_a_song_is_is_not_told_of_what_is_kept(told: str) -> None:
    assert is_believed(f"{TRUE}.", about=SONG)
    assert not is_believed(f"{TRUE}{told}.", about=SONG)


@pytest.mark.parametrize(
    "told",
    [
        ", mit dem Genre jazz",
        ", unter jazz abgelegt",
        ", um dich herauszufordern",
        ", nah an dem, was du kennst",
        ", einer von fünf Songs mit dem Genre jazz",
        ", das ist hier, weil du dir das gewünscht hast",
        ", mehr als die üblichen 2,5 pro Woche",
        ", davon 12 % aus „Tide Tables“ von Dr. Felt",
    ],
)
def test_the_same_in_german(told: str) -> None:
    assert is_believed(f"{WAHR}.", GERMAN, SONG)
    assert not is_believed(f"{WAHR}{told}.", GERMAN, SONG)


@pytest.mark.parametrize(
    "lie",
    [
        "20 songs by 18 artists, tagged jazz.",
        "20 songs by 18 artists, and it is here because you asked.",
        "Lila Voss is new to you, tagged jazz.",
        "At least 44% of its score comes from “Rainy Sundays”, tagged jazz.",
        "Your wish “no rap” kept ten songs away, “Mic Drop” by MC Square first of all, close to home.",
        "“Sundial” goes from 1961 to 2026.",
        "“Sundial” is 20 songs by 18 artists.",
        "“Sundial” brings 20 songs by 18 artists.",
        "In “Sundial”, your dial is at 0.80, on the adventurous side.",
        "“Sundial” by Lila Voss: four songs came because you asked.",
        "“Sundial”: twelve mentions of Lila Voss by nine people.",
        "“Sundial” is worth a smile.",
        "“Sundial” by Lila Voss is a sort of footnote.",
        "“Sundial” is here for coffee.",
        "“Sundial” makes Lila Voss is new to you.",
        "It takes “Sundial”, and it is close to home.",
        "On this list the mood is calm.",
    ],
)
def test_the_list_an_artist_and_a_song_are_told_apart(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize(
    "lie",
    [
        "Your mood is calm.",
        "Your energy of 0.21 is calmer than your usual 0.40 to 0.70.",
        "Without Reddit, you would not be here.",
        "Without Reddit, they would not be here.",
        "Without Reddit, your shelf would be gone.",
        "38% of your score comes from “Grey Weather” by Low Ceiling.",
        "38% of the week's score comes from “Grey Weather” by Low Ceiling.",
        "38% of you comes from “Grey Weather” by Low Ceiling.",
        "38% of the words come from “Grey Weather” by Low Ceiling.",
        "At 142 bpm it is faster than its usual 88 to 121.",
        "Twelve mentions of Lila Voss by nine people, more than your usual 2.5.",
        "Your dial at 0.80 makes you adventurous.",
        "Without the model's judgement, nothing changes.",
        "Because of your wish “no rap”, ten songs stand out.",
        "The talk of the week is about Lila Voss on r/indieheads.",
    ],
)
def test_a_gap_has_no_subject_and_no_owner(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize(
    "lie",
    [
        "Deine Stimmung ist calm.",
        "38 % deiner Wertung kommt aus „Grey Weather“ von Low Ceiling.",
        "38 % der Zeilen kommen aus „Grey Weather“ von Low Ceiling.",
        "Mit 142 BPM läuft „Sundial“ schneller als seine üblichen 88 bis 121.",
        "Ohne Reddit wäre dein Regal nicht hier.",
        "Ohne das Urteil des Modells ändert sich nichts.",
        "Die Stimmung von „Sundial“ ist calm, da der Song nah an dem bleibt, was du kennst.",
        "Zum Teil: die Stimmung dazu ist calm.",
        "„Sundial“ von Lila Voss führt.",
        "„Sundial“ geht ins Ohr.",
        "„Sundial“ bringt 20 Songs von 18 Acts.",
    ],
)
def test_nor_has_a_german_one(lie: str) -> None:
    assert not is_believed(lie, GERMAN)


@pytest.mark.parametrize(
    "lie",
    [
        "Word is 38% of its score grows out of “Grey Weather” by Low Ceiling.",
        "Say 38% of its score grows out of “Grey Weather” by Low Ceiling.",
        "A listener says its mood is calm.",
        "Who says its mood is calm!",
        "A feeling: its mood is calm.",
        "The ledger shows its mood is calm.",
        "In part: its mood is calm.",
        "In a way, it is here because you asked.",
        "Sort of: its mood is calm.",
        "To 38% of its score grows out of “Grey Weather” by Low Ceiling.",
        "It is close to home, for its mood is calm.",
        "It is close to home as its mood is calm.",
        "It is close to home, and from there its mood is calm.",
        f"{TRUE}, of which 12% more comes from “Tide Tables” by Dr. Felt.",
        f"{TRUE}, or 12% more comes from “Tide Tables” by Dr. Felt.",
    ],
)
def test_no_rumour_no_hedge_and_no_cause_is_made_of_small_words(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize("stop", ["; ", ". "])
@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            "Your feedback “less: Dr. Felt” kept five songs away, “Marzipan Wolf” by Dr. Felt first of all",
            "without it, eight songs on this list would not be here.",
        ),
        (
            "Your wish “fewer drums” changed nothing on this list",
            "without it, eight songs on this list would not be here.",
        ),
        (
            "Your wish “more folk” is met by 13 of 20 songs on this list",
            "it kept ten songs away, “Mic Drop” by MC Square first of all.",
        ),
        (
            "Because you saved “Ten Small Doors” by Ornithology Club, it carries more weight than it otherwise would",
            "three songs came that would not be here without it.",
        ),
        (
            "Without “Rainy Sundays”, seven songs would not be here",
            "51% of it is songs you already keep.",
        ),
        ("Your wish “fewer drums” changed nothing on this list", "three songs came in with help from it."),
    ],
)
def test_what_it_did_is_what_was_named(first: str, then: str, stop: str) -> None:
    """Each half alone is true of some wish."""
    assert is_believed(f"{first}.")
    assert is_believed(then[:1].upper() + then[1:])
    assert not is_believed(first + stop + (then if stop == "; " else then[:1].upper() + then[1:]))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("“Sundial” is here because you asked.", "It is here as a discovery."),
        ("“Sundial” by Lila Voss goes first.", "21% of its score grows out of “Copper & Clay” by M.I.N.T."),
        ("The mood of “Sundial” is calm.", "Its energy of 0.91 is livelier than your usual 0.40 to 0.70."),
        ("With “Sundial”, Lila Voss is new to you.", "The label says ambient."),
        ("38% of its score grows out of “Grey Weather” by Low Ceiling.", "It is here because people talk."),
        ("Lila Voss drew twelve mentions on Reddit in week 47.", "Up from a usual 3.5 a week."),
    ],
)
def test_sentences_of_a_line_are_about_one_song(first: str, then: str) -> None:
    """On lines of their own each is true of some song."""
    assert is_believed(f"{first}\n{then}")
    assert not is_believed(f"{first} {then}")


@pytest.mark.parametrize(
    "lie",
    [
        "Marta Okafor drew 13 mentions on Reddit in week 47; some of the talk was on r/indieheads, 18 November 2026.",
        "Marta Okafor drew 13 mentions on Reddit in week 47, up from a usual 2.5 a week.",
    ],
)
def test_a_post_is_of_the_artist_who_was_named(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize(
    "lie",
    [
        "Lila Voss is new to you, reaching from 1961 to 2026.",
        "Lila Voss is new to you, chosen out of 461 candidates.",
        "Four songs came because you asked, from 1961 to 2026.",
        "Your wish “more folk” is met by 13 of 20 songs on this list, from 1961 to 2026.",
        "Its mood is calm, with 16 genres among their first tags.",
        "They reach from 1961 to 2026; it goes from 1961 to 2026.",
        "They reach from 1961 to 2026; it is from 1961 to 2026.",
        "It is 20 songs by 18 artists.",
        "On r/indieheads, 18 November 2026, its mood is calm.",
        "Lila Voss is new to you on r/indieheads, 18 November 2026.",
        "Up from a usual 2.5 a week: 38% of its score grows out of “Grey Weather” by Low Ceiling.",
        "It is close to home because you keep “Grey Weather” by Low Ceiling: 38% of its score.",
        f"{TRUE}; 38% more comes from “Grey Weather” by Low Ceiling.",
        "Lila Voss drew twelve mentions in week 47; its energy of 0.91 is livelier than your usual 0.40 to 0.70.",
        "Its mood is calm, and it opens with “Sundial” by Lila Voss.",
        "“Sundial” is here because you asked. Without it, eight songs on this list would not be here.",
        "Lila Voss drew twelve mentions in week 47. Three songs came in with help from it.",
        "Your dial is at 0.80, on the adventurous side. It kept ten songs away, “Mic Drop” by MC Square first of all.",
    ],
)
def test_what_leaves_out_of_what_it_is_said_hangs_on_its_like(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize(
    "lie",
    [
        "Lila Voss ist neu für dich, ausgewählt aus 461 Kandidaten.",
        "Die Stimmung dazu ist calm auf r/indieheads vom 18.11.2026.",
        "Mehr als die üblichen 2,5 pro Woche: Lila Voss ist neu für dich.",
        "Die Stimmung dazu ist calm, weil du „Grey Weather“ von Low Ceiling im Regal hast: 38 % der Wertung.",
        "„Tide Tables“ von Dr. Felt liefert 12 % der Wertung, und „Tide Tables“ von Dr. Felt legt 12 % drauf.",
        "„Sundial“ ist hier, weil du dir das gewünscht hast. Ohne das müsste diese Liste auf acht Songs verzichten.",
        "Lila Voss ist neu für dich; im Einklang damit: 13 von 20 Songs.",
        "Das sind 20 Songs von 18 Acts.",
    ],
)
def test_the_same_of_german_ones(lie: str) -> None:
    assert not is_believed(lie, GERMAN)


@pytest.mark.parametrize(
    "true",
    [
        "20 songs by 18 artists, from 1961 to 2026.",
        "They reach from 1961 to 2026, with 16 genres among their first tags.",
        "The list was chosen out of 461 candidates, and nothing here was on your list in the four weeks before.",
        "20 songs by 18 artists, twelve of them new to you. It opens with “Sundial” by Lila Voss.",
        "Lila Voss drew twelve mentions in week 47, more than the usual 2.5 a week, on r/indieheads, 18 November 2026.",
        "Without Reddit, it would not be here.",
        "Worth a nod: four songs came because you asked.",
        "Lila Voss drew twelve mentions in week 47; and Lila Voss drew twelve mentions on Reddit in week 47.",
        "At 142 bpm this song runs faster than your usual 88 to 121.",
        "The mood of this song is calm.",
    ],
)
def test_on_its_like_it_stands(true: str) -> None:
    assert is_believed(true)


@pytest.mark.parametrize(
    "lie",
    [
        "Without Reddit and this song, it would not be here.",
        "Without Reddit, the score would be gone.",
        "Lila Voss: this record is new to you.",
        "A track from Lila Voss is new to you.",
        "The talk about Lila Voss is on r/indieheads.",
        "Your dial comes from 0.80, on the adventurous side.",
        "20 songs go from 18 artists, twelve of them new to you.",
        "16 genres come between a song and this list.",
        "No repeats for a song in four weeks.",
        "The popularity correction gives and takes 0.031.",
        "But for the score, it is here because you asked.",
        "For a song on this list, its mood is calm.",
        "With coffee, its mood is calm.",
        "A note from the artist: its mood is calm.",
        f"Word for word, {TRUE}.",
        "In the week, its mood is calm.",
        "This week's list and its mood is calm.",
    ],
)
def test_gaps_and_links_are_closed(lie: str) -> None:
    assert not is_believed(lie)


@pytest.mark.parametrize(
    "lie",
    [
        "Ohne Reddit und dieses Lied wäre er nicht hier.",
        "Lila Voss: der Song ist neu für dich.",
        "Für Lila Voss gab es bei dem Song zwölf Erwähnungen.",
        "Über Lila Voss kommt der Song auf r/indieheads.",
        "Die Stimmung dort ist calm.",
        "20 Songs haben und bringen von 18 Acts, zwölf davon neu für dich.",
        "Zum Tee: die Stimmung dazu ist calm.",
        "Aus dem Regal: die Stimmung dazu ist calm.",
    ],
)
def test_german_ones_too(lie: str) -> None:
    assert not is_believed(lie, GERMAN)
