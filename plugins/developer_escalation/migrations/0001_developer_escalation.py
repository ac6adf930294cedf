"""Developers and their people, warranties, hand-overs, clocks, costs and weekly lists."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "weekly_line",
    "warranty",
    "hand_over_event",
    "evidence",
    "developer_clock",
    "cost_claim",
    "weekly_list",
    "warranty_term",
    "member",
    "hand_over",
    "warranty_start",
    "developer",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table plugin_developer_escalation.{table}")
