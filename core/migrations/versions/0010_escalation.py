"""Chains by version; written reports with files.

The statements stand in `0010_escalation.sql`. Taking it back loses every adopted chain, and takes
the files of written reports from them: they are swept like any that belong to nothing.
"""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop index core.ix_attachment_loose")
    op.execute("alter table core.attachment drop column report_id")
    op.execute(
        "create index ix_attachment_loose on core.attachment (estate_id, created_at)"
        " where ticket_id is null"
    )
    op.execute("alter table core.escalation drop column chains_id")
    op.execute("drop table core.chains_version")
