"""Dispatch: an estate's way of dispatching, areas of responsibility, needs, where buildings stand.

The statements stand in `0002_dispatch.sql`. Taking it back loses what these tables hold, and
nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop index core.ix_ticket_dispatched")
    for table in ("dispatch_need", "staff_area", "dispatch_setting"):
        op.execute(f"drop table core.{table}")
    op.execute("alter table core.building drop column latitude, drop column longitude")
