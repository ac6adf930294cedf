"""Staff: who serves, what they learned, when they are on duty, and how shifts are handed over.

The statements stand in `0008_staff.sql`. Taking it back loses what these tables and columns hold,
and nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ACCOUNT_ACTIONS = (
    "OPENED",
    "DISABLED",
    "LOGGED_IN",
    "LOGGED_OUT",
    "LOCKED",
    "TOKEN_REUSED",
    "PASSWORD_CHANGED",
    "PASSWORD_RESET",
    "ROLE_GRANTED",
    "ROLE_REVOKED",
    "KEY_ISSUED",
    "KEY_REVOKED",
    "IDENTITY_LINKED",
)
"""What account histories could say before."""


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


TABLES = (
    "handover_signing",
    "handover_line",
    "handover",
    "training_record",
    "training_session",
    "course",
    "staff_event",
)
"""Children first."""


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table core.{table}")
    op.execute("alter table core.duty drop column post")
    for table in ("department", "staff"):
        op.execute(f"alter table core.{table} drop column version")
    listed = ", ".join(f"'{action}'" for action in ACCOUNT_ACTIONS)
    op.execute("alter table tenants.account_event drop constraint ck_account_event_action")
    op.execute(  # histories are kept whole: what they say already is not looked at
        "alter table tenants.account_event add constraint ck_account_event_action"
        f" check (action in ({listed})) not valid"
    )
