"""Lies of true values, told of another owner, song, list, wish or sentence; and small words that hedge."""

import random
from collections.abc import Iterator, Mapping

from bench._german_lies import around, before_numbers, look_alike, replaced, swapped
from bench._lie_forms import COUNTS, Made, Maker, body_of, small, with_text
from bench._reports import Report, Sentence
from explain.claims import Claim
from explain.values import in_marks
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_KEPT = frozenset({"because_of_own", "sound_like", "nearest_miss"})
"""Claims that name what is kept, or what came close."""
_TALK = frozenset({"trend_mentions", "trend_rise", "trend_fall", "trend_post", "named_song"})
_TRAITS: Mapping[Language, Mapping[str, tuple[str, ...]]] = {
    ENGLISH: {
        "has_genre": (", tagged {genre}.", ", a {genre} record."),
        "has_mood": (", whose mood is {mood}.", ", tagged as {mood}."),
        "stretch": (", a stretch.",),
        "discovery": (", a discovery.",),
        "core": (", close to home.",),
        "wish": (", which is here because you asked.",),
    },
    GERMAN: {
        "has_genre": (", mit dem Genre {genre}.", ", unter {genre} abgelegt."),
        "has_mood": (", dessen Stimmung {mood} ist.",),
        "stretch": (", um dich herauszufordern.",),
        "discovery": (", das ist eine Entdeckung.",),
        "core": (", nah an dem, was du kennst.",),
        "wish": (", das ist hier, weil du dir das gewünscht hast.",),
    },
}
"""What a song is, as it would be told of what stands right before."""


def _kinds(sentence: Sentence) -> set[str]:
    return {piece.claim.predicate for piece in sentence.pieces if piece.claim is not None}


