"""The model judges a shortlist."""

from pathlib import Path

from alembic import op

revision = "0012_judgement"
down_revision = "0011_brief_verdicts"


def upgrade() -> None:
    """Create the tables of the shortlist, the judgement, and the slate without the model."""
    sql = Path(__file__).with_name("0012_judgement.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Drop them."""
    for name in ("without_model", "judgement", "shortlist_evidence", "shortlist"):
        op.execute(f"drop table recs.{name}")
