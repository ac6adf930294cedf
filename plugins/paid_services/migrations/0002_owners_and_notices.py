"""What a former owner has paid too much is owed back to them; notices of refunds and strangers."""

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
    statements = Path(__file__).with_suffix(".down.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
