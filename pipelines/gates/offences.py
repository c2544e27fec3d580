"""What may not be in an edition that goes out: one query per rule, each of which must find nothing."""

from dataclasses import dataclass

_EDITION = """
    with edition as (
        select distinct on (made.listener_id) made.listener_id, made.week, made.edition, made.wanted, listener.source
        from recs.edition as made
        inner join app.listener as listener on listener.listener_id = made.listener_id
        where made.week = %(week)s and made.listener_id = any(%(listener_ids)s)
        order by made.listener_id, made.edition desc
    ),

    song as (
        select slate_song.*, edition.source
        from edition
        inner join recs.slate_song using (listener_id, week, edition)
    )
"""


@dataclass(frozen=True)
class Rule:
    """A rule of the gate.

    Attributes:
        name: As it stands in Data Docs and in messages.
        query: What breaks it; columns listener_id, subject, found. `week`, `listener_ids` are parameters.
        only_when_published: Whether it applies only while slates go to Spotify.
    """

    name: str
    select: str
    only_when_published: bool = False

    @property
    def query(self) -> str:
        """The whole query."""
        # Great Expectations insists on queries that begin with "select "
        return f"select offence.* from ({_EDITION}\n{self.select}) as offence\norder by 1, 2, 3"  # noqa: S608  (our own words)


_RUN = """
    select
        cast('00000000-0000-0000-0000-000000000000' as uuid) as listener_id, 'hidden songs' as subject,
        run.items || ' of them: nDCG@20 ' || round(cast(run.ndcg as numeric), 4) || ', by popularity '
        || round(cast(run.popularity as numeric), 4)
        || coalesce(', the week before ' || round(cast(run.ndcg_before as numeric), 4), '') as found
    from (
        select
            sum(items.value) as items,
            sum(ndcg.value * items.value) / sum(items.value) as ndcg,
            sum(popularity.value * items.value) / sum(items.value) as popularity,
            avg(ndcg.value) filter (where before.value is not null) as ndcg_now,
            avg(before.value) as ndcg_before
        from recs.run_metrics as items
        inner join recs.run_metrics as ndcg
            on ndcg.week = items.week and ndcg.listener_id = items.listener_id and ndcg.name = 'hold_out_ndcg_20'
        inner join recs.run_metrics as popularity
            on popularity.week = items.week and popularity.listener_id = items.listener_id
            and popularity.name = 'hold_out_popularity_ndcg_20'
        left join recs.run_metrics as before
            on before.listener_id = items.listener_id and before.name = 'hold_out_ndcg_20'
            and before.week = to_char(to_date(items.week, 'IYYY-"W"IW') - 7, 'IYYY-"W"IW')
        where items.week = %(week)s and items.name = 'hold_out_items' and items.listener_id = any(%(listener_ids)s)
    ) as run
"""
_IS_WEAK = "(run.ndcg <= run.popularity or run.ndcg_now < 0.5 * run.ndcg_before)"

