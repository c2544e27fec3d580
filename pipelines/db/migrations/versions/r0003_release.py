"""Releases are stored with their settings."""

from pathlib import Path

from alembic import op

revision = "0003_release"
down_revision = "0002_slate_order"


def upgrade() -> None:
    """Add one table."""
    sql = Path(__file__).with_name("0003_release.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away."""
    op.execute("drop table recs.release")
