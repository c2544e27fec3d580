"""The scripted model reads a wish in its own way, by the nearest cue in the clause; now and then it adds a rule.

It knows the names of things as our code does, but not our grammar: no reach of a negation beyond its clause, no
"rather than", no ranges of years but "before" and "after" one. So it is right about most and wrong about some, as a
small model is.
"""

import re
from typing import Any

from pipelines.domain.hashing import sha256_hex
from pipelines.llm.eras import find_decade
from pipelines.llm.words import LANGUAGES, base_genres, fold, words_of

_CLAUSE = re.compile(r"[,;.!?:()\n]|\b(?:but|aber|pero|sondern|dafür)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CUES = {
    "only": "only nothing_but nur solo nichts_als nada_que_no_sea exclusively ausschliesslich unicamente",
    "exclude": """
        no not never without nothing except hate skip cant_stand anything_but leave_out none
        kein keine keinen keiner nicht nie ohne nichts ausser lass weg
        nada sin nunca ningun ninguna excepto salvo odio todo_menos jamas
    """,
    "avoid": """
        less fewer tired_of not_too too_much instead_of weniger nicht_zu zu_viel statt
        menos no_tan no_demasiado harto_de en_vez_de
    """,
    "prefer": "more some love prefer mehr gern gerne lieber mas prefiero me_gusta",
}
_EFFECT_OF = {cue.replace("_", " "): effect for effect, cues in _CUES.items() for cue in cues.split()}
_BORDER = re.compile(r"\b(before|vor|antes de|anteriores a|after|nach|después de) ((?:19|20)\d\d)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,] )(?:[A-ZÁÉÍÓÚÄÖÜ]\w+ )+[A-ZÁÉÍÓÚÄÖÜ]\w+")
_LONGEST, _LONG_WORD = 5, 4
_STRENGTH = {"exclude": 1.0, "only": 1.0, "avoid": 0.6, "prefer": 0.6}


def wish_rules(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.WishRules."""
    wish = inputs["wish"]
    rules: list[dict[str, Any]] = []
    unread: list[str] = []
    start = 0
    for border in [*_CLAUSE.finditer(wish), None]:
        end = len(wish) if border is None else border.start()
        _read_clause(wish[start:end], rules, unread)
        start = end if border is None else border.end()
    if int(sha256_hex(wish)[:4], 16) % 2 == 0:
        # Wrong on purpose: these words are not in the wish, so the rule is refused
        rules.append(_rule("prefer", "genre", "polka", "and surely some polka"))
    return {"rules": rules[:24], "unread": unread[:24]}


def _read_clause(clause: str, rules: list[dict[str, Any]], unread: list[str]) -> None:
    words = list(_WORD.finditer(clause))
    forms = [fold(word[0]) for word in words]
    cues = _cues(forms)
    taken: set[int] = set()
    for found in _BORDER.finditer(clause):
        year = int(found[2])
        is_before = fold(found[1]) in {"before", "vor", "antes de", "anteriores a"}
        rules.append(_rule("prefer", "years", f"..{year - 1}" if is_before else f"{year + 1}..", found[0]))
        taken |= {at for at, word in enumerate(words) if found.start() <= word.start() < found.end()}
    for name in _NAME.finditer(clause):
        inside = {at for at, word in enumerate(words) if name.start() <= word.start() < name.end()}
        if not any(_values(forms[at]) for at in inside):
            effect, first = _effect_at(min(inside), cues)
            rules.append(_rule(effect, "artist", name[0], clause[words[first].start() : name.end()]))
            taken |= inside
    at = 0
    while at < len(forms):
        length = next(
            (n for n in range(_LONGEST, 0, -1) if at + n <= len(forms) and _values(" ".join(forms[at : at + n]))), 0
        )
        if length and not taken & set(range(at, at + length)):
            effect, first = _effect_at(at, cues)
            said = clause[words[min(first, at)].start() : words[max(first, at + length - 1)].end()]
            for facet, value, is_opposite in _values(" ".join(forms[at : at + length])):
                rules.append(_rule(_turned(effect) if is_opposite else effect, facet, value, said))
        elif at not in taken and len(forms[at]) >= _LONG_WORD and not _is_known(forms[at]):
            unread.append(words[at][0])
        at += length or 1


def _rule(effect: str, facet: str, value: str, words: str) -> dict[str, Any]:
    return {"effect": effect, "facet": facet, "value": value, "strength": _STRENGTH[effect], "words": words}


def _turned(effect: str) -> str:
    return {"exclude": "prefer", "avoid": "prefer", "prefer": "exclude", "only": "exclude"}[effect]


def _cues(forms: list[str]) -> list[tuple[int, str]]:
    """Where a clause has a cue, longer ones in the place of what they hold, and the effect of it."""
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(forms):
        length = next((n for n in range(4, 0, -1) if " ".join(forms[at : at + n]) in _EFFECT_OF), 0)
        if length:
            found.append((at, _EFFECT_OF[" ".join(forms[at : at + length])]))
        at += length or 1
    return found


def _effect_at(at: int, cues: list[tuple[int, str]]) -> tuple[str, int]:
    """The effect of the nearest cue before a word, else of a "no" behind it, and where that cue stands."""
    before = [cue for cue in cues if cue[0] < at]
    if before:
        return before[-1][1], before[-1][0]
    behind = [cue for cue in cues if cue[0] > at and cue[1] == "exclude"]
    return (behind[0][1], behind[0][0]) if behind else ("prefer", at)


def _values(phrase: str) -> list[tuple[str, str, bool]]:
    decade = find_decade(phrase)
    if decade is not None:
        return [("decade", decade, False)]
    for lang in (*LANGUAGES, "common"):
        named = words_of(lang).named.get(phrase)
        if named:
            return [(one.facet, value, one.is_opposite) for one in named for value in one.values[:1]]
    return [("genre", phrase, False)] if phrase in base_genres() else []


def _is_known(form: str) -> bool:
    return any(form in words_of(lang).forms for lang in LANGUAGES)
