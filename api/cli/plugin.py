"""`guanjia plugin`: what is installed, and what it can be set to."""

import json
from typing import Annotated

import typer
from rich.table import Table

from api.cli.installation import catalogue
from api.cli.output import out

app = typer.Typer(
    help="Plugins 插件: installed packages that contracts switch on.", no_args_is_help=True
)


@app.command("list")
def list_() -> None:
    """List the installed plugins, each after those it requires."""
    manifests = catalogue().manifests.values()
    if not manifests:
        out.print("No plugin is installed. Any package with an entry point of the group")
        out.print("`guanjia.plugins` is found by itself; docs/plugins.md shows how to write one.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("id", "version", "title", "requires"):
        table.add_column(title, header_style="dim")
    for manifest in manifests:
        required = ", ".join(f"{name} {range_}" for name, range_ in manifest.requires.items())
        title = f"{manifest.title} {manifest.title_en}"
        table.add_row(manifest.id, manifest.version, title, required)
    out.print(table)


@app.command()
def configuration(
    plugin: Annotated[str, typer.Argument(help="the plugin's id, as `guanjia plugin list` has it")],
) -> None:
    """Print the JSON Schema of a plugin's configuration."""
    installed = catalogue()
    if plugin not in installed:
        known = ", ".join(installed.manifests) or "none"
        raise typer.BadParameter(f"{plugin} is not installed (installed: {known})")
    schema = installed[plugin].configuration_schema()
    out.file.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")


__all__ = ["app"]
