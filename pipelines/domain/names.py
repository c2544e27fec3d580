"""Names as people write them, reduced to what identifies: case, accents, versions and guests do not."""

import re
import unicodedata

from pipelines.domain.hashing import sha256_hex

_VERSION_WORDS = (
    r"(?:remaster(?:ed)?|live|acoustic|demo|mono|stereo|radio edit|edit|single version|album version|version|mix|"
    r"instrumental|karaoke|deluxe|bonus track|session|unplugged|re-?recorded|explicit|clean)"
)
_GUESTS = re.compile(
    r"\s*(?:[\(\[]?\b(?:feat\.?|ft\.?|featuring)|[\(\[]\s*with|\s[-–—]\s+with)\s+[^\)\]]+[\)\]]?", re.IGNORECASE
)
"""A bare `with` is a word of the title: "Stay with Me" is not "Stay"."""
_BRACKETED_VERSION = re.compile(rf"\s*[\(\[][^\)\]]*\b{_VERSION_WORDS}\b[^\)\]]*[\)\]]", re.IGNORECASE)
_DASHED_VERSION = re.compile(rf"\s+[-–—]\s+[^-–—]*\b{_VERSION_WORDS}\b.*$", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
_ARTIST_JOIN = re.compile(r"\s*(?:;|,|\bfeat\.?\b|\bft\.?\b|\bfeaturing\b)\s*", re.IGNORECASE)


def normalise(text: str) -> str:
    """Lower case, without accents and punctuation, single spaces; letters of every script stay."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    folded = _NOT_WORD.sub(" ", plain.casefold().replace("&", " and ")).replace("_", " ")
    return " ".join(folded.split()) or text.casefold().strip()


def holds_words(text: str, words: str) -> bool:
    """Whether a text has these words in a row, whole, both normalised: "indie rock" holds "rock", "rocket" does not."""
    return f" {normalise(words)} " in f" {normalise(text)} "


def base_title(title: str) -> str:
    """The normalised title without its version: "Song (Live at Home) - 2011 Remaster" is "song"."""
    stripped = _GUESTS.sub("", title)
    stripped = _DASHED_VERSION.sub("", _BRACKETED_VERSION.sub("", stripped))
    return normalise(stripped) or normalise(title)


def first_artist(artist_credit: str) -> str:
    """The normalised first name of a credit such as "Tinashe; ScHoolboy Q"."""
    return normalise(_ARTIST_JOIN.split(artist_credit, maxsplit=1)[0])


def song_key(artist_credit: str, title: str) -> str:
    """What all versions of one song have in common: first artist and base title."""
    return f"{first_artist(artist_credit)}\x1f{base_title(title)}"


def salted_song_hash(salt: str, artist_credit: str, title: str) -> str:
    """The one trace of a restricted name that other schemas may hold: good for equality, for nothing else."""
    return sha256_hex(f"{salt}\x1f{song_key(artist_credit, title)}")
