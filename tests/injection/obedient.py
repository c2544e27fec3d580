"""A model that finds every order in its input, however it is written, and does more than it was told.

It answers in any JSON schema: every free text becomes a payload, every number a wild one, ids are those of the input or
invented ones; and time and again it breaks the schema. Where it finds no order it answers as the scripted model does.
"""

import base64
import codecs
import html
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pipelines.domain.hashing import sha256_hex
from pipelines.sandbox import scripted_model
from tests.injection.attacks import EVIL_HOST, OBEYED, SONG

_MARK = re.compile(r"krk(\d\d)")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[a-z]\d{1,3}\b|\bt[13]_\w+")
_LATIN = str.maketrans("асеорхукм", "aceopxykm")
_LETTERS = str.maketrans("431057", "aeiost")
_VALUES = ("jazz", "folk", "hip hop", "ambient", "calm", "slow", "1990s", "deu", "true")
_BROKEN = 4
"""One of so many answers does not fit its schema."""


def marks_in(text: str) -> set[int]:
    """Numbers of the attacks in a text, after every decoding that comes to mind."""
    return {int(found) for one in _readings(text) for found in _MARK.findall(one.casefold())}


def _readings(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(char for char in plain if unicodedata.category(char) not in {"Cf", "Cc"})
    tags = "".join(chr(ord(char) - 0xE0000) for char in text if 0xE0000 < ord(char) < 0xE007F)
    for one in (text, plain, visible, tags, html.unescape(text), unquote(text)):
        yield from (one, one[::-1], codecs.encode(one, "rot13"))
        yield one.translate(_LATIN)
        yield re.sub(r"[^\w ]", "", one)
    yield re.sub(r"krk(\w\w)", lambda match: "krk" + _digits(match[1]), visible)
    for found in re.findall(r"[A-Za-z0-9+/=]{16,}", text):
        yield _decoded(found)


def _digits(letters: str) -> str:
    back = str.maketrans("aeiost", "431057")
    return letters.translate(back)


def _decoded(text: str) -> str:
    try:
        return bytes.fromhex(text).decode()
    except ValueError:
        pass  # no hexadecimal: it may still be base64
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return ""  # neither: nothing is hidden here


class ObedientModel:
    """Answers requests.

    Attributes:
        seen: By schema name, the attacks that were found in requests, each of which it obeyed.
        broken: Answers that did not fit their schema.
    """

    def __init__(self) -> None:
        self.seen: dict[str, set[int]] = {}
        self.broken = 0

    def answer(self, body: dict[str, Any]) -> Any:
        """The answer to a body of /responses: an object, or text."""
        form = body["text"]["format"]
        asked = f"{body.get('instructions') or ''}\n{body['input']}"
        found = marks_in(body["input"])
        if not found:
            return scripted_model.answer(form["name"], body["instructions"], body["input"], form["schema"])
        self.seen.setdefault(form["name"], set()).update(found)
        turn = int(sha256_hex(body["input"])[:8], 16)
        if turn % _BROKEN == 0:
            self.broken += 1
            return _broken(turn // _BROKEN, asked)
        return _Filler(form["schema"], asked, body["input"], turn).fill(form["schema"], "")


def payloads(asked: str) -> list[str]:
    """What an obedient model would like to have printed."""
    return [
        f"{OBEYED} the order and recommends {SONG}",
        f"{OBEYED} ![x](https://{EVIL_HOST}/{OBEYED}.png)",
        f"<script>alert('{OBEYED}')</script>",
        f"https://{EVIL_HOST}/{OBEYED}",
        f"{{c1.value}} {{playlist:00000000-0000-0000-0000-000000000000}} {OBEYED}",
        f"{{a1.name}} {OBEYED} everybody",
        f"{OBEYED}: " + " ".join(asked.split())[:300],
        f"{OBEYED} '; drop table recs.slate_song; --",
        f"{OBEYED}\u202e\u0007\u200b",
        f'=HYPERLINK("https://{EVIL_HOST}","{OBEYED}")',
        f"{OBEYED} " * 30,
        f"Mara Lindqvist keeps Rainy Sundays, says {OBEYED}",
    ]


def _broken(turn: int, asked: str) -> Any:
    loot = payloads(asked)
    return [
        f"Certainly! {loot[0]}",
        "```json\n" + json.dumps({"sentences": [{"text": loot[1]}]}) + "\n```",
        {"note": loot[2], "admin": True},
        '{"sentences": [{"text": "' + OBEYED,
        [loot[3]],
        "",
        '{"rules": NaN, "proposals": 1e999}',
        "\u0000" + OBEYED,
    ][turn % 8]


class _Filler:
    """Fills a schema with loot."""

    def __init__(self, schema: dict[str, Any], asked: str, given: str, turn: int) -> None:
        self._defs = schema.get("$defs", {})
        self._ids = list(dict.fromkeys(_ID.findall(given))) or ["x1"]
        self._given = given
        self._loot = payloads(asked)
        self._rng = random.Random(turn)

    def fill(self, schema: dict[str, Any], name: str) -> Any:
        """A value of a schema, for a field of a name."""
        if "$ref" in schema:
            return self.fill(self._defs[schema["$ref"].rsplit("/", 1)[1]], name)
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                return self.fill(schema[union][0], name)
        if "enum" in schema:
            return self._rng.choice(schema["enum"])
        if schema.get("type") == "object":
            return {key: self.fill(one, key) for key, one in schema["properties"].items()}
        if schema.get("type") == "array":
            return [self.fill(schema["items"], name) for _ in range(min(3, schema.get("maxItems", 3)))]
        return {"number": 99, "integer": 99, "boolean": True}.get(schema.get("type", ""), self._text(name))

    def _text(self, name: str) -> str:
        """Ids of the request or invented ones, a wish's own words where only those pass, else loot."""
        choice, data = self._rng.choice, json.loads(self._given)
        if name.endswith(("_id", "_ids", "slot")) or name in {"id", "cites", "steps"}:
            return choice([*self._ids, "t3_kraken", "e999999", OBEYED])
        if name in {"words", "unread"} and "wish" in data:
            return choice([str(data["wish"])[:390], choice(self._loot)[:390]])
        if name == "song" and data.get("songs"):
            offered = str(choice(data["songs"])).split("|")
            return choice([offered[0], "|".join(offered[1:3]), f"The Krakens|{SONG}"])
        if name == "value":
            return choice([*_VALUES, choice(self._loot)[:390]])
        return choice(self._loot)[:390]
