"""What the pages read from PostgreSQL, as the display role: queries only, no shaping."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from explain.brief import read_brief
from explain.links import cited_posts, read_links
from explain.reports import language_of
from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_start
from pipelines.errors import BadInputError

Row = dict[str, Any]


def is_week(text: str) -> bool:
    """Whether a piece of an address names an ISO week."""
    try:
        week_start(text)
    except BadInputError:
        return False
    return True


@dataclass(frozen=True)
class StoredReport:
    """Everything that one report page is made of: rows as they are stored."""

    listener: Row
    edition: Row
    songs: list[Row]
    texts: list[Row]
    claims: list[Row]
    evidence: list[Row]
    charts: list[Row]
    weeks: list[str]
    sources: list[Row]
    missing: list[str]
    answered: list[Row]
    metrics: list[Row]
    playlist_names: dict[str, str]
    publication: Row | None
    brief: list[Row]
    links: dict[str, Row]


def read_listeners(connection: db.Connection) -> list[Row]:
    """Listeners of this installation who have not left, with their number of reports and the newest one's headline."""
    return db.rows(
        connection,
        """
        select l.listener_id, l.display_name, l.source, count(r.week) as report_count, max(r.week) as newest_week,
            h.text as headline, h.language
        from app.listener as l
        left join (select distinct listener_id, week from explain.report) as r using (listener_id)
        left join lateral (
            select t.text, coalesce(e.payload -> 'telling' ->> 'language', 'en') as language
            from explain.text as t
            left join recs.evidence as e
                on (e.listener_id, e.week, e.edition) = (t.listener_id, t.week, t.edition) and e.kind = 'slate'
            where t.listener_id = l.listener_id and t.slot = 'headline'
            order by t.week desc, t.edition desc limit 1
        ) as h on true
        where l.left_at is null
        group by l.listener_id, l.display_name, l.source, h.text, h.language
        order by l.display_name, l.listener_id
        """,
    )


def read_listener(connection: db.Connection, listener_id: UUID) -> Row | None:
    """One listener, or None when there is none or they have left."""
    return db.one(
        connection,
        "select listener_id, display_name, source, first_week from app.listener"
        " where listener_id = %s and left_at is null",
        [listener_id],
    )


def read_weeks(connection: db.Connection, listener_id: UUID) -> list[Row]:
    """A listener's weeks, newest first: the newest edition of each, its report, headline with language, and songs."""
    return db.rows(
        connection,
        """
        select distinct on (e.week) e.week, e.edition, e.state, r.sha256 is not null as has_report, t.text as headline,
            coalesce((select v.payload -> 'telling' ->> 'language' from recs.evidence as v
             where (v.listener_id, v.week, v.edition) = (e.listener_id, e.week, e.edition) and v.kind = 'slate'
             limit 1), 'en') as language,
            (select count(*) from recs.slate_song as s
             where (s.listener_id, s.week, s.edition) = (e.listener_id, e.week, e.edition)) as song_count
        from recs.edition as e
        left join explain.report as r using (listener_id, week, edition)
        left join explain.text as t
            on (t.listener_id, t.week, t.edition) = (e.listener_id, e.week, e.edition) and t.slot = 'headline'
        where e.listener_id = %s
        order by e.week desc, r.sha256 is not null desc, e.edition desc
        """,
        [listener_id],
    )


def newest_edition(connection: db.Connection, listener_id: UUID, week: str) -> int | None:
    """Number of the newest edition of a week that has a report."""
    found = db.one(
        connection,
        """
        select r.edition from explain.report as r join app.listener as l using (listener_id)
        where r.listener_id = %s and r.week = %s and l.left_at is null order by r.edition desc
        """,
        [listener_id, week],
    )
    return None if found is None else int(found["edition"])


def read_report(connection: db.Connection, listener_id: UUID, week: str) -> StoredReport | None:
    """All rows behind the report of the newest edition of a week; None when there is none."""
    edition = newest_edition(connection, listener_id, week)
    listener = read_listener(connection, listener_id)
    if edition is None or listener is None:
        return None
    key = [listener_id, week, edition]
    evidence = _of_edition(
        connection,
        "recs.evidence",
        "evidence_id, recording_id, kind, payload, sha256",
        "length(evidence_id), evidence_id",
        key,
    )
    return StoredReport(
        listener=listener,
        edition=db.rows(
            connection,
            "select e.*, r.sha256 as report_sha256 from recs.edition as e"
            " join explain.report as r using (listener_id, week, edition)"
            " where listener_id = %s and week = %s and edition = %s",
            key,
        )[0],
        songs=_of_edition(connection, "recs.slate_song", "*", "position", key),
        texts=_of_edition(connection, "explain.text", "slot, writer, sentences, text", "slot", key),
        claims=_of_edition(connection, "explain.claim", "*", "length(claim_id), claim_id", key),
        evidence=evidence,
        charts=_of_edition(connection, "explain.chart", "subject, kind, numbers, alt, sha256", "subject, kind", key),
        weeks=[
            row["week"]
            for row in db.rows(
                connection,
                "select distinct week from explain.report where listener_id = %s order by week",
                [listener_id],
            )
        ],
        sources=_read_sources(connection, listener_id, week),
        missing=_read_missing(connection, listener_id, week),
        answered=_read_answered(connection, listener_id, week),
        metrics=db.rows(
            connection,
            "select name, value from recs.run_metrics where listener_id = %s and week = %s order by name",
            [listener_id, week],
        ),
        playlist_names=read_playlist_names(connection, listener_id, week),
        publication=db.one(
            connection,
            "select state, sent_at, title from app.publication where listener_id = %s and week = %s and edition = %s",
            key,
        ),
        brief=read_brief(connection, week, language_of(evidence)),
        links=read_links(connection, week, cited_posts(evidence)),
    )


