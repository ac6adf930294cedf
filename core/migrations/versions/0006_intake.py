"""Intake: incidents, other systems' doors and what came in by them, presets, rules, attachments.

The statements stand in `0006_intake.sql`. Taking it back loses what these tables hold, and which
tickets shared a repair; the files themselves stay in the file store.
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "attachment",
    "intake_rules",
    "request_preset",
    "intake_fault",
    "intake_message",
    "intake_source",
    "incident",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table core.{table}")
    op.execute("drop index core.ix_ticket_lead")
    op.execute(
        "alter table core.ticket"
        " drop column lead_id, drop column followed, drop column kind_proposed"
    )
