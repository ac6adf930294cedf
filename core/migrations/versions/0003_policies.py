"""Policies by version, calendars that were, and clocks that warn.

The statements stand in `0003_policies.sql`. Taking it back loses every adopted policy and the
record of changed calendars; clocks forget what they warned of.
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop table core.calendar_change")
    op.execute("drop table core.policy_version")
    op.execute("alter table core.clock drop column basis, drop column warned")
