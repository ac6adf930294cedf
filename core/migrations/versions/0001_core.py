"""The ground floor: estates, staff, tickets, surveys, clocks, queues; accounts and contracts.

The statements stand in `0001_core.sql`, policies and grants included, so that they can be read and
reviewed as what they are.
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = Path(__file__).with_suffix(".sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    op.execute("drop schema tenants cascade")
    op.execute(
        """
        do $$
        declare found record;
        begin
            for found in select relname from pg_class
                where relnamespace = 'core'::regnamespace and relkind = 'r'
                and relname <> 'alembic_version'
            loop
                execute format('drop table core.%I cascade', found.relname);
            end loop;
        end
        $$
        """
    )
    op.execute("drop function core.set_scope")
