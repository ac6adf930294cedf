"""Runs one lineage's revisions over the connection that `core.db.migrate` hands in."""

from alembic import context

from core.db.lineage import VERSION_TABLE

attributes = context.config.attributes
if "connection" not in attributes:
    raise SystemExit("Migrations are run by `guanjia migrate`; alembic here only writes new ones.")

applied = attributes["applied"]
context.configure(
    connection=attributes["connection"],
    version_table=VERSION_TABLE,
    version_table_schema=attributes["lineage"].schema,
    transaction_per_migration=True,
    on_version_apply=lambda step, **_: applied(step.up_revision_id),
)
with context.begin_transaction():
    context.run_migrations()
