"""The ranking is read like everything else: one statement, and plugins asked beforehand."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from core import clock
from core.plugin.answers import Candidate
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from tenants.entering import administering
from tenants.roles import console
from tenants.sign_contract import PluginTerm, SignContract, sign_contract
from tests.api.door import serving
from tests.database import TestDatabase
from tests.dispatch.desk import CANDIDATES, Desk
from tests.factories import make_world
from tests.graph.statements import counted
from tests.plugin.made import plugin

LOYAL = 12


@hook()
def dispatch_candidates(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    """Whoever is last gets points, and the first loses some."""
    return [
        Candidate(candidates[-1].staff_id, LOYAL, "住户点名"),
        Candidate(candidates[0].staff_id, -500, "昨日投诉"),
    ]


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    """An installation with one plugin that has a say in dispatch."""
    with plugin("friends", dispatch_candidates) as manifest:
        yield Catalogue([manifest])


@pytest_asyncio.fixture
async def advised(
    dispatch_database: TestDatabase, time: clock.Hands, catalogue: Catalogue
) -> AsyncIterator[Desk]:
    """A desk at an estate whose contract has the plugin."""
    async with serving(dispatch_database, catalogue=catalogue) as door:
        world = await make_world(door.database)
        estate = world.estates[0]
        async with administering(door.access, console(estate.group_id)) as (actor, uow):
            terms = (PluginTerm("friends"),)
            await sign_contract(actor, SignContract(estate.id, "合同", uow.now, plugins=terms), uow)
        yield await Desk.opened(door, world)


async def test_a_ranking_is_one_statement_however_many_are_ranked(desk: Desk) -> None:
    ticket = await desk.report()
    for first in (1, 10):
        with counted() as sent:
            assert len(await desk.candidates(ticket, first=first)) == min(first, 3)
        assert len(sent.statements) == 1


async def test_plugins_points_change_the_ranking_and_say_why(advised: Desk) -> None:
    """S-C2."""
    ticket = await advised.report()
    ranked = await advised.candidates(ticket)
    assert [each["staff"]["name"] for each in ranked] == ["孙浩", "吴磊", "郑强"]
    praised, blamed = ranked[2]["parts"][-1], ranked[1]["parts"][-1]
    assert praised["part"] == blamed["part"] == "PLUGIN"
    assert (praised["points"], praised["explanation"]) == (LOYAL, "住户点名")
    assert (blamed["points"], blamed["explanation"]) == (-100, "昨日投诉")  # as far as they go
    payload = await advised.send(ticket, advised.estate.second_technician)
    choice = payload["ticket"]["events"][-1]["data"]["choice"]
    assert (choice["rank"], choice["bestScore"]) == (1, ranked[0]["score"])


async def test_asked_twice_in_one_operation_each_ticket_has_its_own_ranking(desk: Desk) -> None:
    leak = await desk.report()
    noise = await desk.report(kind="COMPLAINT", categoryCode="complaint.noise")
    query = """query($leak: ID!, $noise: ID!) {
        leak: dispatchCandidates(ticketId: $leak, first: 1) { staff { name } }
        noise: dispatchCandidates(ticketId: $noise) { staff { name } parts { explanation } }
    }"""
    told = await desk.agent.ask(query, {"leak": leak["id"], "noise": noise["id"]})
    assert told["leak"] == [{"staff": {"name": "吴磊"}}]
    assert [each["staff"]["name"] for each in told["noise"]] == ["马超"]


async def test_ids_that_are_no_tickets_find_nobody(desk: Desk) -> None:
    for odd in (desk.id(desk.estate.technician), f"Ticket:{2**62}:{'0' * 32}"):
        told = await desk.agent.ask(CANDIDATES, {"ticket": odd})
        assert told["dispatchCandidates"] == []
    told = (await desk.agent.send(CANDIDATES, {"ticket": "nonsense"})).json()
    assert told["errors"][0]["extensions"]["code"] == "INVALID"
    many = " ".join(f"a{n}: dispatchCandidates(ticketId: $id) {{ rank }}" for n in range(12))
    response = await desk.agent.send(f"query($id: ID!) {{ {many} }}", {"id": "Ticket:1:2"})
    assert response.json()["errors"][0]["extensions"]["code"] == "TOO_COSTLY"
