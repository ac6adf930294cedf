"""Score cards of quarters and years."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("merit_period_correction", "merit_period_part", "merit_period_card")


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table plugin_merit.{table}")
