"""The policy border in the database: whether the role that builds prompts and vectors may read what is restricted."""

from pipelines import db
from pipelines.settings import Settings

DIRECT = """
    grant usage on schema restricted to linernotes_open;
    grant select on all tables in schema restricted to linernotes_open;
    alter default privileges in schema restricted grant select on tables to linernotes_open;
"""
OPEN = """
    alter default privileges in schema restricted revoke select on tables from linernotes_open;
    revoke select on all tables in schema restricted from linernotes_open;
    revoke usage on schema restricted from linernotes_open;
"""


def apply_source_policy(settings: Settings) -> None:
    """Let the open role read schema restricted under `direct`; take that away under `open`."""
    with db.transaction(settings) as connection:
        db.execute(connection, DIRECT if settings.source_policy == "direct" else OPEN)
