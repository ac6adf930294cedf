"""Category and urgency are proposed as well, and marked so; mail is fetched from mailboxes.

The statements stand in `0011_intake.sql`. Taking it back, sources whose messages' urgency was
proposed say ROUTINE, and mailboxes with their passwords are forgotten.
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop table core.intake_mailbox_secret")
    op.execute("drop table core.intake_mailbox")
    # The owner of this table is bound by its policies too, but for this statement.
    op.execute("alter table core.intake_source no force row level security")
    op.execute("update core.intake_source set urgency = 'ROUTINE' where urgency is null")
    op.execute("alter table core.intake_source force row level security")
    op.execute("alter table core.intake_source alter column urgency set not null")
    op.execute(
        "alter table core.ticket drop column category_proposed, drop column urgency_proposed"
    )