RULES = (
    Rule(
        "the slate has 1 to the wanted number of songs",
        """
        select edition.listener_id, 'wanted ' || edition.wanted as subject, count(song.position) || ' songs' as found
        from edition
        left join song on song.listener_id = edition.listener_id
        group by edition.listener_id, edition.wanted
        having count(song.position) not between 1 and edition.wanted
        """,
    ),
    Rule(
        "no song repeats",
        """
        select song.listener_id, cast(song.recording_id as text) as subject, 'position ' || earlier.position || ' of '
            || earlier.week as found
        from song
        inner join recs.slate_song as earlier
            on earlier.listener_id = song.listener_id and earlier.group_id = song.group_id
        where
            (earlier.week < song.week and earlier.edition in (0, 1))
            or (
                earlier.week = song.week and earlier.edition = song.edition and earlier.position < song.position
            )
        """,
    ),
    Rule(
        "no song is owned",
        """
        select song.listener_id, cast(song.recording_id as text) as subject, 'position ' || song.position as found
        from song
        where exists (
            select 1 from marts.listener_exclusion as owned
            where
                owned.week = song.week and owned.listener_id = song.listener_id
                and (
                    owned.group_id = song.group_id
                    or owned.song_hash in (
                        select hashed.song_hash from identity.song_hash as hashed
                        where hashed.recording_id = song.recording_id
                    )
                )
        )
        """,
    ),
    Rule(
        "every song can be played",
        """
        select song.listener_id, cast(song.recording_id as text) as subject, 'position ' || song.position as found
        from song
        where song.source = 'spotify' and song.spotify_uri is null
        """,
        only_when_published=True,
    ),
    Rule(
        "every published claim is supported by evidence",
        """
        select claim.listener_id, claim.claim_id as subject,
            claim.verdict || ', ' || cardinality(claim.evidence_ids) || ' evidence ids, '
            || (
                select count(*) from unnest(claim.evidence_ids) as cited (evidence_id)
                inner join recs.evidence as held
                    on held.listener_id = claim.listener_id and held.week = claim.week
                    and held.edition = claim.edition and held.evidence_id = cited.evidence_id
            ) || ' of them known' as found
        from edition
        inner join explain.claim as claim using (listener_id, week, edition)
        where
            claim.published
            and (
                claim.verdict <> 'supported'
                or cardinality(claim.evidence_ids) = 0
                or exists (
                    select 1 from unnest(claim.evidence_ids) as cited (evidence_id)
                    where not exists (
                        select 1 from recs.evidence as held
                        where
                            held.listener_id = claim.listener_id and held.week = claim.week
                            and held.edition = claim.edition and held.evidence_id = cited.evidence_id
                    )
                )
            )
        """,
    ),
    Rule(
        "every printed sentence is supported, as its draft and as a finished text",
        """
        select said.listener_id, said.slot as subject, said.verdict as found
        from edition
        inner join explain.sentence as said using (listener_id, week, edition)
        where said.published and said.verdict <> 'supported'
        union all
        select edition.listener_id, 'finished texts' as subject, measured.value || ' of them supported' as found
        from edition
        inner join recs.run_metrics as measured using (listener_id, week)
        where measured.name = 'published_support' and measured.value < 1
        """,
    ),
    Rule(
        "the parts of a song add up to its score",
        """
        select song.listener_id, cast(song.recording_id as text) as subject,
            'score ' || song.score || ', parts ' || coalesce(sum(part.value), 0) as found
        from song
        left join recs.score_part as part
            on part.listener_id = song.listener_id and part.week = song.week and part.edition = song.edition
            and part.recording_id = song.recording_id
        group by song.listener_id, song.recording_id, song.score
        having not (abs(song.score - coalesce(sum(part.value), 0)) < 1e-9)
        """,
    ),
    Rule(
        "hidden own songs are found better than by popularity, and half as well as the week before",
        f"{_RUN} where run.items >= 200 and {_IS_WEAK}",
        only_when_published=True,
    ),
    Rule(
        "every song has two charts and the slate one",
        """
        select drawn.listener_id, drawn.subject, drawn.chart_count || ' of ' || drawn.chart_wanted || ' charts' as found
        from (
            select subject.listener_id, subject.subject, subject.chart_wanted, count(chart.kind) as chart_count
            from (
                select listener_id, week, edition, cast(recording_id as text) as subject, 2 as chart_wanted from song
                union all
                select listener_id, week, edition, 'slate', 1 from edition
            ) as subject
            left join explain.chart as chart
                on chart.listener_id = subject.listener_id and chart.week = subject.week
                and chart.edition = subject.edition and chart.subject = subject.subject
            group by subject.listener_id, subject.subject, subject.chart_wanted
        ) as drawn
        where drawn.chart_count <> drawn.chart_wanted
        """,
    ),
)
"""In the order in which they are told. A short slate is fine; an empty one is not."""

WARNINGS = (
    Rule(
        "hidden own songs are found no better than by popularity, or half as well as the week before",
        f"{_RUN} where {_IS_WEAK}",
    ),
)
"""What is only said: with fewer than 200 hidden songs a weak ranking may be chance, and not all goes out."""
