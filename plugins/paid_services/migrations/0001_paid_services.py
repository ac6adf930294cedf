"""Ledger, prices, quotes, bills, payments and fees."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "reminder",
    "receipt",
    "refund",
    "provider_line",
    "provider_notice",
    "payment",
    "relief",
    "bill_line",
    "bill",
    "fee_run",
    "fee_rule",
    "quote_line",
    "quote",
    "price_item",
    "price_list",
    "difference",
    "reconciliation",
    "number_series",
    "ledger_transfer",
    "ledger_account",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table plugin_paid_services.{table}")
