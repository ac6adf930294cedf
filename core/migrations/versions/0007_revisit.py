"""Revisits and surveys: templates, typed answers, links, tasks, an estate's way of asking.

The statements stand in `0007_revisit.sql`. Taking it back loses what these tables and columns hold,
and nothing else.
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "revisit_attempt",
    "revisit_task",
    "revisit_setting",
    "survey_link",
    "survey_answer",
)
SURVEY = (
    "template_id",
    "department_id",
    "assignee_id",
    "detailed_at",
    "way",
    "recorded_by",
    "verdict",
)


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table core.{table}")
    op.execute("alter table core.survey " + ", ".join(f"drop column {name}" for name in SURVEY))
    for table in ("survey_question", "survey_template"):
        op.execute(f"drop table core.{table}")
    op.execute("alter table core.ticket drop column finished_at, drop column fee")
