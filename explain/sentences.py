"""The sentences of a text, where a full stop inside a name or a quotation ends nothing."""

import re
from collections.abc import Iterable

_QUOTED = re.compile(r"„[^“]*“|“[^”]*”")
_END = re.compile(r"(?<=[.!?…])[”“’\")]*\s+(?=[“„\"'(]?[\w{])")


def split_sentences(text: str, names: Iterable[str] = ()) -> list[str]:
    """Sentences of a text, line by line; a full stop inside a known name or inside marks ends nothing."""
    return [sentence for line in split_lines(text, names) for sentence in line]


def split_lines(text: str, names: Iterable[str] = ()) -> list[list[str]]:
    """The same, those of each line together."""
    protected: list[tuple[int, int]] = [match.span() for match in _QUOTED.finditer(text)]
    for name in sorted({name for name in names if re.search(r"[.!?…]", name)}, key=lambda one: (-len(one), one)):
        protected += [match.span() for match in re.finditer(re.escape(name), text)]
    found: list[list[str]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        start = 0
        said = []
        for match in _END.finditer(line):
            # the mark that ends the sentence must lie outside every protected stretch, or close it
            mark = offset + match.start() - 1
            if any(low <= mark < high - 1 for low, high in protected):
                continue
            if any(low <= mark < high and text[low] not in "“„" for low, high in protected):
                continue
            said.append(line[start : match.end()].strip())
            start = match.end()
        said.append(line[start:].strip())
        found.append([sentence for sentence in said if sentence])
        offset += len(line)
    return found
