"""The ledger says what a request cost and how it went; batches of requests."""

from pathlib import Path

from alembic import op

revision = "0014_llm_batch"
down_revision = "0013_sought_song"


def upgrade() -> None:
    """Add the columns and tables."""
    sql = Path(__file__).with_name("0014_llm_batch.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take them away."""
    op.execute("drop table ops.llm_batch_request, ops.llm_batch, ops.llm_run")
    op.execute(
        "alter table ops.llm_ledger drop column run_key, drop column tokens_cached, drop column price_version,"
        " drop column attempts, drop column batch_key, alter column cost_usd type numeric(12, 6)"
    )
