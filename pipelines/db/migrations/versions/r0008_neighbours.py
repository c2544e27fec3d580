"""The nearest vectors of every vector are stored."""

from pathlib import Path

from alembic import op

revision = "0008_neighbours"
down_revision = "0007_first_slate"


def upgrade() -> None:
    """Add one table."""
    sql = Path(__file__).with_name("0008_neighbours.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away."""
    op.execute("drop table vectors.neighbours")
