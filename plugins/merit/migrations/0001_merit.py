"""Cases, facts and rules; score cards and what they are made by."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "merit_correction",
    "merit_card_line",
    "merit_card",
    "merit_indicator",
    "merit_evidence",
    "merit_step",
    "merit_case",
    "merit_fact",
    "merit_rule",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table plugin_merit.{table}")
