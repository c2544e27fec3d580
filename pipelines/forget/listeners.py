"""Erase listeners who left: no row of any table of ours names them afterwards."""

from psycopg2 import sql

from pipelines import db
from pipelines.settings import Settings

_TABLES = """
select c.table_schema, c.table_name
from information_schema.columns as c
inner join information_schema.tables as t using (table_schema, table_name)
where c.column_name = 'listener_id' and t.table_type = 'BASE TABLE'
    and c.table_schema in ('landing', 'restricted', 'intermediate', 'marts', 'recs', 'explain', 'app', 'ops')
order by (c.table_schema, c.table_name) = ('app', 'listener'), 1, 2
"""


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
        for table in tables:
            role = "linernotes_erasure" if table["table_schema"] not in {"marts", "intermediate"} else "none"
            db.execute(connection, f"set local role {role}")
            statement = sql.SQL("delete from {} where listener_id = any(%s)").format(
                sql.Identifier(table["table_schema"], table["table_name"])
            )
            with connection.cursor() as cursor:
                cursor.execute(statement, [left])
        return len(left)
