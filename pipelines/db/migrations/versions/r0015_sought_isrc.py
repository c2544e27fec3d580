"""Proposed songs are looked for at Spotify, too."""

from pathlib import Path

from alembic import op

revision = "0015_sought_isrc"
down_revision = "0014_llm_batch"


def upgrade() -> None:
    """Add the column."""
    sql = Path(__file__).with_name("0015_sought_isrc.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take it away; what only Spotify knew is unknown again."""
    op.execute("update recs.sought_song set outcome = 'unknown' where isrc is not null")
    op.execute("alter table recs.sought_song drop column isrc")