def trait_of_a_kept_song(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """The song is jazz, and what is kept need not be: "38% of its score grows out of X by Y, tagged jazz"."""
    if not _kinds(sentence) <= _KEPT or sentence.about is None:
        return
    for claim in report.claims:
        if claim.recording_id != sentence.about or claim.predicate not in {"has_genre", "has_mood", "role"}:
            continue
        name = claim.variant[0] if claim.predicate == "role" else claim.predicate
        said = {field: report.spelled(claim, field)[0] for field in claim.fields() if field in {"genre", "mood"}}
        for form in _TRAITS[report.language].get(name, ()):
            yield from with_text(body_of(sentence) + form.format(**said))


def list_of_a_song(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """What was computed of the list, told of one song of it."""
    claims = [piece.claim for piece in sentence.pieces if piece.claim is not None]
    if sentence.about is not None or not claims or any(one.recording_id is not None for one in claims):
        return
    title = in_marks(rng.choice([song.title for _, _, song in report.evidence.songs]), report.language)
    forms = {ENGLISH: ("{} is {}", "{} brings {}", "In {}, {}"), GERMAN: ("{} ist {}", "{} bringt {}", "Bei {}: {}")}
    for form in forms[report.language]:
        yield from with_text(form.format(title, small(sentence.text)))


def a_name_and_small_words(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    titles = [sentence.pieces[place].text for place in sentence.values(["title"])]
    forms = {
        ENGLISH: (
            "{} is worth a smile.",
            "{} lives in a kettle.",
            "{} is a sort of footnote.",
            "{} is here for coffee.",
        ),
        GERMAN: ("{} geht ins Ohr.", "{} nimmt am Fenster Platz.", "{} macht Musik.", "{} führt."),
    }
    for title in titles[:1]:
        for form in forms[report.language]:
            yield from with_text(form.format(title))


def because_in_small(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """Another true sentence of the same song as the cause of this one, or as a part of it."""
    others = [one for one in report.sentences if one.about == sentence.about and one.text != sentence.text]
    forms = {
        ENGLISH: ("{}, for {}", "{}, as {}", "{}, and from there {}", "{}, of which {}"),
        GERMAN: ("{}, da {}", "{}, denn {}", "{}, davon {}"),
    }
    for other in rng.sample(others, min(1, len(others))):
        for form in forms[report.language]:
            yield from with_text(form.format(body_of(sentence), small(other.text)))


def doing_of_another_wish(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """What one wish did, told of "it" behind another one."""
    named = [piece.claim for piece in sentence.pieces if piece.claim is not None and piece.field == "words"]
    if sentence.about is not None or not named:
        return
    last = _wish(named[-1])
    forms = {
        ENGLISH: ", and without it, {songs} on this list would not be here.",
        GERMAN: ", und ohne das müsste diese Liste auf {songs} verzichten.",
    }
    gone = [one for one in report.claims if one.predicate == "rule_gone"]
    theirs = {report.spelled(one, "songs")[0] for one in gone if _wish(one) == last}
    for claim in gone:
        songs = report.spelled(claim, "songs")[0]
        if songs not in theirs:
            yield from with_text(body_of(sentence) + forms[report.language].format(songs=songs))


def _wish(claim: Claim) -> tuple[str, str]:
    return claim.variant[0], str(claim.at(claim.fields()["words"].slot))


def hidden(_report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """Signs that nobody sees inside a word, and signs before a number that make another one of it."""
    words = [word for word in sentence.text.split() if len(word) > 3 and word.isalpha()]
    for sign in ("\u200b", "\u00ad", "\u2060"):
        for word in rng.sample(words, min(1, len(words))):
            yield from with_text(sentence.text.replace(word, word[:2] + sign + word[2:], 1))
    for sign in ("~", "±", "<", "≥ ", "½ "):
        for place in list(sentence.values(["percent", "percent_floor", "bpm", "rank", *COUNTS]))[:1]:
            text = "".join(piece.text for piece in sentence.pieces[:place])
            rest = "".join(piece.text for piece in sentence.pieces[place:])
            yield from with_text(text + sign + rest)


def of_the_sentence_before(report: Report, sentence: Sentence, rng: random.Random) -> Iterator[str]:
    """A sentence that names its song, and behind it on the same line one about "it" that is true of another song."""
    if sentence.about is None or not any(piece.field == "song" for piece in sentence.pieces):
        return
    others = [
        one
        for one in rng.sample(report.sentences, min(30, len(report.sentences)))
        if one.about not in {None, sentence.about}
        and not any(piece.field == "song" for piece in one.pieces)
        and not _kinds(one) & _TALK
        and "new_artist" not in _kinds(one)
        and _kinds(one)
        and not report.is_true(one.pieces, sentence.about)
    ]
    for other in rng.sample(others, min(2, len(others))):
        yield f"{sentence.text} {other.text}"


_SPREAD = frozenset({"slate_counts", "slate_pool", "slate_genres", "slate_years", "slate_no_repeats", "slate_rested"})


def left_hanging(report: Report, sentence: Sentence, rng: random.Random) -> Made:
    """What was computed of the list or of talk, in words that do not say so, behind or before something else."""
    kinds = _kinds(sentence)
    if not kinds or kinds & _SPREAD or "named_song" in kinds:
        return
    forms = {
        "slate_years": {ENGLISH: "reaching from {low} to {high}", GERMAN: ""},
        "slate_pool": {ENGLISH: "chosen out of {candidates}", GERMAN: "ausgewählt aus {candidates}"},
        "trend_post": {ENGLISH: "on {subreddit}, {date}", GERMAN: "auf {subreddit}, {date}"},
        "trend_rise": {ENGLISH: "up from a usual {usual} a week", GERMAN: "mehr als die üblichen {usual} pro Woche"},
    }
    for claim in rng.sample(report.claims, len(report.claims)):
        form = forms.get(claim.predicate, {}).pop(report.language, "")
        if not form or (claim.predicate in _TALK and kinds & _TALK):
            continue
        fields = [name for name in claim.fields() if f"{{{name}}}" in form]
        if len(fields) == form.count("{"):
            said = form.format(**{name: report.spelled(claim, name)[0] for name in fields})
            yield from with_text(f"{body_of(sentence)}, {said}.")
            yield from with_text(f"{said[:1].upper()}{said[1:]}: {small(sentence.text)}")


def said_twice(report: Report, sentence: Sentence, _rng: random.Random) -> Made:
    """A share that is told again as if it came on top."""
    forms = {
        ENGLISH: "; {share} more comes from {title} by {artist}.",
        GERMAN: "; dazu kommt {title} von {artist} mit {share}.",
    }
    for claim in {piece.claim.claim_id: piece.claim for piece in sentence.pieces if piece.claim is not None}.values():
        if claim.predicate == "because_of_own" and any(piece.field == "share" for piece in sentence.pieces):
            said = {name: report.spelled(claim, name)[0] for name in ("share", "title", "artist")}
            yield from with_text(body_of(sentence) + forms[report.language].format(**said))


BOTH: dict[str, Maker] = {
    "left hanging": left_hanging,
    "said twice": said_twice,
    "trait of a kept song": trait_of_a_kept_song,
    "list of a song": list_of_a_song,
    "a name and small words": a_name_and_small_words,
    "cause of small words": because_in_small,
    "doing of another wish": doing_of_another_wish,
    "hidden signs": hidden,
    "look-alike letters": look_alike,
    "swapped subject": swapped,
}
ENGLISH_ATTACHED: dict[str, Maker] = BOTH | {
    "another owner": replaced(
        *(("its score", f"{whose} score") for whose in ("your", "our", "her", "the week's")),
        *(("your usual", f"{whose} usual") for whose in ("its", "their", "our", "the artist's")),
        ("The mood of", "Your mood beside"),
        ("the score", "your score"),
    ),
    "another subject": replaced(
        *(
            ("“[^”]*” would (?=be|not be|fall|rise)", f"{who} would ")
            for who in ("you", "they", "your shelf", "the room")
        ),
        *(("it would (?=be|not be|fall|rise)", f"{who} would ") for who in ("you", "they", "your shelf")),
        ("It is", "She is"),
        ("songs you already keep", "songs they already keep"),
    ),
    "links with more": around(
        *("But for a place on the list, {text}", "With coffee, {text}", "For a song on this list, {text}"),
        *("Word for word, {text}", "A note from the artist: {text}", "From here on {text}", "{body}, for a while."),
    ),
    "rumour": around(
        "Word is {text}", "Say {text}", "A listener says {text}", "The ledger shows {text}", "A feeling: {text}"
    ),
    "hedging nouns": around(
        "In part: {text}", "Sort of: {text}", "In a way, {text}", "In name: {text}", "A bit: {text}"
    ),
    "bound": before_numbers("to", "between", "into", "over", "under", "some", "a good", "just under", "well over"),
    "only": before_numbers("only", "merely", "just", "no fewer than", "as many as", "as few as"),
    "nobody": around("Nobody else: {text}", "{body}, like nobody else.", "{body}, unlike all the others."),
    "source": around("According to Spotify: {text}", "{body}, Spotify says.", "Critics agree: {text}"),
    "duration": around(
        "{body}, every week since.", "For the first time, {text}", "{body}, as never before.", "Once more, {text}"
    ),
    "double": before_numbers("twice", "double", "half of", "a third of", "one and a half times"),
    "question or doubt": around("{body}?", "If you like, {text}", "{body}, or so it goes.", "Supposedly {text}"),
    "irony": around("Sure, {text}", "{body}, as if.", "{body} (not).", "Yeah, right: {text}"),
}
GERMAN_ATTACHED: dict[str, Maker] = BOTH | {
    "links with more": around(
        *(
            "Zum Tee: {text}",
            "Für ein Lied: {text}",
            "Aus dem Regal: {text}",
            "Von hier aus: {text}",
            "Vom Act: {text}",
        ),
    ),
    "another owner": replaced(
        *(("der Wertung", f"{whose} Wertung") for whose in ("deiner", "ihrer", "unserer", "aller")),
        *(("deine üblichen", f"{whose} üblichen") for whose in ("seine", "ihre", "unsere")),
        *(("deiner üblichen", f"{whose} üblichen") for whose in ("seiner", "ihrer", "unserer")),
        ("Die Stimmung", "Deine Stimmung"),
    ),
    "another subject": replaced(
        *(("stünde „[^“]*“", f"stünde {who}") for who in ("dein Regal", "sie", "der Act")),
        *(("wäre „[^“]*“", f"wäre {who}") for who in ("dein Regal", "sie", "der Act")),
        ("der Song", "der Act"),
    ),
    "rumour": around("Ein Wort dazu ist: {text}", "Ein Ohr zeigt: {text}", "Von dir: {text}", "Wie man hört: {text}"),
    "hedging nouns": around("Zum Teil: {text}", "An der Stelle: {text}", "Dem Namen nach: {text}", "Teils: {text}"),
    "bound": before_numbers("zu", "auf", "von", "über", "unter", "an die", "einige"),
    "fraction": before_numbers("die Hälfte von", "ein Drittel von", "anderthalbmal", "die meisten von"),
    "not only": around("Nicht nur: {text}", "{body}, sondern auch mehr.", "Weder noch: {text}"),
    "irony": around("Na klar: {text}", "{body}, von wegen.", "{body} (nicht).", "Ach ja: {text}"),
}
