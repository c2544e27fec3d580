"""`linernotes status`: what runs, and where. `linernotes db-url`: the address of the database."""

from typing import Annotated

import typer

from pipelines.cli.console import print_json, print_table
from pipelines.cli.slate_status import read_slates, slate_line
from pipelines.settings import Settings


def status(*, as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Show what runs, where, and how far the weeks are.

    Examples: linernotes status; linernotes status --json
    """
    from pipelines.platform import airflow, local_model, postgres, sandbox, web
    from pipelines.settings import read_settings

    settings = read_settings()
    is_external = settings.database_url is not None
    parts = [
        ("postgres", is_external or postgres.is_running(settings), "another server" if is_external else "embedded"),
        ("sandbox", sandbox.is_running(settings), f"{len(settings.sandbox_addresses)} services"),
        ("model", local_model.is_running(settings), settings.local_model_address or ""),
        ("airflow", airflow.is_running(settings), airflow.address(settings)),
        ("site", web.is_running(settings), web.address(settings)),
    ]
    weeks = _weeks(settings) if parts[0][1] else []
    words = read_words(settings) if weeks else []
    slates = read_slates(settings, str(weeks[0]["week"])) if weeks else []
    if as_json:
        shown = {name: {"is_up": is_up, "where": where} for name, is_up, where in parts}
        print_json({"parts": shown, "weeks": weeks, "words": words, "slates": slates})
        return
    print_table(("part", "state", "where"), [(name, "up" if is_up else "down", where) for name, is_up, where in parts])
    if weeks:
        print_table(
            (
                *("week", "slates", "explained", "published", "hidden songs", "nDCG@20", "by popularity"),
                *("artists", "same artists", "drift", "of the model", "LLM tokens each", "LLM USD"),
            ),
            [tuple("" if value is None else value for value in week.values()) for week in weeks],
        )
    if words:
        print_table(
            (
                *("week", "writer", "drafts", "first-draft support", "published", "published support", "dropped"),
                *("asked again", "score named", "order tau", "what-ifs exact", "tokens"),
            ),
            [tuple("" if value is None else value for value in row.values()) for row in words],
        )
    if slates:
        print(f"{weeks[0]['week']}, slate by slate:")
        print_table(
            ("listener", "songs", "of the model", "came from", "proposed", "judged", "steps kept"),
            [slate_line(slate) for slate in slates],
        )


def _weeks(settings: Settings) -> list[dict[str, object]]:
    from pipelines import db
    from pipelines.db.migrate import current_revision

    if current_revision(settings) is None:
        return []
    with db.transaction(settings) as connection:
        return db.rows(
            connection,
            """
            with made as (
                select
                    week,
                    count(distinct listener_id) as slates,
                    count(distinct listener_id) filter (where state in ('explained', 'published')) as explained,
                    count(distinct listener_id) filter (where state = 'published') as published
                from recs.edition
                group by week
            ),

            measured as (
                select
                    items.week,
                    sum(items.value) as hidden,
                    sum(ndcg.value * items.value) / sum(items.value) as ndcg,
                    sum(popularity.value * items.value) / sum(items.value) as popularity
                from recs.run_metrics as items
                inner join recs.run_metrics as ndcg
                    on ndcg.week = items.week and ndcg.listener_id = items.listener_id
                    and ndcg.name = 'hold_out_ndcg_20'
                inner join recs.run_metrics as popularity
                    on popularity.week = items.week and popularity.listener_id = items.listener_id
                    and popularity.name = 'hold_out_popularity_ndcg_20'
                where items.name = 'hold_out_items'
                group by items.week
            ),

            varied as (
                select
                    week,
                    avg(value) filter (where name = 'artists') as artists,
                    avg(value) filter (where name = 'artist_overlap') as artist_overlap,
                    avg(value) filter (where name = 'slate_drift') as slate_drift,
                    avg(value) filter (where name = 'model_song_share') as model_song_share,
                    avg(value) filter (where name = 'llm_tokens') as llm_tokens,
                    sum(value) filter (where name = 'llm_cost_usd') as llm_cost_usd
                from recs.run_metrics
                group by week
            )

            select
                made.week, made.slates, made.explained, made.published,
                cast(measured.hidden as integer) as hidden_songs,
                round(cast(measured.ndcg as numeric), 3)::float as ndcg_20,
                round(cast(measured.popularity as numeric), 3)::float as popularity_ndcg_20,
                round(cast(varied.artists as numeric), 1)::float as artists,
                round(cast(varied.artist_overlap as numeric), 3)::float as artist_overlap,
                round(cast(varied.slate_drift as numeric), 3)::float as slate_drift,
                round(cast(varied.model_song_share as numeric), 3)::float as model_song_share,
                cast(round(cast(varied.llm_tokens as numeric)) as integer) as llm_tokens_each,
                round(cast(varied.llm_cost_usd as numeric), 4)::float as llm_cost_usd
            from made
            left join measured on measured.week = made.week
            left join varied on varied.week = made.week
            order by made.week desc
            limit 12
            """,
        )


def read_words(settings: Settings) -> list[dict[str, object]]:
    """By week and writer how much of the first drafts held; what is read from finished texts is of the whole week."""
    from pipelines import db

    with db.transaction(settings) as connection:
        return db.rows(
            connection,
            """
            with newest as (
                select distinct on (listener_id, week) listener_id, week, edition from explain.report
                order by listener_id, week, edition desc
            ),

            written as (
                select
                    said.week, said.writer,
                    count(*) filter (where said.draft <> 'retry') as drafts,
                    count(*) filter (where said.draft <> 'retry' and said.verdict = 'supported') as drafts_supported,
                    count(*) filter (where said.published) as published,
                    count(*) filter (where not said.published) as dropped,
                    count(*) filter (where said.draft = 'retry') as asked_again,
                    sum(said.tokens_in + said.tokens_out) as tokens
                from explain.sentence as said
                inner join newest using (listener_id, week, edition)
                group by said.week, said.writer
            ),

            faithful as (
                select
                    week,
                    avg(value) filter (where name = 'score_named') as score_named,
                    avg(value) filter (where name = 'order_tau') as order_tau,
                    min(value) filter (where name = 'what_ifs_exact') as what_ifs_exact,
                    min(value) filter (where name = 'published_support') as published_support
                from recs.run_metrics
                group by week
            )

            select
                written.week, written.writer, written.drafts,
                round(written.drafts_supported::numeric / nullif(written.drafts, 0), 4)::float as first_draft_support,
                written.published, faithful.published_support, written.dropped, written.asked_again,
                round(faithful.score_named::numeric, 3)::float as score_named,
                round(faithful.order_tau::numeric, 3)::float as order_tau,
                faithful.what_ifs_exact,
                round(written.tokens::numeric)::integer as tokens
            from written
            left join faithful on faithful.week = written.week
            order by written.week desc, written.writer
            limit 24
            """,
        )


def db_url() -> None:
    """Print the owner's URL of the database, password included.

    Example: psql "$(linernotes db-url)"
    """
    from pipelines.db import database_url
    from pipelines.settings import read_settings

    print(database_url(read_settings()))
