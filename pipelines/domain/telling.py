"""How a listener's reports are told: the choices that there are, what stands without one, and the event of a choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pipelines.domain.ids import stable_id
from pipelines.errors import BadInputError

Language = Literal["en", "de"]
ENGLISH: Language = "en"
GERMAN: Language = "de"
LANGUAGES: dict[Language, str] = {ENGLISH: "English", GERMAN: "German"}
"""Name by ISO 639-1 code."""
Voice = Literal["plain", "warm", "nerdy"]
PLAIN: Voice = "plain"
WARM: Voice = "warm"
NERDY: Voice = "nerdy"
VOICES: dict[Voice, str] = {
    PLAIN: "plain: what counts, in few words",
    WARM: "warm: your songs and moods first, few figures",
    NERDY: "nerdy: ranks, shares and tempos",
}
"""What each voice is like; it changes wording and choice of detail, and no fact."""
CHOICES: dict[str, Mapping[Any, str]] = {"language": LANGUAGES, "voice": VOICES}
"""What can be chosen, by field of Telling: each value with its name."""


def as_language(text: str) -> Language:
    """A language by its code.

    Raises:
        BadInputError: It is none that reports are told in.
    """
    for known in LANGUAGES:
        if text == known:
            return known
    raise BadInputError(f"language {text!r}: it is one of {', '.join(LANGUAGES)}")


@dataclass(frozen=True)
class Telling:
    """The choices of one listener.

    Attributes:
        language: Of all words that are stored with a report.
        voice: Of the words about the songs and the slate.
    """

    language: Language = ENGLISH
    voice: Voice = PLAIN


UNCHOSEN = Telling()
"""How reports are told to whoever has chosen nothing."""


def telling_event(listener_id: UUID, choice: str, value: str, moment: datetime) -> dict[str, Any]:
    """The row of app.profile_edit that makes a choice; the same choice at the same time is the same event.

    Raises:
        BadInputError: There is no such choice, or it has no such value.
    """
    known = CHOICES.get(choice)
    if known is None:
        raise BadInputError(f"a report's {choice} cannot be chosen; what can: {', '.join(CHOICES)}")
    if value not in known:
        names = ", ".join(f"{one} ({name})" for one, name in known.items())
        raise BadInputError(f"{choice} {value!r}: it is one of {names}")
    event_id = stable_id("profile_edit", listener_id, choice, value, moment.astimezone(UTC).isoformat())
    return {"event_id": event_id, "listener_id": listener_id, "edit": {choice: value}, "created_at": moment}
