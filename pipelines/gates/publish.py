"""Before anything goes out: one Great Expectations checkpoint over the newest editions of the week, with Data Docs."""

import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog

from pipelines import db
from pipelines.domain.weeks import week_start
from pipelines.errors import BadInputError
from pipelines.gates.offences import RULES, WARNINGS, Rule
from pipelines.settings import Settings

log = structlog.get_logger()

_SHOWN = 3
"""So many offenders are named; the queries in Data Docs give the rest."""


def check(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> None:
    """Hold the newest edition of each listener against the rules; Data Docs are written to `home/gx/<week>`.

    Without a listener, or without an edition of any of them, there is nothing to hold back.

    Raises:
        BadInputError: A rule is broken: its name, how often, and by what.
    """
    week_start(week)  # it becomes a folder's name below
    chosen = sorted(set(listener_ids))
    with db.transaction(settings) as connection:
        made = db.one(
            connection,
            "select 1 from recs.edition where week = %s and listener_id = any(%s)",
            [week, chosen],
        )
        if made is None:
            return
        rules = [rule for rule in RULES if settings.publish_enabled or not rule.only_when_published]
        for rule in WARNINGS:
            for row in db.rows(connection, _literal(connection, rule, week, chosen)):
                log.warning(rule.name, week=week, found=row["found"])
        queries = {rule.name: _literal(connection, rule, week, chosen) for rule in rules}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Great Expectations itself uses that is deprecated is not ours to tell
        counts = _validate(settings, week, queries)
    broken = {name: count for name, count in counts.items() if count != 0}
    if broken:
        raise BadInputError(f"{week} is not published: {_tell(settings, queries, broken)}")


def _literal(connection: db.Connection, rule: Rule, week: str, listener_ids: list[UUID]) -> str:
    """The query with its parameters written in: Great Expectations takes none. Casts, because `::` is a trap there."""
    with connection.cursor() as cursor:
        ids = [str(each) for each in listener_ids]
        query = rule.query.replace("%(listener_ids)s", "cast(%(listener_ids)s as uuid[])")
        return cursor.mogrify(query, {"week": week, "listener_ids": ids}).decode()


def _validate(settings: Settings, week: str, queries: Mapping[str, str]) -> dict[str, int | None]:
    """Run one checkpoint; how many offenders each query found, None where Great Expectations itself failed."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read on import; what is checked here is nobody else's business
    import great_expectations as gx
    import great_expectations.expectations as gxe
    import pgvector.sqlalchemy  # noqa: F401  (registers the vector type, which reflection would stumble over)

    context: Any = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False}
    address = db.database_url(settings).replace("postgresql://", "postgresql+psycopg2://", 1)
    source = context.data_sources.add_postgres("linernotes", connection_string=address, create_temp_table=False)
    site = settings.home / "gx" / week
    site.mkdir(parents=True, exist_ok=True)
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    index = {"class_name": "DefaultSiteIndexBuilder"}
    docs = {"class_name": "SiteBuilder", "site_index_builder": index, "store_backend": store}
    context.add_data_docs_site(site_name=week, site_config=docs)
    editions = source.add_query_asset(week, query=f"select * from recs.edition where week = '{week}'")  # noqa: S608
    expect: Any = vars(gxe)["UnexpectedRowsExpectation"]  # not in its stubs
    suite = context.suites.add(gx.ExpectationSuite(name="publish"))
    for name, query in queries.items():
        suite.add_expectation(expect(unexpected_rows_query=_of_batch(query), description=name, meta={"rule": name}))
    editions_of_week = editions.add_batch_definition_whole_table("editions")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name="publish", data=editions_of_week, suite=suite)
    )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name="publish", validation_definitions=[definition], result_format="SUMMARY")
    )
    outcome = checkpoint.run()
    context.build_data_docs(site_names=[week])
    return {
        one.expectation_config.meta["rule"]: None if not one.result else one.result.get("observed_value")
        for validation in outcome.run_results.values()
        for one in validation.results
    }


def _of_batch(query: str) -> str:
    """The query as Great Expectations wants it: about a batch, with braces only where it is named."""
    doubled = query.replace("{", "{{").replace("}", "}}")
    return f"select offence.* from (\n{doubled}\n) as offence where exists (select 1 from {{batch}} as made)"  # noqa: S608


def _tell(settings: Settings, queries: Mapping[str, str], broken: Mapping[str, int | None]) -> str:
    told = []
    with db.transaction(settings) as connection:
        for name, query in queries.items():
            if name in broken:
                found = db.rows(connection, query)[:_SHOWN]
                shown = "; ".join(f"listener {row['listener_id']}: {row['subject']}, {row['found']}" for row in found)
                count = broken[name]
                told.append(
                    f"'{name}' " + ("could not be checked" if count is None else f"broken {count} times ({shown})")
                )
    return " | ".join(told)
