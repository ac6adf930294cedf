"""The command's root: every group of commands is named here."""

import typer

from api.cli import (
    chains,
    demo,
    estate_data,
    files,
    group,
    imports,
    migrate,
    plugin,
    policy,
    schema,
    serve,
    token,
)

app = typer.Typer(
    name="guanjia",
    help="Guanjia 管家: one GraphQL API for every estate a property group runs.\n\n"
    "Settings come from the environment (GUANJIA_DATABASE_URL, GUANJIA_SECRET_KEY, ...); without "
    "a database URL an embedded PostgreSQL under ./var is used.\n\n"
    "For a first look: demo. To begin for yourself: migrate, group create, estate open, "
    "token account, serve.\n\n"
    "Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 the database is not ready, 4 done but for "
    "what it names.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(demo.app)
app.add_typer(serve.app)
app.add_typer(migrate.app, name="migrate")
app.add_typer(schema.app)
app.add_typer(group.app, name="group")
app.add_typer(estate_data.app, name="estate")
app.add_typer(files.app, name="files")
app.add_typer(plugin.app, name="plugin")
app.add_typer(policy.app, name="policy")
app.add_typer(chains.app, name="chains")
app.add_typer(token.app, name="token")
app.add_typer(imports.app, name="import")
