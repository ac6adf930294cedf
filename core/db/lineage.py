"""A lineage: one owner's line of migrations, in its own PostgreSQL schema.

The core has one, every plugin another; each keeps its own version table inside its own schema, so
that a plugin can come and go without the others' knowing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

VERSION_TABLE = "alembic_version"
ENVIRONMENT = Path(__file__).parent.parent / "migrations"


@dataclass(frozen=True)
class Lineage:
    """One line of migrations.

    `location` is the folder of its version files; `beside` names further schemas that the same
    lineage fills (the core's: `tenants`).
    """

    name: str
    schema: str
    location: Path
    beside: tuple[str, ...] = ()

    @cached_property
    def scripts(self) -> ScriptDirectory:
        """The version files, as Alembic reads them."""
        return ScriptDirectory.from_config(self.config())

    @property
    def head(self) -> str | None:
        """The newest revision; None where there are no files yet."""
        return self.scripts.get_current_head()

    def config(self) -> Config:
        """Alembic's configuration for this lineage."""
        config = Config()
        config.set_main_option("script_location", _escaped(ENVIRONMENT))
        config.set_main_option("version_locations", _escaped(self.location))
        config.set_main_option("path_separator", "newline")
        config.attributes["lineage"] = self
        return config

    def after(self, current: str | None) -> tuple[str, ...]:
        """The revisions above `current`, oldest first. Raises `KeyError` if it is not ours."""
        line = [script.revision for script in self.scripts.walk_revisions()][::-1]
        if current is None:
            return tuple(line)
        if current not in line:
            raise KeyError(current)
        return tuple(line[line.index(current) + 1 :])

    def title(self, revision: str) -> str:
        """The first line of a revision's docstring."""
        return self.scripts.get_revision(revision).doc


CORE = Lineage("core", "core", ENVIRONMENT / "versions", beside=("tenants",))


def names(lineages: Iterable[Lineage]) -> str:
    """Their names, for messages."""
    return ", ".join(lineage.name for lineage in lineages)


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")


__all__ = ["CORE", "VERSION_TABLE", "Lineage", "names"]
