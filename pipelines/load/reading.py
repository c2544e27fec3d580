"""Read a file whole or refuse it in one line: CSV, JSON, JSON lines, gzip and zip."""

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from pipelines.errors import BadInputError
from pipelines.landing import LandingRow

GZIP_MAGIC = b"\x1f\x8b"
LARGEST_CELL = 16_000_000
UNFIT = "(cells that do not fit the columns)"


class RowError(ValueError):
    """One row cannot be used; the message is the reason that quarantine keeps."""


Fact = tuple[str, dict[str, Any], datetime | None]
"""Source key, payload, the row's own time."""
Entry = tuple[str, str, Any, Fact | RowError | None]
"""Kind, where it stands, raw, and what it says: why it says nothing, or None when it must not be kept."""


@dataclass
class Parsed:
    """What a file holds.

    Attributes:
        rows: What can be landed.
        rejected: (kind, source key, reason, payload) of what cannot.
        left_out: Rows that must not be kept, such as deleted posts.
    """

    rows: list[LandingRow] = field(default_factory=list)
    rejected: list[tuple[str, str, str, Any]] = field(default_factory=list)
    left_out: int = 0


def sort_entries(entries: Iterator[Entry], imported_at: datetime, *, own_time: bool) -> Parsed:
    """Sort entries into rows and rejected; `own_time` takes a row's own time as the time it was known."""
    parsed = Parsed()
    for kind, where, raw, fact in entries:
        if fact is None:
            parsed.left_out += 1
        elif isinstance(fact, RowError):
            parsed.rejected.append((kind, where, str(fact), clean_json(raw)))
        else:
            key, payload, event_at = fact
            known_at = event_at if own_time and event_at is not None else imported_at
            parsed.rows.append(LandingRow(kind, key, payload, event_at, known_at))
    return parsed


def read_bytes(path: Path) -> bytes:
    """The bytes of a file as they are.

    Raises:
        BadInputError: It is not there, is a folder, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror}); give the path of a file") from None


def unpack(content: bytes, path: Path) -> bytes:
    """The content without gzip, when it has it.

    Raises:
        BadInputError: The name or the first bytes say gzip, the rest does not.
    """
    if not content.startswith(GZIP_MAGIC) and path.suffix != ".gz":
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInputError(f"{path}: broken gzip ({error}); fetch the file again") from None


def read_text(content: bytes, path: Path) -> str:
    """The content as UTF-8 text, without gzip and byte order mark.

    Raises:
        BadInputError: It is not UTF-8.
    """
    try:
        return unpack(content, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None


def read_json(text: str, where: str) -> Any:  # noqa: ANN401  (any JSON)
    """One JSON value.

    Raises:
        BadInputError: It is not JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{where}: broken JSON ({str(error).splitlines()[0]})") from None


def read_zip(content: bytes, path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of a zip, by name.

    Raises:
        BadInputError: The zip is broken, or locked with a password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in sorted(archive.namelist()):
                if not name.endswith("/"):
                    yield name, archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInputError(f"{path}: broken zip ({error}); fetch the file again") from None


def csv_columns(text: str) -> list[str]:
    """The header of a CSV text; [] when it has none."""
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text, newline="")), [])]
    except csv.Error:
        return []


def read_csv(text: str, path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a CSV as ("line 2", cells by column); a row whose cells do not fit the header is `{UNFIT: ...}`.

    Raises:
        BadInputError: It is not CSV, or two of its columns have one name.
    """
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        _check_columns(columns, path)
        for cells in reader:
            if not cells:
                continue
            where = f"line {reader.line_num}"
            if len(cells) == len(columns):
                yield where, dict(zip(columns, cells, strict=True))
            else:
                yield where, {UNFIT: ",".join(cells)}
    except csv.Error as error:
        raise BadInputError(f"{path}: broken CSV in line {reader.line_num} ({error})") from None


def _check_columns(columns: Sequence[str], path: Path) -> None:
    """Refuse a header that names a column twice: which of them counts would be a guess."""
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BadInputError(f"{path}: the header names {', '.join(map(repr, twice))} twice; keep one column of a name")


def check_cells(cells: dict[str, str]) -> None:
    """Refuse a row whose cells do not fit the header.

    Raises:
        RowError: They do not fit.
    """
    if UNFIT in cells:
        raise RowError("not as many cells as columns")


def require_columns(path: Path, columns: Sequence[str], wanted: Sequence[str]) -> None:
    """Refuse a file without the columns that it needs.

    Raises:
        BadInputError: Some are missing.
    """
    missing = [name for name in wanted if name not in columns]
    if missing:
        has = ", ".join(columns) or "nothing"
        raise BadInputError(f"{path}: no column {', '.join(missing)}; it needs {', '.join(wanted)} and has {has[:200]}")


def clean(value: object) -> str | None:
    """Text that PostgreSQL can keep, without white space around it; None when nothing is left."""
    if value is None:
        return None
    text = str(value).replace("\x00", "").encode("utf8", "replace").decode("utf8").strip()
    return text or None


def clean_json(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """The same value with text that PostgreSQL can keep."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf8", "replace").decode("utf8")
    if isinstance(value, dict):
        return {clean_json(name): clean_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [clean_json(each) for each in value]
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def number(value: object, name: str, low: float, high: float) -> float | None:
    """A number between two limits; None for a blank.

    Raises:
        RowError: It is no number, or beyond the limits.
    """
    text = clean(value)
    if text is None:
        return None
    try:
        found = float(text)
    except ValueError:
        raise RowError(f"{name} '{text[:40]}' is not a number") from None
    if not (isfinite(found) and low <= found <= high):
        raise RowError(f"{name} {text[:40]} is not between {low:g} and {high:g}")
    return found


def whole(value: object, name: str, low: int = 0, high: int = 2**31 - 1) -> int | None:
    """A whole number between two limits; None for a blank.

    Raises:
        RowError: It is no such number.
    """
    found = number(value, name, low, high)
    if found is None:
        return None
    if found != int(found):
        raise RowError(f"{name} {found} is not a whole number")
    return int(found)


def moment(value: object, name: str) -> datetime | None:
    """An ISO date or time, or seconds since 1970, as UTC; None for a blank.

    Raises:
        RowError: It is no time.
    """
    text = clean(value)
    if text is None:
        return None
    try:
        if text.replace(".", "", 1).isdigit() and "-" not in text:
            return datetime.fromtimestamp(float(text), tz=UTC)
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise RowError(f"{name} '{text[:40]}' is not a time") from None
