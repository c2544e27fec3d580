"""German and Spanish wishes, novelty, activities, and clauses of several languages: effect, facet and value."""

import pytest

from pipelines.llm.meanings import Vocabulary
from pipelines.llm.rules import parse_rules
from pipelines.llm.wish_words import detect_language

NAMES = Vocabulary(artists={"marta quiroga": "marta", "low": "low"}, namesakes=frozenset({"echo"}))


def read(text: str, lang: str | None = None) -> list[str]:
    return [f"{one.effect} {one.facet} {one.value}" for one in parse_rules(text, lang, NAMES).rules]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lass Rap weg", ["exclude genre hip hop"]),
        ("Lass die Balladen weg und spiel mehr Rock", ["exclude tempo slow", "prefer genre rock"]),
        ("bitte keinen Metal", ["exclude genre metal"]),
        ("Rap und Metal mag ich nicht", ["exclude genre hip hop", "exclude genre metal"]),
        ("Techno kannst du weglassen", ["exclude genre techno"]),
        ("weder Metal noch Punk", ["exclude genre metal", "exclude genre punk"]),
        ("alles außer Country", ["exclude genre country"]),
        ("alles ausser Country", ["exclude genre country"]),
        ("Jazz gerne, Pop eher nicht", ["prefer genre jazz", "avoid genre pop"]),
        ("lieber Jazz als Blues", ["prefer genre jazz", "avoid genre blues"]),
        ("keine Lust auf Rap", ["exclude genre hip hop"]),
        ("nicht zu schnell", ["avoid tempo fast", "avoid tempo very fast"]),
        ("die Musik war zu düster", ["avoid mood dark"]),
        ("Musik zu hören, ruhig", ["prefer mood calm"]),
        ("nichts Trauriges", ["exclude mood sad"]),
        ("froehliche Lieder", ["prefer mood happy"]),
        ("Rockmusik und Sommerlieder", ["prefer genre rock", "prefer mood summery", "prefer mood happy"]),
        ("Deutschrap", ["prefer genre hip hop", "prefer language deu"]),
        ("keine expliziten Texte", ["exclude explicit true"]),
        ("etwas mehr Soul", ["prefer genre soul"]),
    ],
)
def test_german_reach_forms_and_compounds(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nada de rap ni metal", ["exclude genre hip hop", "exclude genre metal"]),
        ("sin rap, metal ni country", ["exclude genre hip hop", "exclude genre metal", "exclude genre country"]),
        ("nada que no sea jazz", ["only genre jazz"]),
        ("todo menos techno", ["exclude genre techno"]),
        ("menos pop, más soul", ["avoid genre pop", "prefer genre soul"]),
        ("mas soul, MAS funk", ["prefer genre soul", "prefer genre funk"]),
        ("solo jazz", ["only genre jazz"]),
        ("no solo jazz", ["prefer genre jazz"]),
        ("nunca reggaetón", ["exclude genre reggaeton"]),
        ("el metal no me gusta", ["exclude genre metal"]),
        ("no me gusta el metal", ["exclude genre metal"]),
        ("jazz sí, blues no", ["prefer genre jazz", "exclude genre blues"]),
        ("prefiero el jazz al blues", ["prefer genre jazz", "avoid genre blues"]),
        ("canciones tristes y lentas", ["prefer mood sad", "prefer tempo slow"]),
        ("nada agresivo", ["exclude mood aggressive"]),
        ("que no sean muy lentas", ["avoid tempo slow"]),
        ("rock psicodélico", ["prefer genre psychedelic rock"]),
        ("más de Marta Quiroga", ["prefer artist marta"]),
        ("sin letra", ["prefer language zxx"]),
        ("menos electrónica", ["avoid genre electronic"]),
        ("ya estoy cansada del pop", ["avoid genre pop"]),
        ("canciones de antes del 2000", ["prefer years ..1999"]),
        ("en catalán", ["prefer language cat"]),
    ],
)
def test_spanish_reach_and_forms(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("go easy on the metal", ["avoid genre metal"]),
        ("I could do without the metal", ["avoid genre metal"]),
        ("spare me the country music", ["exclude genre country"]),
        ("neither metal nor punk", ["exclude genre metal", "exclude genre punk"]),
        ("folk is fine but bluegrass is not my thing", ["prefer genre folk", "avoid genre bluegrass"]),
        ("I'd rather have jazz than rock", ["prefer genre jazz", "avoid genre rock"]),
        ("only German lyrics", ["only language deu"]),
        ("stuff that isn't on the radio", ["exclude novelty popular"]),
        ("ambient while I read", ["prefer genre ambient", "prefer activity reading"]),
        ("between 100 and 115 bpm", ["prefer tempo mid"]),
    ],
)
def test_english_idioms(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("artists I don't know", "prefer novelty new"),
        ("Künstler, die ich nicht kenne", "prefer novelty new"),
        ("más descubrimientos", "prefer novelty new"),
        ("only bands I already know", "only novelty familiar"),
        ("nothing obscure", "exclude novelty obscure"),
        ("keine Charts", "exclude novelty popular"),
        ("menos éxitos", "avoid novelty popular"),
        ("hidden gems", "prefer novelty obscure"),
        ("for running", "prefer activity running"),
        ("zum Lernen", "prefer activity studying"),
        ("para cocinar", "prefer activity cooking"),
        ("music to fall asleep to", "prefer activity sleeping"),
    ],
)
def test_novelty_and_activity(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before 1980", ["prefer years ..1979"]),
        ("anything after 2015", ["prefer years 2016.."]),
        ("nothing older than 2000", ["exclude years ..1999"]),
        ("since 2018", ["prefer years 2018.."]),
        ("from 2010 onwards", ["prefer years 2010.."]),
        ("from the 60s to the 80s", ["prefer years 1960..1989"]),
        ("from the 60s and 70s", ["prefer decade 1960s", "prefer decade 1970s"]),
        ("between 1995 and 2005", ["prefer years 1995..2005"]),
        ("1995-2005", ["prefer years 1995..2005"]),
        ("before the eighties", ["prefer years ..1979"]),
        ("aus den Neunzigern", ["prefer decade 1990s"]),
        ("vor 1985", ["prefer years ..1984"]),
        ("ab 2010", ["prefer years 2010.."]),
        ("zwischen 1970 und 1979", ["prefer years 1970..1979"]),
        ("bis 1985", ["prefer years ..1985"]),
        ("de los ochenta", ["prefer decade 1980s"]),
        ("de los 60 y 70", ["prefer decade 1960s", "prefer decade 1970s"]),
        ("anteriores a 1980", ["prefer years ..1979"]),
        ("desde 2010", ["prefer years 2010.."]),
        ("entre 1995 y 2005", ["prefer years 1995..2005"]),
        ("from the 1940s", ["prefer years 1940..1949"]),
        ("between 2005 and 1995", ["prefer decade 2000s", "prefer decade 1990s"]),
    ],
)
def test_eras_and_ranges_of_years(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mehr sad songs, no techno", ["prefer mood sad", "exclude genre techno"]),
        ("kein Pop, solo flamenco", ["exclude genre pop", "only genre flamenco"]),
        (
            "ruhige Musik for studying, sin voces",
            ["prefer mood calm", "prefer activity studying", "prefer language zxx"],
        ),
    ],
)
def test_clauses_may_be_of_several_languages(text: str, expected: list[str]) -> None:
    assert read(text) == expected
    assert read(text, "en") == expected


