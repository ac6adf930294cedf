"""Evidence from both sides: who gave a file and with which step; files that developers announce."""

from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SIDES = ("ESTATE", "DEVELOPER", "SYSTEM")
ACTIONS = (
    "HAND_OVER",
    "ACCEPT",
    "REFUSE",
    "DISPUTE",
    "TAKE_BACK",
    "REPORT_REPAIR",
    "PASS",
    "FAIL",
    "OVERDUE",
)
EVIDENCE = "plugin_developer_escalation.evidence"


def upgrade() -> None:
    # What there is was chosen by the estate, with the hand-over.
    op.execute(
        f"alter table {EVIDENCE} add side text not null default 'ESTATE',"
        " add step text not null default 'HAND_OVER',"
        f" add constraint ck_evidence_side check (side in {_listed(*SIDES)}),"
        f" add constraint ck_evidence_step check (step in {_listed(*ACTIONS, 'ADD_EVIDENCE')})"
    )
    op.execute(f"alter table {EVIDENCE} alter side drop default, alter step drop default")
    _actions(*ACTIONS, "ADD_EVIDENCE")
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    found = f"select from {EVIDENCE} where side <> 'ESTATE' or step <> 'HAND_OVER'"
    if op.get_bind().execute(text(f"{found} limit 1")).first() is not None:
        raise RuntimeError("developers have given evidence: whose it is would be lost")
    op.execute("drop table plugin_developer_escalation.upload")
    _actions(*ACTIONS)
    op.execute(f"alter table {EVIDENCE} drop side, drop step")


def _actions(*allowed: str) -> None:
    op.execute(
        "alter table plugin_developer_escalation.hand_over_event"
        " drop constraint ck_hand_over_event_action,"
        f" add constraint ck_hand_over_event_action check (action in {_listed(*allowed)})"
    )


def _listed(*words: str) -> str:
    return f"({', '.join(repr(word) for word in words)})"
