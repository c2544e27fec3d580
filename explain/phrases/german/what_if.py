"""German wordings of what a song would be without something, and of its weakest point."""

from explain.phrases.german.wording import TERMS
from explain.phrases.wording import Key, Phrases

_WITHOUT = {
    "playlist": "ohne deine Playlist {playlist}",
    "reddit": "ohne Reddit",
    "model": "ohne das Urteil des Modells",
    "wish": "ohne deinen Wunsch {words}",
    "feedback": "ohne dein Feedback {words}",
    "removed": "ohne dein Entfernen von {words}",
    "readded": "ohne dein Zurückholen von {words}",
    "saved": "ohne dein Speichern von {words}",
    "profile_edit": "ohne deine Änderung {words}",
}
_FEATURES = {
    "tempo_bpm": "das Tempo",
    "release_year": "das Jahr",
    "energy": "die Energie",
    "valence": "die Helligkeit",
}

PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("what_if_rank", kind, direction): Phrases(
        first=[
            f"{words} {verb} {{song}} von Rang {{rank_with}} auf Rang {{rank_without}} von {{pool}}",
            f"{words} würde für {{song}} aus Rang {{rank_with}} Rang {{rank_without}} von {{pool}}",
        ],
        then=[f"{words} {verb} der Song von Rang {{rank_with}} auf Rang {{rank_without}} von {{pool}}"],
        also=[
            f"{words} {verbs} § von rang? {{rank_with}} auf rang? {{rank_without}}",
            f"{words} {verbs} {{song}} von rang? {{rank_with}} auf rang? {{rank_without}}",
        ],
    )
    for kind, words in _WITHOUT.items()
    for direction, verb, verbs in (
        ("falls", "fiele", "fiele/sänke/rutschte"),
        ("rises", "stiege", "stiege/kletterte"),
    )
}
PHRASES |= {
    ("what_if_gone", kind): Phrases(
        first=[
            f"{words} stünde {{song}} nicht auf dieser Liste: Rang {{rank_without}} statt {{rank_with}}",
            f"{words} wäre {{song}} nicht hier, mit Rang {{rank_without}} statt {{rank_with}}",
        ],
        then=[f"{words} stünde der Song nicht auf dieser Liste: Rang {{rank_without}} statt {{rank_with}}"],
        also=[
            f"{words} stünde § nicht auf dieser/der/deiner liste",
            f"{words} stünde {{song}} nicht auf dieser/der/deiner liste",
            f"{words} wäre § nicht hier/dabei",
            f"{words} wäre {{song}} nicht hier/dabei",
        ],
    )
    for kind, words in _WITHOUT.items()
}
PHRASES |= {
    ("what_if_own", direction): Phrases(
        first=[f"ohne {{title}} von {{artist}} unter deinen Songs {verb} {{song}} {rest}"],
        then=[f"ohne {{title}} von {{artist}} unter deinen Songs {verb} der Song {rest}"],
        also=[f"ohne {{title}} von {{artist}} {verb} § {loose}"],
    )
    for direction, verb, rest, loose in (
        (
            "falls",
            "fiele",
            "von Rang {rank_with} auf Rang {rank_without} von {pool}",
            "von rang? {rank_with} auf rang? {rank_without}",
        ),
        (
            "rises",
            "stiege",
            "von Rang {rank_with} auf Rang {rank_without} von {pool}",
            "von rang? {rank_with} auf rang? {rank_without}",
        ),
        (
            "gone",
            "stünde",
            "nicht auf dieser Liste: Rang {rank_without} statt {rank_with}",
            "nicht auf dieser/der/deiner liste",
        ),
    )
}
PHRASES |= {
    ("what_if_same", kind): Phrases(
        first=[f"{words} ändert sich für {{song}} nichts: Rang {{rank}} so oder so"],
        then=[f"{words} ändert sich für den Song nichts"],
        also=[f"{words} ändert sich für den/diesen song nichts", f"{words} bliebe § auf? rang {{rank}}"],
    )
    for kind, words in _WITHOUT.items()
}
PHRASES |= {
    ("weakest_point", feature): Phrases(
        first=[f"der schwächste Punkt ist {words}, {{value}} gegenüber deinen üblichen {{low}} bis {{high}}"],
        then=[f"der schwächste Punkt ist {words}, {{value}} gegenüber deinen üblichen {{low}} bis {{high}}"],
        also=[f"schwächste punkt … {words} … {{value}} gegenüber? deinen üblichen {{low}} bis/und {{high}}"],
    )
    for feature, words in _FEATURES.items()
}
PHRASES |= {
    ("weakest_point", f"{term} thin"): Phrases(
        first=[f"die dünnste Stütze: {words}, {{share}} der Wertung"],
        then=[f"die dünnste Stütze: {words}, {{share}} der Wertung"],
        also=[f"dünnste/schwächste stütze … {words.replace(',', '')} … {{share}}"],
    )
    for term, words in TERMS.items()
}
PHRASES |= {
    ("weakest_point", f"{term} takes"): Phrases(
        first=[f"der schwächste Punkt: {words}, das nimmt {{value}} von der Wertung"],
        then=[f"der schwächste Punkt: {words}, das nimmt {{value}} weg"],
        also=[f"schwächste punkt … {words.replace(',', '')} … nimmt {{value}}"],
    )
    for term, words in (TERMS | {"popularity": "wie bekannt der Song schon ist"}).items()
}
