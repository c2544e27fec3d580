"""The report as JSON: everything behind one edition, canonical, without wall times, run ids or restricted names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from explain.brief import read_brief
from explain.evidence import playlist_rows
from explain.links import cited_posts, link_rows, read_links
from explain.records import read_records
from explain.values import in_marks, nameless
from pipelines import db
from pipelines.domain.hashing import content_hash
from pipelines.domain.ids import SHARED
from pipelines.domain.telling import ENGLISH, Language
from pipelines.errors import BadInputError

Json = dict[str, Any]
_EDITION = "where listener_id = %s and week = %s and edition = %s"


def build_report(
    head: Mapping[str, Any],
    behind: Mapping[str, Any],
    evidence: Sequence[Json],
    claims: Sequence[Json],
    texts: Sequence[Json],
    charts: Sequence[Json],
) -> Json:
    """Put a report together; pure.

    Playlists stay ids here: `{playlist:ID}` in texts, ids in claims and evidence. Names are filled in by `show`.

    Args:
        head: The row of recs.edition.
        behind: What read_behind gave.
        evidence: Rows as stored, with the context row.
        claims: Rows for explain.claim.
        texts: Rows for explain.text.
        charts: Rows for explain.chart without the bytes.
    """
    about = {row["recording_id"]: row["payload"] for row in evidence if row["kind"] == "song"}
    writers = [text["writer"] for text in texts]
    return {
        "listener_id": str(head["listener_id"]),
        "week": head["week"],
        "edition": head["edition"],
        "release": head["release"],
        "input_hash": head["input_hash"],
        "rows_hash": head["rows_hash"],
        "pool_size": head["pool_size"],
        "playable": head["playable"],
        "wanted": head["wanted"],
        "notes": head["notes"],
        "writers": {name: writers.count(name) for name in sorted(set(writers))},
        "checker": _checker_counts(claims, texts),
        "sources": behind["sources"],
        "missing": behind["missing"],
        "slate": [_slate_song(song, about, behind) for song in behind["songs"]],
        "rules": [row["payload"] for row in evidence if row["kind"] == "rule"],
        "unread_words": behind["unread_words"],
        "texts": [dict(text) for text in texts],
        "claims": [dict(claim) for claim in claims],
        "charts": [dict(chart) for chart in charts],
        "evidence": [dict(row) for row in evidence],
    }


def _checker_counts(claims: Sequence[Json], texts: Sequence[Json]) -> Json:
    sentences = [sentence for text in texts for sentence in text["sentences"]]
    return {
        "version": next((claim["checker_version"] for claim in claims), ""),
        "claims": len(claims),
        "claims_supported": sum(claim["verdict"] == "supported" for claim in claims),
        "claims_published": sum(claim["published"] for claim in claims),
        "sentences": len(sentences),
        "sentences_dropped": sum(not sentence["published"] for sentence in sentences),
    }


def _slate_song(song: Mapping[str, Any], about: Mapping[str, Json], behind: Mapping[str, Any]) -> Json:
    recording_id = song["recording_id"]
    facts = about.get(recording_id, {})
    return {
        **song,
        "title": facts.get("title"),
        "artist_name": facts.get("artist_name"),
        "parts": behind["parts"].get(recording_id, []),
        "rerank_steps": behind["steps"].get(recording_id, {}),
        "what_ifs": behind["what_ifs"].get(recording_id, []),
    }


def report_hash(report: Mapping[str, Any]) -> str:
    """Hash of a report."""
    return content_hash(dict(report))


def read_behind(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> Json:
    """What stands behind an edition beside its evidence: songs, parts, what-ifs, sources; ids as text."""
    key = [listener_id, week, edition]
    songs = _rows(
        connection,
        "position, recording_id::text, group_id::text, artist_id::text, score, rank, role, spotify_uri",
        "recs.slate_song",
        "position",
        key,
    )
    parts = _rows(
        connection,
        "recording_id::text, term, subject_kind, subject_id, value, detail",
        "recs.score_part",
        "recording_id, term, abs(value) desc, subject_id",
        key,
    )
    what_ifs = _rows(
        connection,
        "recording_id::text, without_kind, without_id, rank, on_slate",
        "recs.what_if",
        "recording_id, without_kind, without_id",
        key,
    )
    steps = _rows(connection, "recording_id::text, step, delta", "recs.rerank_step", "recording_id, step", key)
    unread = db.rows(
        connection,
        "select words from recs.unread_words where listener_id = %s and week = %s order by event_id, words",
        [listener_id, week],
    )
    return {
        "songs": songs,
        "parts": _by_song(parts),
        "what_ifs": _by_song(what_ifs),
        "steps": {song: {one["step"]: one["delta"] for one in found} for song, found in _by_song(steps).items()},
        "unread_words": [row["words"] for row in unread],
        **_read_sources(connection, listener_id, week),
    }


def _rows(connection: db.Connection, columns: str, table: str, order: str, key: list[Any]) -> list[Json]:
    return db.rows(connection, f"select {columns} from {table} {_EDITION} order by {order}", key)  # noqa: S608


def _by_song(rows: Sequence[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for row in rows:
        found.setdefault(row["recording_id"], []).append(
            {name: value for name, value in row.items() if name != "recording_id"}
        )
    return found


def _read_sources(connection: db.Connection, listener_id: UUID, week: str) -> Json:
    sources = db.rows(
        connection,
        """
        select s.source, s.state, count(*) as slice_count, sum(s.row_count)::bigint as row_count, s.licence, s.policy
        from recs.week_input as i join landing.slice as s on s.slice_id = i.input_id
        where i.week = %s and i.listener_id in (%s, %s) and i.input_kind = 'slice'
        group by s.source, s.state, s.licence, s.policy order by s.source, s.state, s.licence, s.policy
        """,
        [week, listener_id, SHARED],
    )
    missing = db.rows(
        connection,
        """
        select distinct unnest(missing) as what from recs.week_frozen
        where week = %s and listener_id in (%s, %s) order by 1
        """,
        [week, listener_id, SHARED],
    )
    return {"sources": sources, "missing": [row["what"] for row in missing]}


# ------------------------------------------------------------------ showing one
def show(connection: db.Connection, listener_id: UUID, week: str, edition: int | None = None) -> Json:
    """
    A stored report as `linernotes report show --json` prints it.

    To what is stored come the names of the listener's own playlists (filled into texts, and as evidence rows of kind
    `playlist`), the links to posts that still stand (evidence rows of kind `post`), the week's trend brief in the
    report's language (from which sentences go when their posts are deleted), the run's metrics,
    `sentences` (the record of each, dropped ones and cost included), and the hashes: they are no part of the stored
    report, nor of its hash.

    Raises:
        BadInputError: There is no such report.
    """
    found = db.one(
        connection,
        """
        select r.report, r.sha256, r.edition, e.state, e.png_hash
        from explain.report as r join recs.edition as e using (listener_id, week, edition)
        where r.listener_id = %s and r.week = %s and (%s::integer is null or r.edition = %s)
        order by r.edition desc limit 1
        """,
        [listener_id, week, edition, edition],
    )
    if found is None:
        which = "" if edition is None else f", edition {edition}"
        raise BadInputError(
            f"no report of {week}{which} for listener {listener_id}: run `linernotes run --week {week}` first"
        )
    names = read_playlist_names(connection, listener_id, week)
    report: Json = with_names(found["report"], names)
    links = read_links(connection, week, cited_posts(found["report"]["evidence"]))
    report["evidence"] = [*report["evidence"], *link_rows(links)]
    metrics = db.rows(
        connection,
        """
        select name, value from recs.run_metrics
        where week = %s and listener_id in (%s, %s) order by name, listener_id desc
        """,
        [week, listener_id, SHARED],
    )
    report["metrics"] = {row["name"]: row["value"] for row in reversed(metrics)}
    report["sentences"] = [
        {**one, "text": fill_names(one["text"], names)}
        for one in read_records(connection, listener_id, week, found["edition"])
    ]
    report["trend_brief"] = read_brief(connection, week, language_of(found["report"]["evidence"]))
    report["state"] = found["state"]
    report["json_hash"], report["png_hash"] = found["sha256"], found["png_hash"]
    return report


def read_playlist_names(connection: db.Connection, listener_id: UUID, week: str) -> dict[str, str]:
    """Names of the listener's own playlists by id: restricted, read by display when a report is shown."""
    there = db.one(connection, "select to_regclass('restricted.display_playlist') as there")
    if there is None or there["there"] is None:
        return {}
    found = db.rows(
        connection,
        """
        select playlist_id::text as playlist_id, name from restricted.display_playlist
        where week = %s and listener_id = %s order by playlist_id
        """,
        [week, listener_id],
    )
    return {row["playlist_id"]: row["name"] for row in found}


