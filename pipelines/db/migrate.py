"""Bring our own schemas to the newest version; dbt owns the derived ones."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from pipelines.db import connect
from pipelines.errors import BadInputError
from pipelines.settings import Settings

HERE = Path(__file__).with_name("migrations")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


def _engine(settings: Settings) -> Engine:
    return create_engine("postgresql+psycopg2://", creator=lambda: connect(settings), poolclass=NullPool)


def migrate(settings: Settings) -> str:
    """Apply what is missing; the revision reached."""
    config = _config()
    with _engine(settings).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return newest_revision()


def current_revision(settings: Settings) -> str | None:
    """The revision of a database; None when it holds nothing of ours."""
    with _engine(settings).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_newest(settings: Settings) -> None:
    """Refuse a database that this release has not migrated.

    Raises:
        BadInputError: It is at an older revision, at a newer one, or at none.
    """
    current, newest = current_revision(settings), newest_revision()
    if current != newest:
        raise BadInputError(
            f"the database is at {current or 'nothing'}, this release needs {newest}: run `linernotes up`"
        )


def newest_revision() -> str:
    """The revision that this release needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())
