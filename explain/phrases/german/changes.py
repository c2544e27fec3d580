"""German wordings of what wishes, feedback and outcomes did to a slate."""

from explain.phrases.german.wording import ACCUSATIVE, DATIVE, NOMINATIVE
from explain.phrases.wording import Key, Phrases

PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("rule_met", origin, effect): Phrases(
        first=[f"im Einklang mit {words} {{words}}: {{met}} von {{of}} auf dieser Liste"],
        then=["im Einklang damit: {met} von {of}"],
        also=[f"im einklang mit {words} {{words}} … {{met}} von {{of}}"],
    )
    for origin, words in DATIVE.items()
    for effect in ("prefer", "only", "avoid", "exclude")
}
_NOVELTY = {
    "new": "von Acts, die neu für dich sind",
    "familiar": "von Acts, die du schon hast",
    "popular": "aus dem meistgehörten Teil des Katalogs",
    "obscure": "aus dem seltenstgehörten Teil des Katalogs",
}
_BY_MOOD_TOO = frozenset({"dinner", "sleeping", "relaxing"})
ACTIVITIES = {
    "workout": "für ein Workout",
    "party": "für eine Party",
    "running": "fürs Laufen",
    "dancing": "fürs Tanzen",
    "studying": "fürs Lernen",
    "working": "fürs Arbeiten",
    "reading": "fürs Lesen",
    "cooking": "fürs Kochen",
    "cleaning": "fürs Putzen",
    "driving": "fürs Autofahren",
    "walking": "fürs Spazieren",
    "dinner": "fürs Abendessen",
    "sleeping": "fürs Schlafen",
    "relaxing": "fürs Entspannen",
}
"""What music is for, by activity."""
_COUNTED = {("rule_novelty", value): kind for value, kind in _NOVELTY.items()} | {
    ("rule_activity", value): f"nach Tempo, Energie und Stimmung geeignet {activity}"
    if value in _BY_MOOD_TOO
    else f"nach Tempo und Energie geeignet {activity}"
    for value, activity in ACTIVITIES.items()
}
PHRASES |= {
    key: Phrases(
        first=[f"dein Wunsch {{words}}: {{met}} von {{of}} auf dieser Liste {kind}"],
        then=[f"{{met}} von {{of}} auf dieser Liste {kind}"],
        also=[f"dein wunsch {{words}} … {{met}} von {{of}} … {kind.replace(',', '')}"],
    )
    for key, kind in _COUNTED.items()
}
PHRASES |= {
    ("rule_kept_out", origin): Phrases(
        first=[
            f"{words} {{words}} hat {{songs}} ferngehalten, allen voran {{title}} von {{artist}}",
            f"{words} {{words}} ließ {{songs}} draußen, allen voran {{title}} von {{artist}}",
        ],
        then=["das hielt {songs} fern, allen voran {title} von {artist}"],
        also=[f"{words} {{words}} … {{songs}} … ferngehalten/draußen"],
    )
    for origin, words in NOMINATIVE.items()
}
PHRASES |= {
    ("rule_unknown", origin): Phrases(
        first=[f"{words} {{words}} ließ auch draußen, wovon niemand weiß, ob es passt: {{songs}}"],
        then=["draußen blieb auch, wovon niemand weiß, ob es passt: {songs}"],
        also=[f"{words} {{words}} … wovon niemand weiß … {{songs}}"],
    )
    for origin, words in NOMINATIVE.items()
}
PHRASES |= {
    ("rule_gone", origin): Phrases(
        first=[f"ohne {words} {{words}} müsste diese Liste auf {{songs}} verzichten"],
        then=["ohne das müsste diese Liste auf {songs} verzichten"],
        also=[f"ohne {words} {{words}} … müsste die/diese? liste? auf {{songs}} verzichten"],
    )
    for origin, words in ACCUSATIVE.items()
}
PHRASES |= {
    ("rule_idle", origin): Phrases(
        first=[f"{words} {{words}} hat an dieser Liste nichts verändert"],
        also=[f"{words} {{words}} … nichts verändert"],
    )
    for origin, words in NOMINATIVE.items()
}
_BEATEN_BY = {
    "wish": "später hast du dir etwas anderes gewünscht",
    "feedback": "später hast du etwas anderes gesagt",
    "removed": "es gilt, was du gesagt oder behalten hast",
    "readded": "es gilt, was du gesagt hast",
}
PHRASES |= {
    ("overruled", origin): Phrases(
        first=[f"{NOMINATIVE[origin]} {{words}} zählt nicht mehr: {because}"],
        also=[f"{NOMINATIVE[origin]} {{words}} … zählt nicht mehr"],
    )
    for origin, because in _BEATEN_BY.items()
}
_BECAUSE_YOU = {
    "wrong_reason": "weil du den Grund für {title} von {artist} falsch genannt hast",
    "saved": "weil du {title} von {artist} gespeichert hast",
}
_WEIGHED = {
    "wrong_reason": "bekam weniger Gewicht, was du behältst: {songs}, allen voran {own} von {own_artist}",
    "saved": "wiegt der Song mehr, als er sonst würde",
}
PHRASES |= {
    ("own_factor", kind): Phrases(
        first=[f"{because}, {_WEIGHED[kind]}"],
        then=[f"{because}, {_WEIGHED[kind]}"],
        also=[f"{because} … {_WEIGHED[kind].replace(',', '').replace(':', '')}"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_gone", kind): Phrases(
        first=[f"{because}, kam hinzu, was sonst nicht hier wäre: {{songs}}"],
        then=["hinzu kam, was sonst nicht hier wäre: {songs}"],
        also=[f"{because} … was sonst nicht hier wäre … {{songs}}"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_idle", "wrong_reason"): Phrases(
        first=[
            "du hast den Grund für {title} von {artist} falsch genannt, und das hat an dieser Liste nichts verändert"
        ],
        also=["du hast den grund für {title} von {artist} falsch genannt … nichts verändert"],
    ),
    ("own_factor_idle", "saved"): Phrases(
        first=["du hast {title} von {artist} gespeichert, und das hat an dieser Liste nichts verändert"],
        also=["du hast {title} von {artist} gespeichert … nichts verändert"],
    ),
}
