"""Text as it is compared, with a way back: every folded character knows which code points it came from."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});|(?s:.)")
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})


@dataclass(frozen=True)
class Folded:
    """A text without case, accents, HTML entities and compatibility forms.

    Attributes:
        raw: The text as it was captured.
        text: The folded text; runs of blanks are one blank, line breaks stay.
        starts: For each folded character, where its code points begin in `raw`.
        ends: And where they end, exclusive.
    """

    raw: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Code-point offsets in `raw` of a non-empty stretch of the folded text."""
        return self.starts[start], self.ends[end - 1]

    def written(self, start: int, end: int) -> str:
        """How a non-empty stretch was written: NFKC, entities decoded, one blank between words."""
        first, last = self.offsets(start, end)
        return as_written(self.raw[first:last])


def as_written(text: str) -> str:
    """NFKC, HTML entities decoded, plain quotes and dashes, one blank between words; case and accents stay."""
    return " ".join(unicodedata.normalize("NFKC", html.unescape(text)).translate(_SAME).split())


def fold(text: str) -> Folded:
    """Fold a text for comparing names: "Beyonc&eacute; &amp; Co" and "BEYONCÉ and co" become the same."""
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, piece in _pieces(text):
        for char in _fold_piece(piece):
            if char == " " and folded and folded[-1] in " \n":
                continue
            if char == "\n" and folded and folded[-1] == " ":
                folded[-1], starts[-1], ends[-1] = char, start, end
                continue
            folded.append(char)
            starts.append(start)
            ends.append(end)
        if ends and unicodedata.combining(piece[0]):
            ends[-1] = end  # an accent written as a code point of its own belongs to its letter
    return Folded(text, "".join(folded), tuple(starts), tuple(ends))


def fold_name(name: str) -> str:
    """The folded text of a name, without blanks around it."""
    return fold(name).text.replace("\n", " ").strip()


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Code points and HTML entities, decoded, with where they stand."""
    for match in _PIECE.finditer(text):
        decoded = html.unescape(match[0])
        if len(match[0]) == 1 or decoded != match[0]:
            yield match.start(), match.end(), decoded
        else:  # looks like an entity and is none
            yield from ((match.start() + place, match.start() + place + 1, char) for place, char in enumerate(decoded))


@lru_cache(maxsize=1 << 16)  # posts use a few thousand code points and entities
def _fold_piece(piece: str) -> str:
    if piece == "&":
        return " and "
    if piece in "\n\r\u2028\u2029":
        return "\n"
    decomposed = unicodedata.normalize("NFKD", piece.translate(_SAME)).casefold()
    plain = "".join(char for char in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(char))
    return "".join(" " if char.isspace() else char for char in plain)