def _of_edition(connection: db.Connection, table: str, columns: str, order: str, key: list[Any]) -> list[Row]:
    return db.rows(
        connection,
        f"select {columns} from {table} where listener_id = %s and week = %s and edition = %s order by {order}",  # noqa: S608
        key,
    )


def _read_sources(connection: db.Connection, listener_id: UUID, week: str) -> list[Row]:
    """What the week read, by source and state: slices and rows."""
    return db.rows(
        connection,
        """
        select s.source, s.state, count(*) as slice_count, sum(s.row_count) as row_count, max(s.licence) as licence
        from recs.week_input as i join landing.slice as s on s.slice_id = i.input_id
        where i.week = %s and i.listener_id in (%s, %s) and i.input_kind = 'slice'
        group by s.source, s.state order by s.source, s.state
        """,
        [week, listener_id, SHARED],
    )


def _read_missing(connection: db.Connection, listener_id: UUID, week: str) -> list[str]:
    found = db.rows(
        connection,
        "select distinct unnest(missing) as what from recs.week_frozen"
        " where week = %s and listener_id in (%s, %s) order by 1",
        [week, listener_id, SHARED],
    )
    return [row["what"] for row in found]


def _read_answered(connection: db.Connection, listener_id: UUID, week: str) -> list[Row]:
    """Feedback that this week was the first to read, with the rules that came of it and the song's name."""
    return db.rows(
        connection,
        """
        select f.event_id, f.kind, f.week as given_on, f.recording_id,
            (select e.payload from recs.evidence as e
             where e.listener_id = f.listener_id and e.recording_id = f.recording_id and e.kind = 'song'
             order by e.week desc, e.edition desc limit 1) as song,
            array(select r.rule_id::text from recs.rule as r
                  where (r.listener_id, r.week, r.event_id) = (f.listener_id, i.week, f.event_id)
                  order by 1) as rule_ids
        from recs.week_input as i join app.feedback as f on f.event_id = i.input_id
        where i.week = %(week)s and i.listener_id = %(listener)s and i.input_kind = 'feedback'
            and f.listener_id = %(listener)s
            and not exists (
                select 1 from recs.week_input as earlier
                where earlier.input_id = i.input_id and earlier.listener_id = i.listener_id and earlier.week < i.week
            )
        order by f.created_at, f.event_id
        """,
        {"week": week, "listener": listener_id},
    )


def read_playlist_names(connection: db.Connection, listener_id: UUID, week: str) -> dict[str, str]:
    """Names of the listener's own playlists, by id: restricted, filled in here and nowhere earlier."""
    there = db.one(connection, "select to_regclass('restricted.display_playlist') is not null as there")
    if there is None or not there["there"]:
        return {}
    found = db.rows(
        connection,
        "select playlist_id::text as playlist_id, name from restricted.display_playlist"
        " where week = %s and listener_id = %s",
        [week, listener_id],
    )
    return {row["playlist_id"]: row["name"] for row in found}


@dataclass(frozen=True)
class ChartKey:
    """Which picture."""

    listener_id: UUID
    week: str
    edition: int
    subject: str
    kind: str

    def values(self) -> list[Any]:
        """The primary key of explain.chart."""
        return [self.listener_id, self.week, self.edition, self.subject, self.kind]


_CHART = " from explain.chart where listener_id = %s and week = %s and edition = %s and subject = %s and kind = %s"


def read_chart_sha256(connection: db.Connection, key: ChartKey) -> str | None:
    """Hash of a picture, or None when there is no such picture."""
    found = db.one(connection, "select sha256" + _CHART, key.values())
    return None if found is None else str(found["sha256"])


def read_png(connection: db.Connection, key: ChartKey) -> bytes | None:
    """Bytes of a picture."""
    found = db.one(connection, "select png" + _CHART, key.values())
    return None if found is None else bytes(found["png"])


def read_report_json(connection: db.Connection, listener_id: UUID, week: str) -> Row | None:
    """The stored report of the newest edition and its hash."""
    edition = newest_edition(connection, listener_id, week)
    return db.one(
        connection,
        "select report, sha256, edition from explain.report where listener_id = %s and week = %s and edition = %s",
        [listener_id, week, edition],
    )


def is_alive(connection: db.Connection) -> datetime | None:
    """The server's time: it answers and our role may read."""
    found = db.one(connection, "select now() as at, count(*) from app.listener")
    return None if found is None else found["at"]
