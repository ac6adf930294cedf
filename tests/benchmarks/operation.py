"""The measured read: fifty tickets of one estate with everything a list shows of them."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from api.graph.binds import Values
from api.schema.build import View
from api.schema.registry import Registry
from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from tenants.rights import read_rights
from tests.benchmarks.data import ACCOUNT, GROUP, Place

TICKETS = 50

DOCUMENT = """
{
  tickets(first: 50) {
    nodes {
      id number state kind urgency receivedAt dueAt
      house { id label }
      assignee { id name }
      survey { id satisfied }
      events(first: 4) { id at action toState actorName }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

BODY = orjson.dumps({"query": DOCUMENT})


@dataclass(frozen=True, slots=True)
class Compiled:
    """The statement our compiler makes of the document, and what it is run with."""

    sql: str
    """With `$1` and on for its parameters."""
    parameters: tuple[Any, ...]
    """For estate 1."""
    estate: frozenset[int]
    """The numbers of those parameters that are the estate; the rest are the same for all."""
    scope: tuple[str, ...]
    """The arguments of `core.set_scope`, for estate 1."""

    def bound(self, estate: int) -> list[Any]:
        """The parameters for an estate."""
        numbered = enumerate(self.parameters, start=1)
        return [estate if number in self.estate else value for number, value in numbered]

    def entered(self, estate: int) -> list[str]:
        """The arguments of `core.set_scope` for an estate."""
        group, _, *rest = self.scope
        return [group, f"{{{estate}}}", *rest]


async def compiled(place: Place) -> Compiled:
    """Compile the operation for the benchmark's caller, with the rights the database gives."""
    async with Database(place.app_url).opened() as database:
        rights = await read_rights(database, GROUP, ACCOUNT)
    assert rights is not None
    actor = rights.actor
    built = Registry().schema(View(actor.audience))
    plan = built.documents.operation(DOCUMENT, None).plan(_values(actor, 1))
    assert plan.sql is not None
    one, other = (tuple(plan.parameters(_values(actor, estate))) for estate in (1, 2))
    pairs = list(enumerate(zip(one, other, strict=True), start=1))
    estate = frozenset(number for number, (first, second) in pairs if first != second)
    assert all(pair == (1, 2) for number, pair in pairs if number in estate)
    return Compiled(plan.sql, one, estate, Scope.of(actor, (1,)).parameters)


def _values(actor: Actor, estate: int) -> Values:
    return Values(variables={}, actor=actor, estates=(estate,))


def without_cursor(data: Any) -> Any:
    """An answer's `data` with its cursor, which each server writes in its own way, made equal."""
    assert data["tickets"]["pageInfo"]["endCursor"]
    data["tickets"]["pageInfo"]["endCursor"] = "a cursor"
    return data


def for_pgbench(statement: Compiled) -> str:
    """The statement in pgbench's notation: `:name` for parameters, `:estate` for the estate."""

    def variable(found: re.Match[str]) -> str:
        return ":estate" if int(found[1]) in statement.estate else f":p{found[1]}"

    return re.sub(r"\$(\d+)", variable, statement.sql)


__all__ = ["BODY", "DOCUMENT", "TICKETS", "Compiled", "compiled", "for_pgbench", "without_cursor"]
