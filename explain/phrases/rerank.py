"""Wordings of how the re-ranking picked a song: from which rank by score to which pick, and what each step did."""

from explain.phrases.wording import Key, Phrases

_MOVED = {
    "forward": ("brought it forward to pick {picked}", "moved {song} forward", "forward"),
    "back": ("held it back until pick {picked}", "held {song} back", "back"),
}
_STEPS = {
    "mmr takes": "being alike to songs already picked",
    "calibration adds": "bringing the genres of the list closer to yours",
    "calibration takes": "taking the genres of the list farther from yours",
    "freshness takes": "having an artist who was on an earlier list",
    "dial adds": "the place of your dial",
    "dial takes": "the place of your dial",
}

PHRASES: dict[Key, Phrases] = {}
PHRASES |= {
    ("rerank_moved", direction): Phrases(
        first=[
            f"by score alone {{song}} would stand at rank {{rank}}; the rules of variety {moved}",
            f"the rules of variety {named}, from rank {{rank}} by score to pick {{picked}}",
        ],
        then=[f"by score alone it would stand at rank {{rank}}; the rules of variety {moved}"],
        also=[
            f"by score alone … rank {{rank}} … {word} … pick {{picked}}",
            f"variety … {word} … from rank {{rank}} … pick {{picked}}",
        ],
    )
    for direction, (moved, named, word) in _MOVED.items()
}
PHRASES |= {
    ("rerank_step", step): Phrases(
        first=[
            f"when the list was picked, {words} cost {{song}} {{amount}}"
            if step.endswith("takes")
            else f"when the list was picked, {words} added {{amount}} to {{song}}"
        ],
        then=[
            f"{words} cost it {{amount}} when the list was picked"
            if step.endswith("takes")
            else f"{words} added {{amount}} when the list was picked"
        ],
        also=[
            f"{words} … {'cost/costs/took/takes' if step.endswith('takes') else 'added/adds/gave/gives'} … {{amount}}"
        ],
    )
    for step, words in _STEPS.items()
}
