"""The catalogue: the plugins of one application, found, checked and put in order.

There is no catalogue but the one an application makes: what is installed by `discover`, what a
test gives by hand. Whatever is wrong is found when it is made, all of it, naming the plugins.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property
from importlib.metadata import entry_points
from typing import Any

import pluggy

from core.db.lineage import Lineage
from core.jobs.handlers import Jobs
from core.notify.templates import Template, read
from core.operating import OperatorCode, OperatorError
from core.plugin import hooks
from core.plugin.check import in_order, problems_of, problems_of_implementations
from core.plugin.demo import Demonstration
from core.plugin.manifest import CORE_VERSION, Manifest
from core.plugin.plan import Implementation, Plan

GROUP = "guanjia.plugins"
PLANS_KEPT = 1_000


class CatalogueError(OperatorError):
    """Plugins that cannot be served. `problems` has a line for each reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            OperatorCode.CONFIGURATION,
            "the installed plugins cannot be served together:\n  " + "\n  ".join(self.problems),
            "Take out or update the plugins named.",
        )


class Catalogue:
    """The plugins of an application, each after those it requires.

    Raises `CatalogueError` for duplicate ids, clashing names, requirements that are missing,
    circular or of the wrong version, hooks that do not exist, and parts that cannot be loaded.
    """

    def __init__(
        self, manifests: Iterable[Manifest] = (), *, core_version: str = CORE_VERSION
    ) -> None:
        given = list(manifests)
        problems = problems_of(given, core_version)
        if problems:
            raise CatalogueError(problems)
        self.manifests: Mapping[str, Manifest] = {each.id: each for each in in_order(given)}
        self._implementations = tuple(self._implemented())
        self._plans: OrderedDict[frozenset[str], Plan] = OrderedDict()

    @classmethod
    def discover(cls, beside: Iterable[Manifest] = ()) -> "Catalogue":
        """The plugins that entry points name, and those given beside them."""
        found: dict[str, Manifest] = {}
        problems: list[str] = []
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
            try:
                manifest = entry.load()
            except Exception as error:
                problems.append(f"{entry.name} ({entry.value}): {type(error).__name__}: {error}")
                continue
            if not isinstance(manifest, Manifest) or manifest.id != entry.name:
                problems.append(f"{entry.name} ({entry.value}): is no manifest of that id")
            else:
                found[entry.value] = manifest
        if problems:
            raise CatalogueError(problems)
        return cls([*found.values(), *beside])

    def __getitem__(self, plugin: str) -> Manifest:
        return self.manifests[plugin]

    def __contains__(self, plugin: str) -> bool:
        return plugin in self.manifests

    @cached_property
    def lineages(self) -> tuple[Lineage, ...]:
        """Their migrations, in the order in which they are run (after the core's)."""
        found = (manifest.lineage for manifest in self.manifests.values())
        return tuple(lineage for lineage in found if lineage is not None)

    @cached_property
    def jobs(self) -> Mapping[str, Jobs]:
        """What each has the workers do; for `Handlers.compose`."""
        return {
            plugin: jobs
            for plugin, manifest in self.manifests.items()
            if (jobs := self._load(manifest, manifest.jobs)) is not None
        }

    @cached_property
    def graphql(self) -> Mapping[str, Any]:
        """What each adds to the schema, as the API's `extend` made it; imported when asked for."""
        return {
            plugin: part
            for plugin, manifest in self.manifests.items()
            if (part := self._load(manifest, manifest.graphql)) is not None
        }

    @cached_property
    def texts(self) -> Mapping[StrEnum, tuple[str, str]]:
        """The messages of all their codes (zh-CN, en); for `core.messages.learn`."""
        found: dict[StrEnum, tuple[str, str]] = {}
        for manifest in self.manifests.values():
            found |= self._load(manifest, manifest.texts) or {}
        return found

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """What they tell people, in words; for `core.notify.templates.learn`."""
        found: list[Template] = []
        for manifest in self.manifests.values():
            if manifest.templates is None:
                continue
            try:
                found += read(manifest.folder / manifest.templates)
            except ValueError as error:
                raise CatalogueError([f"{manifest.id}: {error}"]) from error
        return tuple(found)

    @cached_property
    def demonstrations(self) -> Mapping[str, Demonstration]:
        """What they show in the demo group, each after those it requires."""
        return {
            plugin: demonstration
            for plugin, manifest in self.manifests.items()
            if (demonstration := self._load(manifest, manifest.demo)) is not None
        }

    def effective(self, plugins: Iterable[str]) -> frozenset[str]:
        """Of the plugins a contract names, those installed whose requirements it names as well."""
        on = {plugin for plugin in plugins if plugin in self.manifests}
        for plugin, manifest in self.manifests.items():  # each after what it requires
            if plugin in on and not manifest.requires.keys() <= on:
                on.discard(plugin)
        return frozenset(on)

    def with_required(self, plugin: str) -> frozenset[str]:
        """A plugin and all that it requires, near and far."""
        found = {plugin}
        for required in self.manifests[plugin].requires:
            found |= self.with_required(required)
        return frozenset(found)

    def plan(self, plugins: Iterable[str]) -> Plan:
        """The plan of the plugins that are on together; the same object for the same set."""
        wanted = frozenset(plugins)
        plan = self._plans.get(wanted)
        if plan is None:
            plan = Plan.of(self.effective(wanted), self._implementations)
            self._plans[wanted] = plan
            if len(self._plans) > PLANS_KEPT:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(wanted)
        return plan

    def _implemented(self) -> Iterable[Implementation]:
        """Every implementation there is, by pluggy, which knows misspelt hooks and arguments."""
        manager = pluggy.PluginManager(hooks.PROJECT)
        manager.add_hookspecs(hooks)
        for plugin, manifest in self.manifests.items():
            module = self._load(manifest, manifest.hooks)
            if module is None:
                continue
            try:
                manager.register(module, name=plugin)
            except pluggy.PluginValidationError as error:
                raise CatalogueError([f"{plugin}: {error}"]) from error
        try:
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise CatalogueError([f"{manager.get_name(error.plugin)}: {error}"]) from error
        found = [
            Implementation.of(each, name)
            for name in hooks.SPECIFICATIONS
            for each in getattr(manager.hook, name).get_hookimpls()
        ]
        problems = problems_of_implementations(found)
        if problems:
            raise CatalogueError(problems)
        return found

    def _load(self, manifest: Manifest, part: str | None) -> Any:
        try:
            return manifest.load(part)
        except Exception as error:
            raise CatalogueError(
                [f"{manifest.id}: {part} cannot be loaded: {type(error).__name__}: {error}"]
            ) from error


__all__ = ["GROUP", "Catalogue", "CatalogueError"]
