"""The manifest: all that the platform knows of a plugin before it loads any of it.

A plugin is a package with a module `manifest` that holds a `Manifest` and imports nothing of the
rest; an entry point of the group `guanjia.plugins` names it. The parts are named, and loaded by
whoever needs them: the core never loads GraphQL, the API never loads migrations.
"""

import importlib
import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel, ConfigDict, ValidationError

from core.actor import Role
from core.db.lineage import Lineage
from core.errors import Invalid

CORE_VERSION = "0.1.0"
"""What a manifest's `core` is compared with."""

_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")


class Configuration(BaseModel):
    """The base of a plugin's configuration; as it stands, that of a plugin which needs none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Permission:
    """Something a plugin lets people do. `id` begins with the plugin's; `roles` may do it."""

    id: str
    title: str
    title_en: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Manifest:
    """What a plugin is.

    `title` is Chinese. `core` and the values of `requires` are version specifiers (`>=0.1,<1`).
    Parts are `module:name` within `package`, or None: `models` a declarative base (`PluginBase`),
    `hooks` a module alone, `jobs` a `core.jobs.handlers.Jobs`, `graphql` what the API's `extend`
    makes, `texts` the messages of its codes (zh-CN, en), `trial` a `core.plugin.trial.Trial` for
    the contract suite, `demo` a `core.plugin.demo.Demonstration` for `guanjia demo`. `migrations`
    and `templates` (what people are told, see `core.notify.templates`) are folders of the package.

    Raises ValueError where something is written wrongly.
    """

    id: str
    title: str
    title_en: str
    version: str
    package: str
    core: str = ">=0.1,<1"
    requires: Mapping[str, str] = field(default_factory=dict)
    configuration: type[BaseModel] = Configuration
    permissions: tuple[Permission, ...] = ()
    models: str | None = None
    hooks: str | None = None
    jobs: str | None = None
    graphql: str | None = None
    texts: str | None = None
    migrations: str | None = None
    templates: str | None = None
    trial: str | None = None
    demo: str | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"plugin id {self.id!r}: 2 to 40 of a-z, 0-9 and _, a letter first")
        for named, specifier in {"core": self.core, **self.requires}.items():
            try:
                SpecifierSet(specifier)
            except InvalidSpecifier:
                raise ValueError(f"plugin {self.id}: {named} {specifier!r} is no range") from None
        try:
            Version(self.version)
        except InvalidVersion:
            raise ValueError(f"plugin {self.id}: {self.version!r} is no version") from None
        for permission in self.permissions:
            if not permission.id.startswith(f"{self.id}."):
                raise ValueError(f'plugin {self.id}: {permission.id} must begin "{self.id}."')
        if (self.models is None) != (self.migrations is None):
            raise ValueError(f"plugin {self.id}: models and migrations belong together")

    @property
    def schema(self) -> str:
        """Its PostgreSQL schema."""
        return f"plugin_{self.id}"

    @cached_property
    def lineage(self) -> Lineage | None:
        """Its line of migrations; None where it has no tables."""
        if self.migrations is None:
            return None
        return Lineage(self.id, self.schema, self.folder / self.migrations)

    @property
    def folder(self) -> Path:
        """Where its package lies. Raises ValueError where there is none."""
        found = importlib.util.find_spec(self.package)
        if found is None or not found.submodule_search_locations:
            raise ValueError(f"plugin {self.id}: there is no package {self.package}")
        return Path(next(iter(found.submodule_search_locations)))

    def load(self, part: str | None) -> Any:
        """A part, imported now; None for None. Raises whatever its import raises."""
        if part is None:
            return None
        module_name, _, name = part.partition(":")
        module = importlib.import_module(f"{self.package}.{module_name}")
        return getattr(module, name) if name else module

    def works_with(self, core_version: str) -> bool:
        """Whether it works with this version of the core."""
        return SpecifierSet(self.core).contains(core_version, prereleases=True)

    def configuration_schema(self) -> dict[str, Any]:
        """The JSON Schema of its configuration."""
        return self.configuration.model_json_schema()

    def configure(self, raw: Mapping[str, Any]) -> BaseModel:
        """A configuration, checked. Raises `Invalid` naming the first thing that is wrong."""
        try:
            return self.configuration.model_validate(dict(raw))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            path = ".".join(["configuration", *(str(part) for part in first["loc"])])
            raise Invalid(path, first["msg"]) from None


__all__ = ["CORE_VERSION", "Configuration", "Manifest", "Permission"]
