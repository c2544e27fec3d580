"""The walls: schemas, tables and roles of the house."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything; the text is SQL because it is meant to be read."""
    sql = Path(__file__).with_name("0001_walls.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """There is no way back from the first version: drop the database instead."""
    message = "drop the database instead"
    raise RuntimeError(message)
