"""Removed and readded songs make rules; what was overruled is told."""

from pathlib import Path

from alembic import op

revision = "0006_outcome"
down_revision = "0005_own_factor"


def upgrade() -> None:
    """Allow their rules, and add one table."""
    sql = Path(__file__).with_name("0006_outcome.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take both away."""
    op.execute("drop table recs.overruled")
    op.execute("update recs.what_if set without_kind = 'outcome' where without_kind = 'saved'")
    op.execute("delete from recs.rule where origin in ('removed', 'readded')")
    op.execute("alter table recs.rule drop constraint rule_origin_check")
    op.execute(
        "alter table recs.rule add constraint rule_origin_check check (origin in ('wish', 'feedback', 'profile_edit'))"
    )
