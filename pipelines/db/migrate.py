"""Bring our own schemas to the newest version; dbt owns the derived ones."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from pipelines.db import database_url
from pipelines.settings import Settings

HERE = Path(__file__).with_name("migrations")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


def _engine_url(settings: Settings) -> str:
    url = make_url(database_url(settings)).set(drivername="postgresql+psycopg2")
    return url.render_as_string(hide_password=False)


def migrate(settings: Settings) -> str:
    """Apply what is missing; the revision reached."""
    engine = create_engine(_engine_url(settings), poolclass=NullPool)
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return newest_revision()


def current_revision(settings: Settings) -> str | None:
    """The revision of a database; None when it holds nothing of ours."""
    engine = create_engine(_engine_url(settings), poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this release needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())