def with_names(report: Mapping[str, Any], names: Mapping[str, str]) -> Json:
    """A stored report with playlist names in its texts and pictures' words, and as evidence."""
    shown = {**report, "evidence": [*report["evidence"], *playlist_rows(names)]}
    language = language_of(report["evidence"])
    shown["texts"] = [
        {
            **text,
            "text": fill_names(text["text"], names, language),
            "sentences": [{**one, "text": fill_names(one["text"], names, language)} for one in text["sentences"]],
        }
        for text in report["texts"]
    ]
    shown["charts"] = [{**chart, "alt": fill_names(chart["alt"], names)} for chart in report["charts"]]
    return shown


def language_of(evidence: Iterable[Mapping[str, Any]]) -> Language:
    """The language of a report's words, by its slate's evidence; English when that says nothing of it."""
    told = [row["payload"].get("telling") or {} for row in evidence if row["kind"] == "slate"]
    return next((one["language"] for one in told if "language" in one), ENGLISH)


def fill_names(text: str, names: Mapping[str, str], language: Language = ENGLISH) -> str:
    """`{playlist:ID}` becomes the name in marks; one without a name is "a playlist of yours"."""
    pieces = text.split("{playlist:")
    filled = pieces[0]
    for piece in pieces[1:]:
        playlist_id, _, rest = piece.partition("}")
        filled += (in_marks(names[playlist_id], language) if playlist_id in names else nameless(language)) + rest
    return filled
