"""Prompts are Markdown files in `prompts/`; the version of a prompt is the hash of its file."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.domain.hashing import sha256_hex

_FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True)
class Prompt:
    """The instructions of one room.

    Attributes:
        name: File name without `.md`; also the name of the answer's schema.
        text: What is sent as instructions.
        version: First 12 hex digits of the file's SHA-256.
    """

    name: str
    text: str
    version: str


@cache
def read_prompt(name: str) -> Prompt:
    """The prompt of a name: wish_rules, post_map, trend_brief, proposals, judgement or slate_words."""
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf8")
    return Prompt(name=name, text=text, version=sha256_hex(text)[:12])
