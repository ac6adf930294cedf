"""Objections are heard within a time, and a hearing may lighten a decision."""

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTIONS = (
    "PROPOSE",
    "ENDORSE",
    "APPROVE",
    "DECLINE",
    "WITHDRAW",
    "OBJECT",
    "UPHOLD",
    "OVERTURN",
    "TAKE_EFFECT",
)
GRADES = (
    "WRITTEN_WARNING",
    "DEMERIT",
    "MAJOR_DEMERIT",
    "DEMOTION",
    "DISMISSAL",
    "COMMENDATION",
    "MINOR_MERIT",
    "MAJOR_MERIT",
    "BONUS",
)


def upgrade() -> None:
    op.execute("alter table plugin_merit.merit_case add hearing_until timestamptz")
    _actions(*ACTIONS[:7], "LIGHTEN", "OVERTURN", "LAPSE", "TAKE_EFFECT")
    op.execute(
        "alter table plugin_merit.merit_step add grade_before text, add grade_after text,"
        " add points_before bigint, add points_after bigint,"
        f" add constraint ck_merit_step_grade_before check (grade_before in {_listed(*GRADES)}),"
        f" add constraint ck_merit_step_grade_after check (grade_after in {_listed(*GRADES)}),"
        " add constraint ck_merit_step_changed check"
        " (num_nonnulls(grade_before, grade_after, points_before, points_after) in (0, 4))"
    )


def downgrade() -> None:
    found = "select from plugin_merit.merit_step where action in ('LIGHTEN', 'LAPSE')"
    if op.get_bind().execute(text(f"{found} limit 1")).first() is not None:
        raise RuntimeError("hearings have lightened decisions: their history would be lost")
    op.execute(
        "alter table plugin_merit.merit_step drop grade_before, drop grade_after,"
        " drop points_before, drop points_after"
    )
    _actions(*ACTIONS)
    op.execute("alter table plugin_merit.merit_case drop hearing_until")


def _actions(*allowed: str) -> None:
    op.execute(
        "alter table plugin_merit.merit_step drop constraint ck_merit_step_action,"
        f" add constraint ck_merit_step_action check (action in {_listed(*allowed)})"
    )


def _listed(*words: str) -> str:
    return f"({', '.join(repr(word) for word in words)})"
