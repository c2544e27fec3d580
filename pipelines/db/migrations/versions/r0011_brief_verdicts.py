"""The trend brief keeps the verdicts of its checker."""

from pathlib import Path

from alembic import op

revision = "0011_brief_verdicts"
down_revision = "0010_learned"


def upgrade() -> None:
    """Add two columns."""
    sql = Path(__file__).with_name("0011_brief_verdicts.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take them away."""
    op.execute("alter table recs.trend_brief drop column dropped, drop column checker_version")
