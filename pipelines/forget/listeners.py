"""Erase listeners who left: no row of any table of ours names them afterwards."""

from psycopg2 import sql

from pipelines import db
from pipelines.settings import Settings

_TABLES = """
select c.table_schema, c.table_name, c.column_name
from information_schema.columns as c
inner join information_schema.tables as t using (table_schema, table_name)
where c.column_name in ('listener_id', 'week') and c.data_type in ('uuid', 'text') and t.table_type = 'BASE TABLE'
    and c.table_schema in (
        'landing', 'restricted', 'intermediate', 'marts', 'links', 'vectors', 'recs', 'explain', 'app', 'ops'
    )
order by (c.table_schema, c.table_name) = ('app', 'listener'), 1, 2, 3
"""
_OF_DBT = ("marts", "intermediate", "restricted")
"""Schemas whose tables dbt makes, as their owner; of these only the landed rows of Spotify are append-only."""
_FORGET_REQUESTS = """
delete from ops.llm_request as r
where exists (select 1 from ops.llm_ledger as l where l.request_hash = r.request_hash and l.listener_id = any(%(left)s))
    and not exists (
        select 1 from ops.llm_ledger as l
        where l.request_hash = r.request_hash and (l.listener_id is null or l.listener_id <> all(%(left)s))
    )
"""
"""Requests name no listener; the ledger knows whose words they hold. One that somebody else made as well stays."""
_DELETE = {
    "listener_id": "delete from {} where listener_id = any(%(left)s)",
    "week": "delete from {} where length(week) > 8 and right(week, 8) = any(%(names)s)",
}
"""By column: rows that name the listener, and all that was made under the key of their first slate, facts too."""


def forget_left(settings: Settings) -> int:
    """Delete every row of every listener whose `left_at` is set; how many listeners went.

    One transaction: a listener is there whole or not at all. `app.listener` goes last.
    """
    with db.transaction(settings) as connection:
        left = [
            row["listener_id"]
            for row in db.rows(connection, "select listener_id from app.listener where left_at is not null")
        ]
        tables = db.rows(connection, _TABLES)
        if not left:
            return 0
        params = {"left": left, "names": [one.hex[:8] for one in left]}
        db.execute(connection, "set local role linernotes_erasure")
        db.execute(connection, _FORGET_REQUESTS, params)
        for table in tables:
            is_of_dbt = table["table_schema"] in _OF_DBT and table["table_name"] != "landing_spotify"
            db.execute(connection, f"set local role {'none' if is_of_dbt else 'linernotes_erasure'}")
            name = sql.Identifier(table["table_schema"], table["table_name"])
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(_DELETE[table["column_name"]]).format(name), params)
        return len(left)