def test_fast_is_quick_in_english_and_almost_in_german() -> None:
    assert read("fast songs please") == ["prefer tempo fast", "prefer tempo very fast"]
    assert detect_language("ich möchte ruhige Lieder") == "de"
    assert detect_language("quiero canciones tranquilas") == "es"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("more shoegaz", ["prefer genre shoegaze"]),
        ("kein Tehcno", ["exclude genre techno"]),
        ("mas jaz", ["prefer genre jazz"]),
        ("melancolic songs", ["prefer mood melancholic"]),
        ("somthing energtic", ["prefer mood energetic"]),
        ("songs about horses", []),
        ("mit Nebel", []),
    ],
)
def test_a_slip_of_the_pen_is_read_and_another_word_is_not(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_a_name_that_two_artists_have_is_unread() -> None:
    wish = parse_rules("more Echo and more Low", "en", NAMES)
    assert [one.value for one in wish.rules] == ["low"]
    assert wish.unread == ["Echo"]


def test_a_rule_says_where_its_words_stand() -> None:
    text = "¡Hola! Más jazz — nada de rap, y 90s"
    for one in parse_rules(text).rules:
        assert text[one.start : one.end] == one.words
    assert [one.words for one in parse_rules(text).rules] == ["Más jazz", "nada de rap", "90s"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # nobody is against it
        ("I don't hate jazz", ["prefer genre jazz"]),
        ("nothing against jazz", ["prefer genre jazz"]),
        ("ich habe nichts gegen Jazz", ["prefer genre jazz"]),
        ("kein Problem mit Metal", ["prefer genre metal"]),
        ("no me molesta el jazz", ["prefer genre jazz"]),
        ("no odio el jazz", ["prefer genre jazz"]),
        # nobody can be without it
        ("nothing beats jazz", ["prefer genre jazz"]),
        ("never enough jazz", ["prefer genre jazz"]),
        ("I can't live without soul", ["prefer genre soul"]),
        ("without jazz I can't live", ["prefer genre jazz"]),
        ("nicht ohne Jazz", ["prefer genre jazz"]),
        ("ohne Jazz geht es nicht", ["prefer genre jazz"]),
        ("zu wenig Jazz", ["prefer genre jazz"]),
        ("sin jazz no puedo vivir", ["prefer genre jazz"]),
        ("que no falte el jazz", ["prefer genre jazz"]),
        # what looks like a wish and is none
        ("I'm allergic to country", ["avoid genre country"]),
        ("give rap a rest", ["avoid genre hip hop"]),
        ("Jazz ist nichts für mich", ["avoid genre jazz"]),
        ("Jazz finde ich blöd", ["avoid genre jazz"]),
        ("so wenig Jazz wie möglich", ["avoid genre jazz"]),
        ("Pop? Nein danke!", ["exclude genre pop"]),
        ("soy alérgico al pop", ["avoid genre pop"]),
        ("no puedo con el pop", ["exclude genre pop"]),
        # one for the other
        ("replace the rock with classical", ["avoid genre rock", "prefer genre classical"]),
        ("swap rock for folk", ["avoid genre rock", "prefer genre folk"]),
        ("I prefer jazz to metal", ["prefer genre jazz", "avoid genre metal"]),
        ("I prefer jazz to dance to", ["prefer genre jazz", "prefer activity dancing"]),
        ("anstelle von Rock bitte Folk", ["avoid genre rock", "prefer genre folk"]),
        ("statt Rock und Pop Folk", ["avoid genre rock", "avoid genre pop", "prefer genre folk"]),
        ("prefiero jazz a metal", ["prefer genre jazz", "avoid genre metal"]),
        ("en vez de rock folk", ["avoid genre rock", "prefer genre folk"]),
        # what was, what need not be, what a refusal leaves out
        ("I used to love metal, now I want jazz", ["avoid genre metal", "prefer genre jazz"]),
        ("früher mochte ich Metal, jetzt Jazz", ["avoid genre metal", "prefer genre jazz"]),
        ("antes me gustaba el metal, ahora jazz", ["avoid genre metal", "prefer genre jazz"]),
        ("muss nicht fröhlich sein", ["avoid mood happy"]),
        ("it doesn't have to be happy", ["avoid mood happy"]),
        ("please don't stop with the jazz", ["prefer genre jazz"]),
        ("Schlager nur über meine Leiche", ["exclude genre schlager"]),
        ("no ballads except soul", ["exclude tempo slow", "prefer genre soul"]),
        ("keine Balladen außer Soul", ["exclude tempo slow", "prefer genre soul"]),
        ("nada de baladas salvo soul", ["exclude tempo slow", "prefer genre soul"]),
        ("no rap, anything except rock", ["exclude genre hip hop", "exclude genre rock"]),
        # what still is a refusal, and what still is a wish
        ("ohne Rap und ohne Pop", ["exclude genre hip hop", "exclude genre pop"]),
        ("no quiero nada de pop", ["exclude genre pop"]),
        ("ein wenig Pop", ["prefer genre pop"]),
        ("un poco de pop", ["prefer genre pop"]),
        ("wenig bekannte Künstler", ["prefer novelty obscure"]),
    ],
)
def test_a_refusal_of_a_refusal_is_none(text: str, expected: list[str]) -> None:
    assert read(text) == expected


def test_of_an_unknown_kind_of_what_is_wanted_nothing_follows() -> None:
    """The whole would be refused for a part of it; so the part is said to be unread."""
    wish = parse_rules("deutscher Rap, aber kein Gangsta Rap", None, NAMES)
    assert [("prefer", "language", "deu"), ("prefer", "genre", "hip hop")] == [
        (one.effect, one.facet, one.value) for one in wish.rules
    ]
    assert ["Gangsta Rap"] == wish.unread


@pytest.mark.parametrize("text", ["I want less new stuff", "mehr Neues", "nada nuevo"])
def test_what_may_mean_two_things_is_said_to_be_unread(text: str) -> None:
    """New to the listener, or newly recorded."""
    wish = parse_rules(text, None, NAMES)
    assert not wish.rules
    assert wish.unread
