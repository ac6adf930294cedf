"""The measured read: fifty tickets of one estate with everything a list shows of them."""

import re
from collections.abc import Mapping
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
    """The statement our compiler makes of the document, and what one estate's run of it binds.

    `estate` names the parameters that are the estate; the rest are the same for all.
    """

    sql: str
    estate: frozenset[str]
    constants: Mapping[str, Any]
    scope: tuple[str, ...]
    """The arguments of `core.set_scope`, for estate 1."""


async def compiled(place: Place) -> Compiled:
    """Compile the operation for the benchmark's caller, with the rights the database gives."""
    async with Database(place.app_url).opened() as database:
        rights = await read_rights(database, GROUP, ACCOUNT)
    assert rights is not None
    actor = rights.actor
    built = Registry().schema(View(actor.audience))
    operation = built.documents.operation(DOCUMENT, None)
    plan = operation.plan(_values(actor, 1))
    assert plan.sql is not None
    one, other = (plan.parameters(_values(actor, estate)) for estate in (1, 2))
    estate = frozenset(name for name in one if one[name] != other[name])
    assert all(one[name] == 1 and other[name] == 2 for name in estate)
    constants = {name: value for name, value in one.items() if name not in estate}
    return Compiled(plan.sql, estate, constants, Scope.of(actor, (1,)).parameters)


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
        return ":estate" if found[1] in statement.estate else f":{found[1]}"

    return re.sub(r"%\((\w+)\)s", variable, statement.sql).replace("%%", "%")


__all__ = ["BODY", "DOCUMENT", "TICKETS", "Compiled", "compiled", "for_pgbench", "without_cursor"]
