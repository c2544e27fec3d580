"""Wordings of what wishes, feedback and outcomes did to a slate."""

from explain.phrases.wording import ORIGINS, Key, Phrases

_MET = {"prefer": "is met by", "only": "is met by", "avoid": "is respected by", "exclude": "is respected by"}
PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("rule_met", origin, effect): Phrases(
        first=[f"{words} {{words}} {met} {{met}} of {{of}} on this list"],
        then=[f"it {met} {{met}} of {{of}}"],
        also=[f"{words} {{words}} … {met} {{met}} of {{of}}"],
    )
    for origin, words in ORIGINS.items()
    for effect, met in _MET.items()
}
_NOVELTY = {
    "new": "are by artists new to you",
    "familiar": "are by artists you already keep",
    "popular": "are among the catalogue's most heard",
    "obscure": "are among the catalogue's least heard",
}
PHRASES |= {
    ("rule_novelty", value): Phrases(
        first=[f"your wish {{words}}: {{met}} of {{of}} on this list {are}"],
        then=[f"{{met}} of {{of}} on this list {are}"],
        also=[f"your wish {{words}} … {{met}} of {{of}} {are}"],
    )
    for value, are in _NOVELTY.items()
}
_BY_MOOD_TOO = frozenset({"dinner", "sleeping", "relaxing"})
_ACTIVITIES = {
    "workout": "a workout",
    "party": "a party",
    **{name: name for name in ("running", "dancing", "studying", "working", "reading", "cooking", "cleaning")},
    **{name: name for name in ("driving", "walking", *sorted(_BY_MOOD_TOO))},
}
_SUIT = {
    value: f"suit {activity} by tempo, energy and mood"
    if value in _BY_MOOD_TOO
    else f"suit {activity} by tempo and energy"
    for value, activity in _ACTIVITIES.items()
}
PHRASES |= {
    ("rule_activity", value): Phrases(
        first=[f"your wish {{words}}: {{met}} of {{of}} on this list {suit}"],
        then=[f"{{met}} of {{of}} on this list {suit}"],
        also=[f"your wish {{words}} … {{met}} of {{of}} {suit}"],
    )
    for value, suit in _SUIT.items()
}
PHRASES |= {
    ("rule_kept_out", origin): Phrases(
        first=[
            f"{words} {{words}} kept {{songs}} away, {{title}} by {{artist}} first of all",
            f"because of {words} {{words}}, {{songs}} stayed outside, {{title}} by {{artist}} first of all",
        ],
        then=["it kept {songs} away, {title} by {artist} first of all"],
        also=[
            f"{words} {{words}} … kept {{songs}} out/away/off",
            f"because of {words} {{words}} … {{songs}} … stayed/kept out/outside/away",
        ],
    )
    for origin, words in ORIGINS.items()
}
PHRASES |= {
    ("rule_unknown", origin): Phrases(
        first=[f"because of {words} {{words}}, {{songs}} stayed outside of which nobody knows whether they have it"],
        then=["{songs} stayed outside of which nobody knows whether they have it"],
        also=[f"{words} {{words}} … {{songs}} … nobody knows"],
    )
    for origin, words in ORIGINS.items()
}
PHRASES |= {
    ("rule_gone", origin): Phrases(
        first=[f"without {words} {{words}}, {{songs}} on this list would not be here"],
        then=["without it, {songs} on this list would not be here"],
        also=[f"without {words} {{words}} … {{songs}} … would not be here"],
    )
    for origin, words in ORIGINS.items()
}
PHRASES |= {
    ("rule_idle", origin): Phrases(
        first=[f"{words} {{words}} changed nothing on this list"],
        also=[f"{words} {{words}} … changed nothing"],
    )
    for origin, words in ORIGINS.items()
}
_BEATEN_BY = {
    "wish": "you asked for something else later",
    "feedback": "you said something else later",
    "removed": "what you said or kept counts instead",
    "readded": "what you said counts instead",
}
PHRASES |= {
    ("overruled", origin): Phrases(
        first=[f"{ORIGINS[origin]} {{words}} no longer counts: {because}"],
        also=[f"{ORIGINS[origin]} {{words}} … no longer counts"],
    )
    for origin, because in _BEATEN_BY.items()
}
_BECAUSE_YOU = {
    "wrong_reason": "because you said the reason for {title} by {artist} was wrong",
    "saved": "because you saved {title} by {artist}",
}
_WEIGHED = {
    "wrong_reason": "{songs} you keep carried less weight, {own} by {own_artist} first of all",
    "saved": "it carries more weight than it otherwise would",
}
PHRASES |= {
    ("own_factor", kind): Phrases(
        first=[f"{because}, {_WEIGHED[kind]}"],
        then=[f"{because}, {_WEIGHED[kind]}"],
        also=[f"{because} … {_WEIGHED[kind]}"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_gone", kind): Phrases(
        first=[f"{because}, {{songs}} came that would not be here without it"],
        then=["{songs} came that would not be here without it"],
        also=[f"{because} … {{songs}} … would not be here without it"],
    )
    for kind, because in _BECAUSE_YOU.items()
}
PHRASES |= {
    ("own_factor_idle", "wrong_reason"): Phrases(
        first=["you said the reason for {title} by {artist} was wrong, and that changed nothing on this list"],
        also=["the reason for {title} by {artist} was wrong … changed nothing"],
    ),
    ("own_factor_idle", "saved"): Phrases(
        first=["you saved {title} by {artist}, and that changed nothing on this list"],
        also=["you saved {title} by {artist} … changed nothing"],
    ),
}
