"""A first slate says until when it reads."""

from pathlib import Path

from alembic import op

revision = "0007_first_slate"
down_revision = "0006_outcome"


def upgrade() -> None:
    """Add one column."""
    sql = Path(__file__).with_name("0007_first_slate.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away."""
    op.execute("alter table recs.week_frozen drop column known_until")
