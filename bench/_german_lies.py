"""German lies by words, of the same kinds as the English ones, and of kinds that only German can tell."""

import random
import re
import unicodedata

from bench._lie_forms import COUNTS, Made, Maker, body_of, with_text, with_words
from bench._reports import Report, Sentence, as_text
from bench._value_lies import moved
from bench._word_lies import talk_of_a_song

OPPOSITES = (
    *(("langsamer", "schneller"), ("älter", "neuer"), ("dunkler", "heller"), ("ruhiger", "lebhafter")),
    *(("fiele", "stiege"), ("vor deinen üblichen", "nach deinen üblichen"), ("innerhalb", "außerhalb")),
    *(("mindestens", "höchstens"), ("vertrauten", "abenteuerlichen"), ("weniger Gewicht", "mehr Gewicht")),
    *(("allen voran", "zuallerletzt"), ("den Anfang macht", "den Schluss macht"), ("kostet", "bringt")),
    *(("für", "gegen"), ("ohne", "mit")),
)
_VERB = re.compile(
    r" (?:ist|wäre|stünde|fiele|stiege|kommt|stammt|wächst|hat|liefert|macht|liegt|bleibt|geht|läuft|half|gab|fiel|"
    r"wurde|spricht|bringt|kostet|steht|steuert|legt|müsste|stellt|reichen|hielt|ließ|bekam|folgt) "
)
_HEDGED = ["percent", "percent_floor", "bpm", "rank", *COUNTS]
_HOMOGLYPHS = str.maketrans("aeopcA", "аеорсА")
_ONES = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TEENS = ("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")


