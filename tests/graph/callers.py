"""Somebody of each audience, logged in, with the schema and the rights the application gives them.

A caller can ask through the socket (`http`), or be given the compiled statement's answer and the
executor's side by side (`reader`).
"""

from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLSchema

from api.context import Door as Opened
from api.doors import Doors
from api.graph.binds import Values
from api.graph.document import Operation
from api.graph.plan import Plan
from api.graph.run import read
from core.actor import Actor, Audience
from core.db.scope import Scope
from core.plugin.catalogue import Catalogue
from tests.api.door import Caller, Door
from tests.graph.world import Rich


@dataclass(frozen=True, slots=True)
class Reader:
    """A caller as the application knows them: their rights, their schema, their estates."""

    name: str
    http: Caller
    actor: Actor
    opened: Opened
    door: Door

    @property
    def schema(self) -> GraphQLSchema:
        """The schema this caller sees."""
        return self.opened.built.graphql

    def operation(self, query: str) -> Operation:
        """A document with one operation, validated."""
        return self.opened.built.documents.operation(query, None)

    def values(self, query: str, variables: dict[str, Any] | None = None) -> Values:
        """A request as the compiler sees it."""
        coerced = self.operation(query).variables(variables or {})
        return Values(coerced, self.actor, self.opened.estates, self.opened.plugins)

    async def run(self, plan: Plan, values: Values) -> bytes:
        """The answer of a plan, in the caller's scope."""
        scope = Scope.of(self.actor, self.opened.estates)
        return await read(self.door.database, scope, plan, values)

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of a read, compiled and run without the way over the socket."""
        values = self.values(query, variables)
        plan = self.operation(query).plan(values)
        assert not plan.in_python
        found: dict[str, Any] = orjson.loads(await self.run(plan, values))
        return found

    async def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an operation, through the socket."""
        return await self.http.ask(query, variables)


class Callers:
    """One reader of each kind, by name."""

    def __init__(self, by_name: dict[str, Reader]) -> None:
        self.by_name = by_name

    @classmethod
    async def enrolled(cls, door: Door, rich: Rich) -> "Callers":
        """Somebody of each audience."""
        actors = {
            "agent": rich.home.agent.actor,
            "technician": rich.home.technician.actor,
            "director": rich.world.director,
            "resident": rich.home.resident.actor,
            "partner": rich.partner,
            "service": rich.service,
            "other director": rich.other.director,
        }
        return await cls.of(door, actors)

    @classmethod
    async def of(cls, door: Door, actors: dict[str, Actor]) -> "Callers":
        """Accounts, tokens and rights for all of them."""
        doors = Doors(door.access, door.app.state.registry, Catalogue())
        found = {}
        for name, actor in actors.items():
            caller = await door.caller(actor)
            token = caller.http.headers["authorization"].removeprefix("Bearer ")
            known = await door.access.authenticate(token)
            found[name] = Reader(name, caller, known, await doors.open(known, None), door)
        return cls(found)

    def __getitem__(self, name: str) -> Reader:
        return self.by_name[name]

    def of_each_audience(self) -> dict[Audience, Reader]:
        """One of each audience that has a door."""
        names = ("technician", "resident", "partner", "service")
        return {self[name].actor.audience: self[name] for name in names}


__all__ = ["Callers", "Reader"]
