"""The German wordings, kind by kind as the English ones: du-form, names uninflected in their marks.

A count is never a subject (its verb would have to agree with it), and what is counted keeps its form in every case.
"""

from dataclasses import replace

from explain.phrases.german import changes, rerank, slate, song, voices, what_if
from explain.phrases.wording import Key, Phrases, Said

_COMMON: dict[Key, Phrases] = song.PHRASES | rerank.PHRASES | slate.PHRASES | what_if.PHRASES | changes.PHRASES
PHRASES: dict[Key, Phrases] = {
    key: replace(phrases, warm=voices.WARM_SAID.get(key, Said()), nerdy=voices.NERDY_SAID.get(key, Said()))
    for key, phrases in _COMMON.items()
}
