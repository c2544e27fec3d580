"""Names that several kinds of German wordings share, by case where German asks for one."""

TERMS = {
    "own": "Songs aus deiner Sammlung",
    "sound": "Klang und Tags, die er mit deinen Songs teilt",
    "trend": "das Gespräch der Woche darüber",
    "wish": "was du dir gewünscht hast",
    "judgement": "das eigene Urteil des Modells",
}
"""The terms of a score, said of a song; nominative."""
NOMINATIVE = {
    "wish": "dein Wunsch",
    "feedback": "dein Feedback",
    "profile_edit": "deine Änderung",
    "removed": "dein Entfernen von",
    "readded": "dein Zurückholen von",
}
"""Where a rule came from."""
ACCUSATIVE = NOMINATIVE | {"wish": "deinen Wunsch"}
DATIVE = {
    "wish": "deinem Wunsch",
    "feedback": "deinem Feedback",
    "profile_edit": "deiner Änderung",
    "removed": "deinem Entfernen von",
    "readded": "deinem Zurückholen von",
}
