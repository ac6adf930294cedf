"""`guanjia plugin`: what is installed, what it can be set to; writing one, and proving it."""

import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.installation import catalogue
from api.cli.output import out
from core.operating import FAILURE, OperatorCode, OperatorError
from core.plugin.estate_data import tables
from core.plugin.manifest import Manifest

app = typer.Typer(
    help="Plugins 插件: installed packages that contracts switch on.", no_args_is_help=True
)

NEEDED = ("pytest", "pytest_asyncio")
"""What the suite needs and the service does not: the extra `check`."""

PluginArgument = Annotated[
    str, typer.Argument(help="the plugin's id, as `guanjia plugin list` has it")
]


@app.command("list")
def list_() -> None:
    """List the installed plugins, each after those it requires."""
    manifests = catalogue().manifests.values()
    if not manifests:
        out.print("No plugin is installed. Any package with an entry point of the group")
        out.print("`guanjia.plugins` is found by itself; `guanjia plugin new NAME` writes one.")
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
def configuration(plugin: PluginArgument) -> None:
    """Print the JSON Schema of a plugin's configuration."""
    schema = _installed(plugin).configuration_schema()
    out.file.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")


@app.command("ddl")
def ddl_(plugin: PluginArgument) -> None:
    """Print the statements that make a plugin's tables, from its models: for its migrations."""
    from api.plugin_suite.ddl import ddl

    out.file.write(ddl(tables(catalogue(), _installed(plugin).id)))


@app.command("new")
def new_(
    name: Annotated[str, typer.Argument(help="its id: small letters, digits and _")],
    folder: Annotated[Path, typer.Option(help="where its folder is made")] = Path(),
    title: Annotated[str | None, typer.Option(help="as people read it, in Chinese")] = None,
    title_en: Annotated[str | None, typer.Option(help="as people read it, in English")] = None,
) -> None:
    """Write a plugin that works: a table, a migration, a field, a mutation, a job, a hook, tests.

    Example: guanjia plugin new water_meters --title 水表 --title-en "Water meters"
    """
    from api.plugin_suite.writing import write_plugin

    project = write_plugin(name, folder, title=title, title_en=title_en)
    out.print(f"Written: {project}")
    out.print(f"Next: pip install -e {project}")
    out.print(f"      guanjia plugin check {name}")


@app.command()
def check(
    package: Annotated[str, typer.Argument(help="an installed plugin: its id, or its package")],
) -> None:
    """Run the contract suite over a plugin, on a PostgreSQL of its own: does it keep its promises?

    GUANJIA_TEST_DATABASE_URL names a server to use (a login that may create databases and roles);
    without it an embedded one is started.
    """
    missing = [each for each in NEEDED if find_spec(each) is None]
    if missing:
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"the suite needs {' and '.join(missing)}, which the service itself does not.",
            'Install the extra: pip install "guanjia[check]"',
        )
    plugin = _installed(package).id
    with tempfile.TemporaryDirectory(prefix="guanjia-check-") as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "--no-header", "--show-capture=no"),
                *("-p", "api.plugin_suite.checking", "-p", "no:cacheprovider"),
                *("-c", os.devnull, "--rootdir", folder, "--asyncio-mode=auto"),
                *("-o", "asyncio_default_fixture_loop_scope=session"),
                *("-o", "asyncio_default_test_loop_scope=session"),
                *("--guanjia-plugin", plugin, "--pyargs", "api.plugin_suite.promises"),
            ],
            check=False,
        )
    if done.returncode:
        raise typer.Exit(FAILURE)
    out.print(f"{plugin} keeps the contract.")


def _installed(named: str) -> Manifest:
    """The manifest of an id, or of a package. Raises `typer.BadParameter` naming those there are.

    A package that is not installed, or has no entry point, is not found.
    """
    manifests = catalogue().manifests
    for manifest in manifests.values():
        if named in (manifest.id, manifest.package):
            return manifest
    known = ", ".join(manifests) or "none"
    raise typer.BadParameter(
        f"{named} is not installed (installed: {known}); an entry point of the group "
        "guanjia.plugins makes a package known"
    )


__all__ = ["app"]
