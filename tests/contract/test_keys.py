"""The keys plugin at work: through the API, and through the workers."""

from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.jobs.models import OutboxEvent
from core.tickets.refs import TicketRef
from tests.api.door import Caller, gid
from tests.contract.conftest import Installation
from tests.contract.subjects import SUBJECTS
from tests.factories import EstateWorld
from tests.plugins_for_tests.keys.lend import lend
from tests.plugins_for_tests.keys.models import EveningCount

KEYS = next(subject for subject in SUBJECTS if subject.manifest.id == "keys")

TAKE_IN = """mutation($input: HouseKeyTakeInInput!) {
    houseKeyTakeIn(input: $input) {
        houseKey { id tag state house { label } } userErrors { code field message }
    }
}"""
REPORT = """mutation($input: TicketReportInput!) {
    ticketReport(input: $input) { ticket { id heldKeys { tag } } userErrors { code } }
}"""


@pytest_asyncio.fixture
async def estate(installation: Installation) -> EstateWorld:
    """An estate whose contract has the plugin."""
    first = installation.world.estates[0]
    await installation.sign(KEYS, first)
    return first


async def take_in(caller: Caller, estate: EstateWorld, key: str, **more: Any) -> dict[str, Any]:
    given = {
        "idempotencyKey": key,
        "estateId": f"Estate:{estate.id}",
        "houseId": gid("House", estate.id, estate.houses[0]),
        "tag": "A-12",
        **more,
    }
    payload: dict[str, Any] = (await caller.ask(TAKE_IN, {"input": given}))["houseKeyTakeIn"]
    return payload


async def reported(caller: Caller, estate: EstateWorld) -> dict[str, Any]:
    given = {
        "idempotencyKey": "t1",
        "estateId": f"Estate:{estate.id}",
        "kind": "REPAIR",
        "channel": "PHONE",
        "content": "厨房水管漏水",
        "houseId": gid("House", estate.id, estate.houses[0]),
        "requesterId": gid("Resident", estate.id, estate.resident.id),
        "unknownOccurred": "来电未说明",
    }
    payload = (await caller.ask(REPORT, {"input": given}))["ticketReport"]
    assert payload["userErrors"] == []
    ticket: dict[str, Any] = payload["ticket"]
    return ticket


def row_id(thing: dict[str, Any]) -> UUID:
    return UUID(thing["id"].rpartition(":")[2])


async def test_a_key_is_taken_in_once_and_answered_with_its_house(
    installation: Installation, estate: EstateWorld
) -> None:
    agent = await installation.door.caller(estate.agent.actor)
    first = await take_in(agent, estate, "k1")
    assert first["userErrors"] == []
    assert first["houseKey"]["state"] == "IN_CUSTODY"
    assert first["houseKey"]["house"]["label"] == estate.house_labels[0]
    assert await take_in(agent, estate, "k1") == first
    [refused] = (await take_in(agent, estate, "k2"))["userErrors"]
    assert refused["code"] == "KEY_TAG_TAKEN"
    assert refused["field"] == "tag"


async def test_who_may_not_keep_keys_is_answered_as_if_there_were_none(
    installation: Installation, estate: EstateWorld
) -> None:
    technician = await installation.door.caller(estate.technician.actor)
    [refused] = (await take_in(technician, estate, "k1"))["userErrors"]
    assert refused["code"] == "NOT_FOUND"
    resident = await installation.door.caller(estate.resident.actor)
    assert "Cannot query field" in (await resident.send("{ houseKeys { nodes { tag } } }")).text


async def test_an_ended_contract_stops_the_very_next_write(installation: Installation) -> None:
    first = installation.world.estates[0]
    contract = await installation.sign(KEYS, first)
    agent = await installation.door.caller(first.agent.actor)
    assert (await take_in(agent, first, "k1"))["userErrors"] == []
    await installation.end(first, contract)
    given = {
        "idempotencyKey": "k2",
        "estateId": f"Estate:{first.id}",
        "houseId": gid("House", first.id, first.houses[0]),
        "tag": "A-13",
    }
    told = (await agent.send(TAKE_IN, {"input": given}, estate=first.code)).text
    assert "PLUGIN_NOT_ENABLED" in told or "Cannot query field" in told


async def test_a_ticket_shows_the_keys_to_its_house(
    installation: Installation, estate: EstateWorld
) -> None:
    agent = await installation.door.caller(estate.agent.actor)
    await take_in(agent, estate, "k1")
    assert (await reported(agent, estate))["heldKeys"] == [{"tag": "A-12"}]


async def test_a_key_that_is_not_back_in_time_is_missed_once_and_counted_in_the_evening(
    installation: Installation, estate: EstateWorld
) -> None:
    agent = await installation.door.caller(estate.agent.actor)
    key = row_id((await take_in(agent, estate, "k1"))["houseKey"])
    ticket = TicketRef(estate.id, row_id(await reported(agent, estate)))
    with clock.at(clock.now()) as hands:
        await installation.work()
        actor = estate.agent.actor
        async with unit_of_work(installation.db, Scope.of(actor, (estate.id,))) as uow:
            await lend(actor, key, ticket, 4, uow)
        hands.advance(hours=5)
        await installation.work()
        hands.advance(hours=48)
        await installation.work()
    async with unit_of_work(installation.db, Scope.system(estate.group_id, estate.id)) as uow:
        missed = select(OutboxEvent.subject_id).where(
            OutboxEvent.topic == "keys.missed", OutboxEvent.estate_id == estate.id
        )
        assert (await uow.execute(missed)).scalars().all() == [key]
        counted = select(EveningCount.held, EveningCount.lent).order_by(EveningCount.day)
        evenings = (await uow.execute(counted)).all()
    assert evenings
    assert evenings[-1] == (1, 1)
