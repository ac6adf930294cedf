"""`guanjia schema`: the schema as text, for frontend teams and for review."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.installation import extensions
from api.cli.output import out
from core.actor import Audience

app = typer.Typer()


@app.command()
def schema(
    audience: Annotated[Audience, typer.Option(help="whose view of it")] = Audience.STAFF,
    plugins: Annotated[
        str | None,
        typer.Option(
            help="plugins switched on, by comma, as a contract would; none: the core only; "
            "without the option: all that are installed"
        ),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--out", help="write to this file instead of standard output")
    ] = None,
) -> None:
    """Print the GraphQL schema (SDL) that one audience sees. Needs no database."""
    from api.schema.build import View  # other commands do without their weight
    from api.schema.registry import Registry

    installed = {extension.plugin: extension for extension in extensions()}
    wanted = installed.keys() if plugins is None else {name for name in plugins.split(",") if name}
    unknown = wanted - installed.keys()
    if unknown:
        known = ", ".join(sorted(installed)) or "none"
        raise typer.BadParameter(
            f"not installed: {', '.join(sorted(unknown))} (installed: {known})"
        )
    built = Registry(installed.values()).schema(View(audience, frozenset(wanted)))
    text = built.sdl().rstrip() + "\n"
    if into is None:
        out.file.write(text)
    else:
        into.write_text(text, "utf-8")
        out.print(f"Written to {into}.")
