"""A wish as words: where each stands, in which language its clause is, and how a misspelt one was meant."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.llm.words import LANGUAGES, fold, words_of

_WORD = re.compile(r"[^\W_]+(?:['’`´][^\W_]+)*", re.UNICODE)
_BREAK = re.compile(r"[,;:.!?¡¿()\n/…]|\s[-–—]+\s")
_LETTERS = (("es", re.compile("[ñ¡¿]")), ("de", re.compile("[äöüß]", re.IGNORECASE)))
"""Letters that speak for a language."""
_SHORTEST_DOUBLED, _SHORTEST_SWAPPED, _SHORTEST_MISSING, _SHORTEST_OTHER = 3, 4, 5, 6
"""Letters from which a word may have one doubled or not, two swapped, one too many or too few, another one."""


@dataclass(frozen=True)
class Word:
    """One word of a wish.

    Attributes:
        form: Folded (`words.fold`).
        start, end: Where it stands in the wish, in code points; `end` is behind it.
        after_break: Whether a clause starts with it.
        lang: The language of its clause.
        meant: The known word that it is a misspelling of; else the form.
        is_hyphened: Whether a hyphen joins it to the word before ("1995-2005").
    """

    form: str
    start: int
    end: int
    after_break: bool
    lang: str = LANGUAGES[0]
    meant: str = ""
    is_hyphened: bool = False


def read_words(text: str, lang: str | None, known_forms: Collection[str]) -> list[Word]:
    """The words of a wish; clause by clause in its language, or in the one that the clause is clearly in.

    Args:
        text: The wish.
        lang: The language of the whole; None detects it.
        known_forms: Words of names that exist, which are never taken for misspelt.
    """
    words = _split(text)
    whole = lang or detect_language(text)
    starts = [at for at, word in enumerate(words) if word.after_break] + [len(words)]
    found: list[Word] = []
    for first, last in pairwise(starts):
        clause = words[first:last]
        spoken = _most_likely(clause, text[clause[0].start : clause[-1].end], whole)
        found += [replace(word, lang=spoken, meant=_meant(word.form, spoken, known_forms)) for word in clause]
    return found


def detect_language(text: str) -> str:
    """The language that most of the words belong to; English when none has more than the others."""
    return _most_likely(_split(text), text, LANGUAGES[0])


def _split(text: str) -> list[Word]:
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if "&" in between and found:
            at = end + between.index("&")
            found.append(Word("and", at, at + 1, after_break=False))
        is_first = bool(_BREAK.search(between)) or not found
        hyphened = between in {"-", "–"}
        found.append(Word(fold(match[0]), match.start(), match.end(), is_first, is_hyphened=hyphened))
        end = match.end()
    return found


def _most_likely(words: Sequence[Word], text: str, otherwise: str) -> str:
    """The language with the most words, each shared out among those that have it; `otherwise` unless one has more."""
    letters = [lang for lang, found in _LETTERS if found.search(text)]
    scores = {lang: float(letters.count(lang)) for lang in LANGUAGES}
    for word in words:
        spoken = [lang for lang in LANGUAGES if word.form in words_of(lang).forms]
        for lang in spoken:
            scores[lang] += 1.0 / len(spoken)
    return max(LANGUAGES, key=lambda lang: (round(scores[lang], 6), lang == otherwise))


def _meant(form: str, lang: str, known_forms: Collection[str]) -> str:
    """The one known word, of the language or of all, that is a slip of the pen away; the form itself if it is known.

    A letter doubled or not is the likeliest slip, then two swapped, then one too many or too few, then another letter.
    """
    if form in known_forms or not form.isalpha() or any(form in words_of(one).forms for one in LANGUAGES):
        return form
    candidates = (one for forms in (words_of(lang).forms, words_of("common").forms, known_forms) for one in forms)
    found = sorted({one for one in candidates if one[0] == form[0] and _is_slip(form, one)})
    for is_likelier in (_is_doubled, _is_swapped, _is_longer_or_shorter):
        likely = [one for one in found if is_likelier(form, one)]
        if likely:
            found = likely
            break
    return found[0] if len(found) == 1 else form


def _is_slip(form: str, known: str) -> bool:
    if abs(len(form) - len(known)) > 1 or min(len(form), len(known)) < _SHORTEST_DOUBLED:
        return False
    if len(form) == len(known):
        differing = [at for at, (one, other) in enumerate(zip(form, known, strict=True)) if one != other]
        if len(differing) == 1:
            return len(known) >= _SHORTEST_OTHER
        is_pair = len(differing) == 2 and differing[1] == differing[0] + 1  # noqa: PLR2004  (two letters changed places)
        return (
            is_pair
            and len(known) >= _SHORTEST_SWAPPED
            and form[differing[0]] == known[differing[1]]
            and form[differing[1]] == known[differing[0]]
        )
    shorter, longer = sorted((form, known), key=len)
    lacks_one = any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    return lacks_one and (len(shorter) + 1 > _SHORTEST_MISSING or _is_doubled(form, known))


def _is_swapped(form: str, known: str) -> bool:
    return sorted(form) == sorted(known)


def _is_longer_or_shorter(form: str, known: str) -> bool:
    return len(form) != len(known)


def _is_doubled(form: str, known: str) -> bool:
    shorter, longer = sorted((form, known), key=len)
    return any(
        longer[at] == longer[at - 1] and longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer))
    )
