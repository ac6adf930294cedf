"""Telling people: messages and their attempts, templates, channels, preferences.

The statements stand in `0004_notify.sql`. Taking it back loses what these tables hold, and
nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "notification_preference",
    "channel_secret",
    "notification_channel",
    "notification_template",
    "message_attempt",
    "message",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table core.{table}")
