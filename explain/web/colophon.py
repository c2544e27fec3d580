"""The colophon of a report: who wrote it, from what, what became of it, and the hashes that name it."""

from typing import Any

from explain.web import wording
from explain.web.frame import Frame
from explain.writers.template import TEMPLATE

Payload = dict[str, Any]


def writer(name: str, frame: Frame) -> str:
    """A writer as people know it."""
    return frame.template_writer if name == TEMPLATE else name


def writers_of(texts: list[Payload], frame: Frame) -> str:
    """Who wrote the texts, with how many when they are several."""
    counted: dict[str, int] = {}
    for row in texts:
        counted[row["writer"]] = counted.get(row["writer"], 0) + 1
    if len(counted) == 1:
        return writer(next(iter(counted)), frame)
    return frame.listing([frame.texts_by(counted[name], writer=writer(name, frame)) for name in sorted(counted)])


def sources_read(rows: list[Payload], frame: Frame) -> list[tuple[str, str]]:
    """Each source with what it gave: `7 slices, 312 rows; 1 missing`."""
    said: dict[str, list[str]] = {}
    for row in rows:
        slices = row["slice_count"]
        what = {
            "landed": f"{frame.slices(slices)}, {frame.rows(int(row['row_count']))}",
            "empty": frame.without_news(slices),
            "missing": frame.slices_missing(slices),
            "off": frame.switched_off,
        }.get(str(row["state"]), str(row["state"]))
        licence = f" ({row['licence']})" if row.get("licence") else ""
        said.setdefault(_source(row["source"], frame), []).append(what + licence)
    return [(name, "; ".join(parts)) for name, parts in said.items()]


def _source(name: str, frame: Frame) -> str:
    """A source as people call it: `Spotify, at first` is what was captured for a first slate."""
    service, _, part = name.partition(":")
    if part == "first":
        return frame.at_first.format(wording.SOURCES.get(service, service))
    return frame.file.format(part) if service == "file" else wording.SOURCES.get(name, name)


def publication_of(row: Payload | None, frame: Frame) -> str:
    """Whether the list became a playlist."""
    if row is None:
        return frame.unpublished
    if row["state"] == "sent":
        return frame.published.format(title=frame.quoted(row["title"]), day=frame.day(row["sent_at"]))
    return frame.publishing_failed if row["state"] == "failed" else frame.publishing


def seals_of(edition: Payload, frame: Frame) -> list[tuple[str, str]]:
    """Hashes that name this edition, short enough to read aloud."""
    hashes = {
        "release": edition["release"],
        "inputs": edition["input_hash"],
        "rows": edition["rows_hash"],
        "report": edition["report_sha256"],
        "pictures": edition["png_hash"],
    }
    found = [("edition", str(edition["edition"])), *((name, value[:12]) for name, value in hashes.items() if value)]
    return [(frame.seals[name], value) for name, value in found]