def around(*templates: str) -> Maker:
    """A lie around a true sentence: {body} is without its full stop, {text} with it."""

    def make(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
        for template in templates:
            yield from with_text(template.format(body=body_of(sentence), text=sentence.text))

    return make


def before_numbers(*words: str) -> Maker:
    """Words before a number that change what it says."""

    def make(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
        for place in sentence.values(_HEDGED):
            for word in words:
                yield with_words(sentence, place, f"{word} "), False

    return make


def replaced(*pairs: tuple[str, str]) -> Maker:
    """One word for another, where it stands."""

    def make(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
        for stands, instead in pairs:
            changed = re.sub(rf"\b{stands}\b", instead, sentence.text, count=1)
            if changed != sentence.text:
                yield from with_text(changed)

    return make


def negated(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    text = sentence.text
    for match in _VERB.finditer(text):
        for word in ("nicht ", "nie ", "kaum "):
            yield from with_text(text[: match.end()] + word + text[match.end() :])
    for word, instead in ((" nicht ", " "), ("ohne ", "mit "), ("nichts ", "etwas "), ("kein ", "ein ")):
        if word in text:
            yield from with_text(text.replace(word, instead, 1))


def borrowed_cause(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """A true reason why the song is here, as the reason for something else."""
    roles = {one.variant[0] for one in report.claims if one.predicate == "role" and one.recording_id == sentence.about}
    told = {
        "wish": "weil du dir das gewünscht hast",
        "trend": "weil Leute darüber reden",
        "core": "weil der Song nah an dem liegt, was du kennst",
    }
    if not any(piece.claim is not None and piece.claim.predicate == "role" for piece in sentence.pieces):
        for role in sorted(roles & told.keys()):
            yield from with_text(f"{body_of(sentence)}, {told[role]}.")


def half_true(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """A true sentence, and a clause of a false one."""
    others = [one for one in report.sentences if one.about == sentence.about and one.text != sentence.text]
    false = [
        pieces
        for one in rng.sample(others, min(3, len(others)))
        for pieces, _ in moved(1)(report, one, rng)
        if not report.is_true(pieces, sentence.about)
    ]
    for pieces in false[:2]:
        yield from with_text(f"{body_of(sentence)}, und {as_text(pieces)}")
    yield from with_text(f"{body_of(sentence)}, und es wurde in einer Nacht aufgenommen.")


def in_words(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """A wrong number as a word: what stands for 38 % is "neununddreißig Prozent"."""
    for place in sentence.values(["percent", "percent_floor"]):
        piece = sentence.pieces[place]
        number = int(re.findall(r"\d+", piece.text)[0]) + 1
        if number < len(_TENS) * 10:
            word = spelled(number)
            yield from with_text(
                as_text([*sentence.pieces[:place], type(piece)(f"{word} Prozent"), *sentence.pieces[place + 1 :]])
            )


def spelled(number: int) -> str:
    """A number below 100 in German words."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return "eins" if ones == 1 else _ONES[ones]
    if tens == 1:
        return _TEENS[ones]
    return f"{_ONES[ones]}und{_TENS[tens]}" if ones else _TENS[tens]


def look_alike(_report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """Letters that look the same, umlauts that are none: a name or a word that is another one."""
    for kinds in (["artist"], ["genre"], ["title"]):
        for place in list(sentence.values(kinds))[:1]:
            piece = sentence.pieces[place]
            for changed in (piece.text.translate(_HOMOGLYPHS), _with_umlaut(piece.text)):
                if changed != piece.text:
                    yield (
                        [*sentence.pieces[:place], type(piece)(changed), *sentence.pieces[place + 1 :]],
                        False,
                    )
    words = [word for word in re.findall(r"[a-zäöü]{4,}", sentence.text) if word.translate(_HOMOGLYPHS) != word]
    if words:
        word = rng.choice(words)
        yield from with_text(body_of(sentence) + f", {word.translate(_HOMOGLYPHS)} mehr.")


def _with_umlaut(text: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return plain if plain != text else text.replace("o", "ö", 1).replace("a", "ä", 1)


def swapped(_report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """Who and what change places: artist and title, song and own song."""
    pieces = list(sentence.pieces)
    titles, artists = list(sentence.values(["title"])), list(sentence.values(["artist"]))
    for one, other in [(one, other) for one in titles for other in [*titles, *artists] if one < other]:
        if pieces[one].text != pieces[other].text:
            changed = list(pieces)
            changed[one], changed[other] = (
                type(pieces[one])(pieces[other].text, pieces[one].claim, pieces[one].field),
                type(pieces[one])(pieces[one].text, pieces[other].claim, pieces[other].field),
            )
            yield changed, True


GERMAN_WORDS: dict[str, Maker] = {
    "invented post": around(
        "{body}, wie ein Post auf r/indieheads sagt.",
        "{text} Jemand auf r/hyperpop sagt dasselbe.",
        "{body}, „ein Meisterwerk“, so ein Post.",
    ),
    "negation": negated,
    "denial": around("Es stimmt nicht, dass {body}.", "Niemand kann sagen: {text}", "Dass {body}, ist falsch."),
    "superlative": around(
        "{body}, das beste Lied der Liste.",
        "Vor allem: {text}",
        "{body}, und nichts schlägt das.",
        "Am meisten: {text}",
    ),
    "dropped qualifier": replaced(("mindestens ", ""), ("einer von ", ""), ("(?:V|v)or allem ", "")),
    "opposite": replaced(*OPPOSITES, *((other, one) for one, other in OPPOSITES)),
    "invented comparison": around(
        "{body}, mehr als jedes andere Lied.", "{body}, doppelt so viel wie letzte Woche.", "{body}, lauter als alles."
    ),
    "invented cause": around(
        "{body}, weil die Kritik es liebt.", "Dank des Covers: {text}", "{body}, deshalb ist der Song hier."
    ),
    "borrowed cause": borrowed_cause,
    "half-true conjunction": half_true,
    "hedge": before_numbers("fast", "mehr als", "höchstens", "rund", "an die", "gut", "über", "um die"),
    "promise": around("{body}, und du wirst es lieben.", "{body}; alle sind sich einig."),
    "wrong origin": replaced(
        ("dein Wunsch", "dein Feedback"),
        ("dein Feedback", "dein Wunsch"),
        ("deinem Wunsch", "deinem Feedback"),
        ("deinem Feedback", "deinem Wunsch"),
        ("du dir das gewünscht hast", "deine Freunde sich das gewünscht haben"),
    ),
    "neutral words": around(
        "{body}, und es ist dein Lied.",
        "{body}, und das ist der Song der Woche.",
        "Das Lied ist unser Platz: {text}",
        "{body}, von deiner Liste.",
        "{body}, und das sagt man.",
        "Morgen: {text}",
        "{body}, und der Act.",
    ),
    "talk of a song": talk_of_a_song,
    "only": before_numbers("nur", "bloß", "lediglich", "allein"),
    "nobody": around("Keiner weiß es: {text}", "{body}, wie kein anderer.", "Nirgends sonst: {text}"),
    "source": around("Laut Spotify: {text}", "{body}, so sagt es Spotify.", "Reddit zufolge: {text}"),
    "duration": around("{body}, und das seit Wochen.", "Seit Wochen gilt: {text}", "Wie immer: {text}"),
    "double": before_numbers("doppelt so viel wie", "halb so viel wie", "zweimal"),
    "question or doubt": around("{body}?", "Angeblich: {text}", "Vielleicht: {text}", "{body}, hieß es."),
    "number in words": in_words,
    "look-alike letters": look_alike,
    "swapped subject": swapped,
    "mixed languages": around(
        "{body}, and you will love it.", "It is not true: {text}", "{body}, the best of this list.", "Never: {text}"
    ),
}
