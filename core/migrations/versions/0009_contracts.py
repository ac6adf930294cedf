"""Contracts have versions and their plugins turns; what fails in a plugin is on record.

The statements stand in `0009_contracts.sql`. Taking it back loses what these columns and
`core.plugin_fault` hold, and nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop table core.plugin_fault")
    op.execute(
        "alter table tenants.contract_plugin"
        " drop column set_up_at, drop column settled_at, drop column fault"
    )
    op.execute("alter table tenants.contract drop column version")
