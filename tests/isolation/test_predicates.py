"""Every level of a statement names its tenant: the policies are the floor below it, not the plan.

The same statements are run by the administrator, whom no policy binds: what they show is still the
caller's group's and estates'. (Narrower audiences are the policies' alone.)
"""

from collections.abc import AsyncIterator

import orjson
import pytest
import pytest_asyncio

from api.graph.compile import entity_of_type
from api.graph.run import read
from core.db.engine import Database
from core.db.scope import Scope
from tests.database import TestDatabase
from tests.graph.callers import Callers, Reader
from tests.graph.schemas import NARROW, connections, node_type, places
from tests.graph.values import global_id
from tests.graph.world import Rich
from tests.isolation.ownership import ids_in, node_types, rows_of
from tests.isolation.test_reads import below
from tests.isolation.walls import Walled


@pytest_asyncio.fixture(scope="module")
async def unbound(database: TestDatabase) -> AsyncIterator[Database]:
    """The database as somebody whom row-level security does not bind."""
    unbound = Database(database.admin_url, size=2)
    await unbound.reads.open(wait=True)  # the pool alone: `open` would refuse such a login
    yield unbound
    await unbound.close()


def within(reader: Reader, rich: Rich) -> set[str]:
    """All ids of the caller's group and estates, whoever may see them."""
    scope = Scope.of(reader.actor)
    return {
        global_id(entity, row)
        for type_ in node_types(reader.schema)
        for entity in [entity_of_type(type_)]
        for row in rows_of(rich, entity)
        if Walled(entity.table).within(row, scope)
    }


async def shown(unbound: Database, reader: Reader, query: str) -> set[str]:
    """The ids that a statement shows where no policy holds it back."""
    values = reader.values(query)
    plan = reader.operation(query).plan(values)
    data = await read(unbound, Scope.of(reader.actor), plan, values)
    return set(ids_in(orjson.loads(data)))


@pytest.mark.parametrize("name", ["agent", "director", "resident", "other director"])
async def test_without_policies_every_list_still_keeps_to_the_callers_tenant(
    unbound: Database, callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = within(reader, rich)
    for place in connections(reader.schema):
        if place.owner == "Query":
            found = await shown(unbound, reader, place.query("nodes { id }", "(first: 200)"))
            assert found <= own, place.name
            everything = {each for each in own if each.startswith(node_type(place.type).name + ":")}
            assert found == everything or place.name.startswith(NARROW), place.name


@pytest.mark.parametrize("name", ["agent", "director", "resident", "other director"])
async def test_without_policies_every_edge_still_keeps_to_the_callers_tenant(
    unbound: Database, callers: Callers, rich: Rich, name: str
) -> None:
    reader = callers[name]
    own = within(reader, rich)
    met: set[str] = set()
    for place in places(reader.schema, rows=40):
        ids = below(place.type)
        if ids is not None:
            met |= await shown(unbound, reader, place.query(ids))
    assert met <= own, met - own
    assert len(met) > 50


async def test_without_policies_a_count_still_counts_the_callers_tenant_alone(
    unbound: Database, callers: Callers, rich: Rich
) -> None:
    reader = callers["agent"]
    query = "{ ticketSummary { count } tickets { totalCount } estates { nodes { openTickets } } }"
    values = reader.values(query)
    plan = reader.operation(query).plan(values)
    scope = Scope.of(reader.actor)
    bound = await reader.run(plan, values)
    assert await read(unbound, scope, plan, values) == bound
