"""How a claim may be put into words, by predicate and variant.

`first` opens a sentence, `then` goes on in it; both are what the template writer says, and a voice may have its own
(explain.phrases.wording.Phrases). `also` are looser patterns for what a model says: words of which `a/b` is a choice,
`word?` may be absent, `…` stands for a gap and `§` for the song (explain.grammar). In all of them `{field}` is a
value of the claim. The checker accepts these statements of any voice and no others: what cannot be said with them
cannot be published, whoever wrote it.
"""

from explain.phrases import changes, german, rerank, slate, song, voices, what_if
from explain.phrases.wording import Key, Phrases
from pipelines.domain.telling import ENGLISH, GERMAN, Language

__all__ = ["PHRASES", "Key", "Phrases", "phrases_in"]

_COMMON: dict[Key, Phrases] = song.PHRASES | rerank.PHRASES | slate.PHRASES | what_if.PHRASES | changes.PHRASES
PHRASES: dict[Key, Phrases] = {key: voices.with_voices(key, phrases) for key, phrases in _COMMON.items()}
_BY_LANGUAGE = {ENGLISH: PHRASES, GERMAN: german.PHRASES}


def phrases_in(language: Language) -> dict[Key, Phrases]:
    """All wordings of a language."""
    return _BY_LANGUAGE[language]
