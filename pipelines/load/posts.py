"""Posts and comments of Reddit in the shape of a live capture: no author, nothing deleted, removed or over 18."""

import hashlib
import hmac
import html
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.domain.posts import COMMENT_FIELDS, GONE, POST_FIELDS
from pipelines.errors import BadInputError
from pipelines.load.reading import (
    Entry,
    Fact,
    RowError,
    check_cells,
    clean,
    clean_json,
    csv_columns,
    moment,
    read_csv,
    read_text,
    require_columns,
    whole,
)

COLUMNS = ("id", "subreddit", "title", "created_utc")
SITE = "reddit.com"
FEWEST = -(2**31)
TRUE = frozenset({"true", "1", "yes"})


def parse_posts(content: bytes, path: Path, voter_key: Callable[[], bytes]) -> Iterator[Entry]:
    """Each post of a CSV or of JSON lines.

    Args:
        content: Bytes of the file.
        path: Its name.
        voter_key: Gives the key under which an author becomes a voter hash; asked when there is an author.

    Raises:
        BadInputError: It is neither, or broken.
    """
    text = read_text(content, path)
    if text.lstrip().startswith("{"):
        entries: list[tuple[str, Mapping[str, Any]]] = list(_json_lines(text, path))
    else:
        require_columns(path, csv_columns(text), COLUMNS)
        entries = list(read_csv(text, path))
    return _each(entries, voter_key)


def _json_lines(text: str, path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    # Not splitlines: JSON text may hold a line separator of Unicode
    for line_number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInputError(f"{path}: line {line_number} is not JSON; it needs one post a line") from None
        if not isinstance(found, dict):
            raise BadInputError(f"{path}: line {line_number} is not a JSON object; it needs one post a line")
        yield f"line {line_number}", found


def _each(entries: list[tuple[str, Mapping[str, Any]]], voter_key: Callable[[], bytes]) -> Iterator[Entry]:
    for where, raw in entries:
        try:
            check_cells(dict(raw))
            yield "post", where, None, post_fact(raw, voter_key, is_escaped=True)
        except RowError as error:
            yield "post", where, nameless(raw), error


def post_fact(raw: Mapping[str, Any], voter_key: Callable[[], bytes], *, is_escaped: bool) -> Fact | None:
    """What a post says; None when it must not be kept.

    Args:
        raw: The post as a dump or an answer has it.
        voter_key: See `parse_posts`.
        is_escaped: Whether `&amp;` stands for `&`, as in dumps.

    Raises:
        RowError: It has no id, title or time, or a number that is none.
    """
    if is_gone(raw):
        return None
    own_id, title, subreddit = clean(raw.get("id")), clean(raw.get("title")), clean(raw.get("subreddit"))
    name = clean(raw.get("name")) or (own_id and f"t3_{own_id.removeprefix('t3_')}")
    if name is None:
        raise RowError("no id")
    if title is None:
        raise RowError("no title")
    if subreddit is None:
        raise RowError("no subreddit")
    selftext = clean(raw.get("selftext")) or ""
    payload: dict[str, Any] = {field: clean_json(raw.get(field)) or None for field in POST_FIELDS}
    payload |= {
        "name": name,
        "subreddit": subreddit,
        "title": " ".join((html.unescape(title) if is_escaped else title).split()),
        "selftext": html.unescape(selftext) if is_escaped else selftext,
        "permalink": _path(raw.get("permalink")),
        "score": whole(raw.get("score"), "score", FEWEST),
        "num_comments": whole(raw.get("num_comments"), "num_comments"),
    }
    return _finish(payload, raw, voter_key)


def comment_fact(raw: Mapping[str, Any], voter_key: Callable[[], bytes]) -> Fact | None:
    """What a comment of a recorded answer says; None when it must not be kept.

    Raises:
        RowError: It has no id, text or time, or a number that is none.
    """
    if is_gone(raw):
        return None
    if clean(raw.get("name")) is None or clean(raw.get("body")) is None:
        raise RowError("no name or no body")
    payload: dict[str, Any] = {field: clean_json(raw.get(field)) for field in COMMENT_FIELDS}
    payload |= {"permalink": _path(raw.get("permalink")), "score": whole(raw.get("score"), "score", FEWEST)}
    return _finish(payload, raw, voter_key)


def is_gone(raw: Mapping[str, Any]) -> bool:
    """Whether it was deleted or removed, or is over 18."""
    texts = {clean(raw.get(name)) for name in ("title", "selftext", "body", "author")}
    is_adult = str(raw.get("over_18") or "").strip().lower() in TRUE
    is_orphan = "author" in raw and clean(raw["author"]) is None
    return bool(texts & GONE) or is_adult or is_orphan or clean(raw.get("removed_by_category")) is not None


def nameless(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What quarantine may keep of a post: nothing that names its author."""
    return {name: clean_json(raw[name]) for name in sorted(raw) if name in POST_FIELDS or name in {"id", "link_id"}}


def _finish(payload: dict[str, Any], raw: Mapping[str, Any], voter_key: Callable[[], bytes]) -> Fact:
    created_at = moment(raw.get("created_utc"), "created_utc")
    if created_at is None:
        raise RowError("no created_utc")
    author = clean(raw.get("author"))
    hashed = None if author is None else hmac.new(voter_key(), author.encode(), hashlib.sha256).hexdigest()
    payload |= {"created_utc": created_at.timestamp(), "voter_hash": hashed}
    return payload["name"], payload, created_at


def _path(value: object) -> str | None:
    """The path of a permalink, as live answers have it."""
    text = clean(value)
    return text if text is None or SITE not in text else text.split(SITE, maxsplit=1)[1]
