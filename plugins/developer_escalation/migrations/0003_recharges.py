"""Claims are booked by whoever keeps the estate's books, paid, and withdrawn."""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "plugin_developer_escalation.cost_claim"
STATES = ("CLAIMED", "ACKNOWLEDGED", "CONTESTED")
INDEX = "uq_cost_claim_recharge"


def upgrade() -> None:
    op.execute(
        f"alter table {TABLE} add recharge_id uuid, add booked_by text, add booked_as text,"
        " add settled_at timestamptz, add end_note text"
    )
    op.execute(
        f"create unique index {INDEX} on {TABLE} (estate_id, recharge_id)"
        " where recharge_id is not null"
    )
    _states(*STATES, "PAID", "WITHDRAWN")


def downgrade() -> None:
    found = f"select from {TABLE} where state in ('PAID', 'WITHDRAWN') or booked_by is not null"
    if op.get_bind().execute(text(f"{found} limit 1")).first() is not None:
        raise RuntimeError("claims were booked, paid or withdrawn: that would be lost")
    _states(*STATES)
    op.execute(f"drop index plugin_developer_escalation.{INDEX}")
    op.execute(
        f"alter table {TABLE} drop recharge_id, drop booked_by, drop booked_as,"
        " drop settled_at, drop end_note"
    )


def _states(*allowed: str) -> None:
    listed = f"({', '.join(repr(each) for each in allowed)})"
    op.execute(
        f"alter table {TABLE} drop constraint ck_cost_claim_state,"
        f" add constraint ck_cost_claim_state check (state in {listed})"
    )
