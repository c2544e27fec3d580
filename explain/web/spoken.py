"""In which language a request is answered: English until its page, or what the page sent along, says otherwise."""

from flask import g

from explain.web.frame import FRAMES, Frame
from pipelines.domain.telling import ENGLISH, LANGUAGES, Language

FIELD = "told_in"
"""Of what a form or a script sends: the language of its page, for the answer."""


def speak(language: Language) -> None:
    """Answer the request in a language from here on, problems included."""
    g.language = language


def speak_as_sent(sent: object) -> None:
    """Likewise in the language that a form or a script names; what is none changes nothing."""
    named = sent.get(FIELD) if isinstance(sent, dict) else None
    for known in LANGUAGES:
        if named == known:
            speak(known)


def spoken() -> Frame:
    """The frame of the request's language."""
    found: Language = g.get("language", ENGLISH)
    return FRAMES[found]
