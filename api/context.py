"""What one request carries through the API."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.graph.binds import Values
from api.graph.document import Operation
from api.schema.build import Built
from core.actor import Actor
from core.plugin.catalogue import Catalogue
from core.plugin.plan import Plan
from tenants.access import Access


@dataclass(frozen=True, slots=True)
class Door:
    """Where the request came in: the group's schema, or one estate's.

    `estates` are those the request can reach through it; `plugins` says where each plugin is on.
    """

    built: Built
    estates: tuple[int, ...]
    plugins: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)

    def plan(self, estate_id: int) -> Plan:
        """The plugins to be asked about one estate."""
        on = frozenset(plugin for plugin, estates in self.plugins.items() if estate_id in estates)
        return self.catalogue.plan(on)


@dataclass(slots=True)
class RequestContext:
    """One operation of one caller.

    `variables` are in their declared types, for the compiler; `given` as they came, for the
    executor, which brings them into their types itself. `actor` and `door` are replaced (`reopen`)
    when rights or contracts turn out to have changed.
    """

    access: Access
    actor: Actor
    door: Door
    reopen: Callable[[Actor], Awaitable[Door]]
    operation: Operation
    variables: Mapping[str, Any]
    given: dict[str, Any]
    locale: str

    async def become(self, actor: Actor) -> None:
        """Go on as the actor as of now, whose rights may have been found to be others."""
        if actor is not self.actor:
            self.actor, self.door = actor, await self.reopen(actor)

    def values(self, keys: Mapping[str, Any] | None = None) -> Values:
        """The request's values for the compiler, with the keys a mutation answers with."""
        return Values(
            variables=self.variables,
            actor=self.actor,
            estates=self.door.estates,
            plugins=self.door.plugins,
            keys=keys or {},
            secret=self.access.settings.secret,
            installed=self.door.built.installed,
        )


__all__ = ["Door", "RequestContext"]
