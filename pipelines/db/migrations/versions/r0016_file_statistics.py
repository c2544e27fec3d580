"""The planner learns what imported files name."""

from pathlib import Path

from alembic import op

revision = "0016_file_statistics"
down_revision = "0015_sought_isrc"


def upgrade() -> None:
    """Create the statistics; the next build of the warehouse fills them."""
    sql = Path(__file__).with_name("0016_file_statistics.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take them away; plans are slower."""
    op.execute("drop statistics landing.file_uri")
