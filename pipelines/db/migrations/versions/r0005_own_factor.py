"""Feedback on a reason, and what was saved, weigh own things anew."""

from pathlib import Path

from alembic import op

revision = "0005_own_factor"
down_revision = "0004_only_rules"


def upgrade() -> None:
    """Add one table."""
    sql = Path(__file__).with_name("0005_own_factor.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away."""
    op.execute("drop table recs.own_factor")
