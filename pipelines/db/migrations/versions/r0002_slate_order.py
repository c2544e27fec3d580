"""A slate's song remembers in which step of the selection it was picked, and with which value."""

from pathlib import Path

from alembic import op

revision = "0002_slate_order"
down_revision = "0001"


def upgrade() -> None:
    """Add two columns; songs of before stood in the order of picking."""
    sql = Path(__file__).with_name("0002_slate_order.sql").read_text(encoding="utf8")
    op.get_bind().exec_driver_sql(sql.replace("%", "%%"))


def downgrade() -> None:
    """Take the columns away."""
    op.execute("alter table recs.slate_song drop column picked, drop column picked_value")
