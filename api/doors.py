"""Which schema answers: the group's, or one estate's by its code."""

import re

from api.context import Door
from api.schema.build import View
from api.schema.registry import Registry
from core import clock
from core.actor import Actor
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import NotFound
from core.plugin.catalogue import Catalogue
from tenants.access import Access
from tenants.directory import find_estate
from tenants.enabled import plugins_on, where_on

_CODE = re.compile(r"[\w.-]{1,64}")

CODES_KEPT = 10_000


class Doors:
    """Opens the door a request came to, for the caller's audience and the contracts of now."""

    def __init__(self, access: Access, registry: Registry, catalogue: Catalogue) -> None:
        self.access = access
        self._registry = registry
        self._catalogue = catalogue
        self._codes: dict[tuple[int, str], int] = {}

    async def open(self, actor: Actor, code: str | None) -> Door:
        """The door to an estate by code, or to the caller's whole group.

        Raises `NotFound` for an estate that is not there or not the caller's.
        """
        book = await self.access.contracts.book(actor.group_id)
        now = clock.now()
        if code is None:
            plugins = where_on(self._catalogue, book, now)
            estates = actor.estates
        else:
            estate_id = await self._estate(actor.group_id, code)
            if estate_id is None or estate_id not in actor.roles:
                raise NotFound
            on = plugins_on(self._catalogue, book, estate_id, now)
            plugins = dict.fromkeys(on, (estate_id,))
            estates = (estate_id,)
        built = self._registry.schema(View(actor.audience, frozenset(plugins)))
        return Door(built, estates, plugins, self._catalogue)

    async def current(self, actor: Actor) -> bool:
        """Whether the contracts last read are still those of the group; reads them anew if not."""
        known = await self.access.contracts.book(actor.group_id)
        async with unit_of_work(self.access.database, Scope.system(actor.group_id)) as uow:
            return await self.access.contracts.current(uow, actor.group_id) is known

    async def _estate(self, group_id: int, code: str) -> int | None:
        """The estate of a code. Codes never change, so an answer is kept; a miss is not."""
        if not _CODE.fullmatch(code):
            return None
        known = self._codes.get((group_id, code))
        if known is None:
            async with unit_of_work(self.access.database, Scope.system(group_id)) as uow:
                known = await find_estate(uow, group_id, code)
            if known is not None:
                if len(self._codes) >= CODES_KEPT:
                    self._codes.clear()
                self._codes[group_id, code] = known
        return known


__all__ = ["Doors"]
