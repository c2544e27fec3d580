"""German wordings of how the re-ranking picked a song: from which rank to which pick, and what each step did."""

from explain.phrases.wording import Key, Phrases

_MOVED = {
    "forward": ("holten ihn vor, auf Griff {picked}", "holten {song} vor", "vor"),
    "back": ("hielten ihn zurück, bis Griff {picked}", "hielten {song} zurück", "zurück"),
}
_STEPS = {
    "mmr takes": "die Ähnlichkeit mit schon gewählten Songs",
    "calibration adds": "die Genres der Liste näher an deinen",
    "calibration takes": "die Genres der Liste weiter weg von deinen",
    "freshness takes": "ein Act, der schon auf einer früheren Liste stand,",
    "dial adds": "die Stellung deines Reglers",
    "dial takes": "die Stellung deines Reglers",
}

PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("rerank_moved", direction): Phrases(
        first=[
            f"allein nach Wertung stünde {{song}} auf Rang {{rank}}; die Regeln der Vielfalt {moved}",
            f"die Regeln der Vielfalt {named}, von Rang {{rank}} nach Wertung auf Griff {{picked}}",
        ],
        then=[f"allein nach Wertung stünde der Song auf Rang {{rank}}; die Regeln der Vielfalt {moved}"],
        also=[f"vielfalt … {word} … von rang {{rank}} … griff {{picked}}"],
    )
    for direction, (moved, named, word) in _MOVED.items()
}
PHRASES |= {
    ("rerank_step", step): Phrases(
        first=[f"bei der Auswahl {'kostete' if step.endswith('takes') else 'brachte'} {{song}} {{amount}}: {words}"],
        then=[f"bei der Auswahl {'kostete ihn' if step.endswith('takes') else 'brachte ihm'} {{amount}}: {words}"],
        also=[f"{words.replace(',', '')} … {'kostete' if step.endswith('takes') else 'brachte'} … {{amount}}"],
    )
    for step, words in _STEPS.items()
}
