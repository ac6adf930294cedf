"""A read is one statement, whatever is asked and however many rows there are."""

from collections.abc import AsyncIterator

import pytest_asyncio
from graphql import get_introspection_query

from core.actor import Audience
from core.db.scope import ENTER
from tests.api.door import Door, serving
from tests.database import TestServer
from tests.graph.callers import Callers, Reader
from tests.graph.schemas import Place, is_connection, list_places, whole
from tests.graph.statements import counted
from tests.graph.world import Rich, make_rich

PLUGINS = frozenset({"Estate.features", "Feature.permissions"})
"""Lists without rows where no plugin is installed."""

MAY_BE_EMPTY = {
    Audience.SERVICE: frozenset({"Query.myTickets", "Query.myPlaces"}),
    Audience.PARTNER: frozenset(
        {
            "Query.myTickets",
            "Building.houses",
            "Query.houses",
            "Query.residents",
            "Ticket.events",
            "Ticket.promises",
            "Clock.explanation",
            "Ticket.materials",
            "Ticket.surveys",
            "Survey.questions",
            "AskedQuestion.options",
            "House.residencies",
            "House.tickets",
            "Resident.residencies",
            "Resident.tickets",
        }
    ),
}
"""Lists without rows for an audience: a service is nobody, partners see tickets and places."""


@pytest_asyncio.fixture
async def small(server: TestServer) -> AsyncIterator[tuple[Door, Rich, Callers]]:
    """A world of its own, to be doubled."""
    with server.passing() as database:
        async with serving(database) as door:
            rich = await make_rich(door, steps=1)
            yield door, rich, await Callers.enrolled(door, rich)


async def test_every_list_of_every_schema_is_one_statement_for_n_and_for_2n_rows(
    small: tuple[Door, Rich, Callers],
) -> None:
    _, rich, callers = small
    readers = callers.of_each_audience()
    assert readers.keys() == set(Audience) - {Audience.SYSTEM}
    before = {
        (audience, place): await rows_of(reader, place)
        for audience, reader in readers.items()
        for place in list_places(reader.schema)
    }
    await rich.grow(2)
    longer = 0
    for audience, reader in readers.items():
        for place in list_places(reader.schema):
            after = await rows_of(reader, place)
            if place.label not in PLUGINS | MAY_BE_EMPTY.get(audience, frozenset()):
                assert after > 0, f"{audience}: no rows to tell anything by at {place.label}"
            longer += after > before[audience, place]
    assert longer > 40, "the lists must have grown for their statements to mean anything"


async def rows_of(reader: Reader, place: Place) -> int:
    """How many rows a list has for a caller, asked for with all that can be had below them."""
    depth = 1 if reader.actor.audience is Audience.STAFF else 0
    query = place.query(whole(reader.schema, place.type, depth))
    with counted() as sent:
        data = await reader.ask(query)
    assert len(sent.statements) == 1, f"{place.label}: {sent.statements}"
    assert sent.all == [ENTER, *sent.statements], "the scope comes first, and nothing else comes"
    lists = list(place.at(data))
    if is_connection(place.type):
        lists = [each["nodes"] for each in lists if isinstance(each, dict)]
        return sum(map(len, lists))  # type: ignore[arg-type]
    return len(lists)


async def test_all_root_fields_together_are_one_statement(callers: Callers) -> None:
    reader = callers["director"]
    roots = [place for place in list_places(reader.schema) if place.owner == "Query"]
    parts = [f"{place.name} {{ {whole(reader.schema, place.type, 0)} }}" for place in roots]
    with counted() as sent:
        data = await reader.ask(f"{{ {' '.join(parts)} me {{ name }} __typename }}")
    assert len(sent.statements) == 1
    assert list(data) == [*(place.name for place in roots), "me", "__typename"]


async def test_introspection_beside_rows_does_not_ask_the_database_twice(callers: Callers) -> None:
    query = get_introspection_query().replace(
        "query IntrospectionQuery {", "query { tickets { totalCount }"
    )
    with counted() as sent:
        data = await callers["director"].ask(query)
    assert len(sent.statements) == 1
    assert data["tickets"]["totalCount"] > 0
    assert data["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_alone_asks_which_contracts_are_in_force_and_nothing_else(
    callers: Callers,
) -> None:
    with counted() as sent:
        await callers["director"].ask(get_introspection_query())
    [asked] = sent.statements
    assert "contract_book.version" in asked
