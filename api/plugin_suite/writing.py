"""Writing a new plugin: a package that works and keeps the contract, to be made one's own."""

import importlib
import re
import sys
from importlib import resources
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from string import Template

from api.plugin_suite.ddl import ddl
from core.operating import OperatorCode, OperatorError

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST = 30
MIGRATION = "migrations/0001_first.sql"


def write_plugin(id_: str, folder: Path, *, title: str | None, title_en: str | None) -> Path:
    """Write the plugin's project into `folder/<id>`; returns that.

    Raises `OperatorError` for an id that is none, is a module's already, or a folder that is there.
    """
    if not _ID.fullmatch(id_) or not 2 <= len(id_) <= LONGEST:
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"{id_!r} is no plugin's id.",
            f"2 to {LONGEST} of a-z, 0-9 and single _ between them, a letter first: water_meters.",
        )
    project = folder / id_
    if project.exists():
        raise OperatorError(
            OperatorCode.CONFIGURATION, f"{project} is there already.", "Choose another name."
        )
    if find_spec(id_) is not None:
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"a Python package {id_} is there already.",
            "Choose another name: the plugin's package would hide it.",
        )
    name = "".join(part.capitalize() for part in id_.split("_"))
    words = {
        "id": id_,
        "dashed": id_.replace("_", "-"),
        "Name": name,
        "NAME": id_.upper(),
        "camel": name[0].lower() + name[1:],
        "title": title or id_,
        "title_en": title_en or id_.replace("_", " ").capitalize(),
    }
    for source, target in _files(resources.files(__package__) / "template", project, id_):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(Template(source.read_text("utf-8")).substitute(words), "utf-8")
    (project / id_ / MIGRATION).write_text(_statements(project, id_), "utf-8")
    return project


def _files(source: Traversable, target: Path, id_: str) -> list[tuple[Traversable, Path]]:
    """Every template, and the file it becomes."""
    found: list[tuple[Traversable, Path]] = []
    for each in source.iterdir():
        if each.is_dir():
            name = id_ if each.name == "package" else each.name
            found += _files(each, target / name, id_)
        elif each.name.endswith(".txt"):
            found.append((each, target / each.name.removesuffix(".txt")))
    return found


def _statements(project: Path, id_: str) -> str:
    """The statements of the first migration, from the models just written."""
    sys.path.insert(0, str(project))
    try:
        importlib.invalidate_caches()
        models = importlib.import_module(f"{id_}.models")
        return ddl(tuple(models.Base.metadata.sorted_tables))
    finally:
        sys.path.remove(str(project))
        for name in [each for each in sys.modules if each.split(".")[0] == id_]:
            del sys.modules[name]


__all__ = ["write_plugin"]
