"""Songs that the model proposed are looked for."""

from pathlib import Path

from alembic import op

revision = "0013_sought_song"
down_revision = "0012_judgement"


def upgrade() -> None:
    """Create the table of answers; proposals may have been found, or invented."""
    sql = Path(__file__).with_name("0013_sought_song.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Drop it; what was looked for counts as unknown again."""
    op.execute("drop table recs.sought_song")
    op.execute(
        "update recs.proposal set outcome = 'unknown', recording_id = null where outcome in ('found', 'invented')"
    )
    op.execute("alter table recs.proposal drop constraint proposal_outcome_check")
    outcomes = "'resolved', 'unknown', 'owned', 'delivered', 'excluded'"
    op.execute(f"alter table recs.proposal add constraint proposal_outcome_check check (outcome in ({outcomes}))")
