"""What public playlists teach is stored."""

from pathlib import Path

from alembic import op

revision = "0010_learned"
down_revision = "0009_sentences"


def upgrade() -> None:
    """Add one table."""
    sql = Path(__file__).with_name("0010_learned.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away."""
    op.execute("drop table recs.learned_similarity")
