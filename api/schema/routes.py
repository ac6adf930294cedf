"""Addresses of plugins' own, below `/plugins/{plugin}/{group}/{estate}/`: webhooks, files, exports.

    async def notified(call: PluginCall) -> Response:
        async with call.work() as uow:
            ...

    extension = Extension.of(..., routes=(PluginRoute("/paid", notified),))

They are open where the plugin is on, those for `winding_down` also where it was, and nowhere else:
asked at the door, and again in each transaction. Who calls is the plugin's to check (a signature),
unless the route is for `signed_in` callers, whose scope its transactions then have. Strangers are
not told what an estate's contract includes: where the plugin is off there is nothing for them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from api.auth import bearer, locale_of
from api.bodies import body_of
from api.errors import refusal
from api.responses import refused
from core import clock
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import GuanjiaError, NotFound
from core.plugin.catalogue import Catalogue
from tenants.access import Access
from tenants.contracts import Book
from tenants.directory import find_estate, find_group
from tenants.enabled import not_enabled, plugins_on, standing
from tenants.entering import entered

LARGEST_BODY = 1024 * 1024


@dataclass(slots=True)
class PluginCall:
    """One call of a plugin's address, at one estate. Inside `work`, `actor` is the caller with the
    rights of that transaction; ask there what they may do."""

    request: Request
    plugin: str
    group_id: int
    estate_id: int
    actor: Actor | None
    access: Access
    installed: Catalogue
    winding_down: bool = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """A transaction at the estate, of the caller or else of the system.

        Raises PLUGIN_NOT_ENABLED where the plugin is no longer on; `NotFound` for strangers.
        """
        if self.actor is not None:
            async with entered(self.access, self.actor, (self.estate_id,)) as (self.actor, uow):
                await self._enter(uow)
                yield uow
        else:
            scope = Scope.system(self.group_id, self.estate_id)
            async with unit_of_work(self.access.database, scope) as uow:
                await self._enter(uow)
                yield uow

    async def body(self, limit: int = LARGEST_BODY) -> bytes:
        """The request's body. Raises BODY_TOO_LARGE."""
        return await body_of(self.request, limit)

    async def configuration(self) -> BaseModel:
        """How the estate's contract sets the plugin now."""
        book = await self.access.contracts.book(self.group_id)
        term = book.term(self.estate_id, self.plugin, clock.now())
        return self.installed[self.plugin].configure({} if term is None else term.configuration)

    async def _enter(self, uow: UnitOfWork) -> None:
        book = await self.access.contracts.current(uow, self.group_id)
        where = standing(self.installed, book, self.estate_id, self.plugin, uow.now)
        if not where.lets(winding_down=self.winding_down):
            raise _off(self.actor, book, self.estate_id, self.plugin, uow.now)
        uow.plan = self.installed.plan(plugins_on(self.installed, book, self.estate_id, uow.now))


def _off(
    actor: Actor | None, book: Book, estate_id: int, plugin: str, at: datetime
) -> GuanjiaError:
    return NotFound() if actor is None else not_enabled(book, estate_id, plugin, at)


Endpoint = Callable[[PluginCall], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PluginRoute:
    """An address of a plugin's: `path` begins with a slash and may have parameters.

    One for `winding_down` stays open after the plugin's contract, for what had begun under it: it
    must begin nothing.
    """

    path: str
    endpoint: Endpoint
    methods: tuple[str, ...] = ("POST",)
    signed_in: bool = False
    winding_down: bool = False


@dataclass(frozen=True)
class PluginRoutes:
    """The addresses of all plugins of an application."""

    access: Access
    installed: Catalogue

    @cached_property
    def mounts(self) -> list[BaseRoute]:
        """For the application: one mount a plugin."""
        found: list[BaseRoute] = []
        for plugin, extension in self.installed.graphql.items():
            routes: Any = extension.routes
            if routes:
                inside = [
                    Route(each.path, self._answering(plugin, each), methods=list(each.methods))
                    for each in routes
                ]
                found.append(Mount(f"/plugins/{plugin}/{{group}}/{{estate}}", routes=inside))
        return found

    def _answering(self, plugin: str, route: PluginRoute) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                return await route.endpoint(await self._call(plugin, route, request))
            except Exception as error:
                return refused(refusal(error), locale_of(request, "zh-CN"))

        return answer

    async def _call(self, plugin: str, route: PluginRoute, request: Request) -> PluginCall:
        """The call, if the plugin is on at that estate. Raises `NotFound`, `Unauthenticated` and
        PLUGIN_NOT_ENABLED."""
        actor = await self.access.authenticate(bearer(request)) if route.signed_in else None
        async with unit_of_work(self.access.database, Scope.system()) as uow:
            group_id = await find_group(uow, request.path_params["group"])
            if group_id is None or (actor is not None and actor.group_id != group_id):
                raise NotFound
            await uow.enter(Scope.system(group_id))
            estate_id = await find_estate(uow, group_id, request.path_params["estate"])
            if estate_id is None or (actor is not None and estate_id not in actor.roles):
                raise NotFound
            book = await self.access.contracts.current(uow, group_id)
        where = standing(self.installed, book, estate_id, plugin, uow.now)
        if not where.lets(winding_down=route.winding_down):
            raise _off(actor, book, estate_id, plugin, uow.now)
        return PluginCall(
            request,
            plugin,
            group_id,
            estate_id,
            actor,
            self.access,
            self.installed,
            route.winding_down,
        )


__all__ = ["Endpoint", "PluginCall", "PluginRoute", "PluginRoutes"]
