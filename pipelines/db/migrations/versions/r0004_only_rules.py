"""A rule may ask for one thing alone (`only`)."""

from pathlib import Path

from alembic import op

revision = "0004_only_rules"
down_revision = "0003_release"


def upgrade() -> None:
    """Allow the effect; say what the columns of dial and what-ifs hold."""
    sql = Path(__file__).with_name("0004_only_rules.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Forbid it again; rules of that kind become strong preferences."""
    op.execute("update recs.rule set effect = 'prefer' where effect = 'only'")
    op.execute("alter table recs.rule drop constraint rule_effect_check")
    op.execute(
        "alter table recs.rule add constraint rule_effect_check check (effect in ('exclude', 'prefer', 'avoid'))"
    )
