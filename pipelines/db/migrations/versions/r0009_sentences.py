"""Every sentence has its record."""

from pathlib import Path

from alembic import op

revision = "0009_sentences"
down_revision = "0008_neighbours"


def upgrade() -> None:
    """Add a table and a column."""
    sql = Path(__file__).with_name("0009_sentences.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take them away."""
    op.execute("drop table explain.sentence")
    op.execute("alter table explain.text drop column retry_hash")
