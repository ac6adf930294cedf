"""Escalation: chains under way, their steps, tellings, reports; verifications; late notices.

The statements stand in `0005_escalation.sql`. Taking it back loses what these tables hold, and
nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "late_notice",
    "joint_verification",
    "escalation_report",
    "escalation_telling",
    "escalation_step",
    "escalation",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table core.{table}")
