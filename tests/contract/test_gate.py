"""Enabled is one question: everything of a plugin's is open the second before its contract ends,
and shut the second after."""

import hmac
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from sqlalchemy import func, select, update

from api.cli.installation import ContractGate
from core import clock
from core.actor import Role
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.rights import bump
from core.ids import new_id
from core.jobs.handlers import Handlers
from core.jobs.models import CronSlot
from core.jobs.worker import Worker
from core.plugin.answers import Veto
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from core.tickets.intake import Report
from tenants.models import RoleGrant
from tenants.turns import jobs
from tests.api.door import Caller, Door, gid, serving
from tests.contract.signing import Signing
from tests.contract.test_keys import TAKE_IN
from tests.database import TestDatabase
from tests.factories import EstateWorld, World, make_world
from tests.plugin.made import plugin
from tests.plugins_for_tests.keys import manifest as keys
from tests.plugins_for_tests.keys.addresses import SECRET
from tests.plugins_for_tests.keys.jobs import CARRIED
from tests.plugins_for_tests.keys.lend import RETURN_DUE
from tests.plugins_for_tests.keys.models import EveningCount, HouseKey, KeyState

ROOT = Path(__file__).parents[2]
SECOND = timedelta(seconds=1)


@hook()
def ticket_reporting(report: Report) -> Veto | None:
    """Refuses what says 停."""
    return Veto("STOP", "停") if "停" in report.content else None


@dataclass
class Place:
    """An estate whose contract has `keys` and `stop` until `ends`; another that has it for good."""

    door: Door
    world: World
    catalogue: Catalogue
    hands: clock.Hands
    ends: datetime
    agent: Caller
    director: Caller
    resident: Caller
    numbers: list[int] = field(default_factory=lambda: list(range(100, 0, -1)))

    @property
    def estate(self) -> EstateWorld:
        return self.world.estates[0]

    @property
    def key(self) -> str:
        """An idempotency key, or a tag, of its own."""
        return f"k{self.numbers.pop()}"

    async def work(self) -> None:
        gate = ContractGate(self.door.database, self.catalogue)
        handlers = Handlers.compose((jobs(self.catalogue),), self.catalogue.jobs, gate=gate)
        await Worker(self.door.database, handlers).drain()

    async def add_key(self, **values: Any) -> UUID:
        """A key in custody, put there without asking anybody."""
        id_, estate = new_id(), self.estate
        async with unit_of_work(
            self.door.database, Scope.system(estate.group_id, estate.id)
        ) as uow:
            uow.add(
                HouseKey,
                group_id=estate.group_id,
                estate_id=estate.id,
                id=id_,
                **{
                    "house_id": estate.houses[0],
                    "tag": self.key,
                    "state": KeyState.IN_CUSTODY,
                    "taken_in_at": uow.now,
                    **values,
                },
            )
        return id_

    async def ticket(self, content: str = "厨房水管漏水") -> dict[str, Any]:
        """What is answered to a report."""
        estate = self.estate
        given = {
            "idempotencyKey": self.key,
            "estateId": f"Estate:{estate.id}",
            "kind": "REPAIR",
            "channel": "PHONE",
            "content": content,
            "houseId": gid("House", estate.id, estate.houses[0]),
            "requesterId": gid("Resident", estate.id, estate.resident.id),
            "unknownOccurred": "来电未说明",
        }
        report = """mutation($input: TicketReportInput!) { ticketReport(input: $input) {
            ticket { id } userErrors { code } } }"""
        told: dict[str, Any] = (await self.agent.ask(report, {"input": given}))["ticketReport"]
        return told


@pytest_asyncio.fixture
async def place(plugin_database: TestDatabase) -> AsyncIterator[Place]:
    with ExitStack() as stack:
        stop = stack.enter_context(plugin("stop", ticket_reporting))
        catalogue = Catalogue([keys.MANIFEST, stop])
        hands = stack.enter_context(clock.at(clock.now()))
        async with serving(plugin_database, catalogue=catalogue) as door:
            world = await make_world(door.database)
            estate, other = world.estates
            director = await door.caller(world.director)
            ends = clock.now() + timedelta(minutes=9)
            await Signing(director).signed(estate, "keys", "stop", validTo=ends.isoformat())
            await Signing(director).signed(other, "keys")
            agent = await door.caller(estate.agent.actor)
            resident = await door.caller(estate.resident.actor)
            yield Place(door, world, catalogue, hands, ends, agent, director, resident)


def off(told: dict[str, Any], place: Place) -> bool:
    """Whether an answer is the typed refusal, with plugin, estate and end."""
    if "errors" not in told:
        return False
    [error] = told["errors"]
    extensions = error["extensions"]
    if extensions["code"] != "PLUGIN_NOT_ENABLED":
        return False
    assert extensions["plugin"] == "keys"
    assert extensions["estate"] == f"Estate:{place.estate.id}"
    assert datetime.fromisoformat(extensions["endedAt"]) == place.ends
    return True


async def field_of_the_estates_schema(place: Place) -> bool:
    response = await place.agent.send("{ houseKeys { nodes { tag } } }", estate=place.estate.code)
    return "Cannot query field" not in response.text


async def schema_as_text(place: Place) -> bool:
    response = await place.agent.http.get(f"/estates/{place.estate.code}/schema.graphql")
    return "houseKeys" in response.text


async def schema_by_introspection(place: Place) -> bool:
    asked = '{ __type(name: "HouseKey") { name } }'
    response = await place.agent.send(asked, estate=place.estate.code)
    return bool(response.json()["data"]["__type"])


async def field_of_a_thing_in_the_groups_schema(place: Place) -> bool:
    await place.add_key()
    id_ = (await place.ticket())["ticket"]["id"]
    asked = "query($id: ID!) { ticket(id: $id) { number heldKeys { tag } } }"
    told = (await place.director.send(asked, {"id": id_})).json()
    assert told["data"]["ticket"]["number"]
    assert (told["data"]["ticket"]["heldKeys"] is None) == off(told, place)
    return not off(told, place)


async def field_of_rows_in_the_groups_schema(place: Place) -> bool:
    await place.add_key()
    await place.ticket()
    told = await place.director.ask("{ tickets { nodes { estate { id } heldKeys { tag } } } }")
    here = [
        each["heldKeys"]
        for each in told["tickets"]["nodes"]
        if each["estate"]["id"] == f"Estate:{place.estate.id}"
    ]
    return here[0] is not None


async def rows_of_its_own_in_the_groups_schema(place: Place) -> bool:
    await place.add_key()
    told = await place.director.ask("{ houseKeys { nodes { tag } } }")
    return bool(told["houseKeys"]["nodes"])


async def node_of_its_own(place: Place) -> bool:
    id_ = gid("HouseKey", place.estate.id, await place.add_key())
    told = (
        await place.director.send("query($id: ID!) { node(id: $id) { id } }", {"id": id_})
    ).json()
    assert (told["data"]["node"] is None) == off(told, place)
    return not off(told, place)


async def mutation(place: Place) -> bool:
    given = {
        "idempotencyKey": place.key,
        "estateId": f"Estate:{place.estate.id}",
        "houseId": gid("House", place.estate.id, place.estate.houses[0]),
        "tag": place.key,
    }
    told = (await place.director.send(TAKE_IN, {"input": given})).json()
    return not off(told, place)


async def hooks(place: Place) -> bool:
    return bool((await place.ticket("停"))["userErrors"])


async def timer(place: Place) -> bool:
    estate = place.estate
    due = clock.now()
    key = await place.add_key(state=KeyState.LENT, due_back_at=due)
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(place.door.database, Scope.system(*tenant.values())) as uow:
        uow.set_timer(RETURN_DUE, place.key, due, **tenant, key_id=str(key))
    await place.work()
    async with unit_of_work(place.door.database, Scope.system(*tenant.values())) as uow:
        missed = select(HouseKey.missed_at).where(HouseKey.id == key)
        return (await uow.execute(missed)).scalar_one() is not None


async def consumer(place: Place) -> bool:
    estate, ticket = place.estate, UUID((await place.ticket())["ticket"]["id"].split(":")[2])
    key = await place.add_key(state=KeyState.LENT, ticket_id=ticket)
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(place.door.database, Scope.system(*tenant.values())) as uow:
        uow.emit("ticket.withdrawn", **tenant, subject_id=ticket)
    await place.work()
    async with unit_of_work(place.door.database, Scope.system(*tenant.values())) as uow:
        due = select(HouseKey.due_back_at).where(HouseKey.id == key)
        return (await uow.execute(due)).scalar_one() is not None


async def courier(place: Place) -> bool:
    estate, subject = place.estate, new_id()
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    async with unit_of_work(place.door.database, Scope.system(*tenant.values())) as uow:
        uow.emit("keys.taken_in", **tenant, subject_id=subject)
    await place.work()
    return subject in CARRIED


async def webhook(place: Place) -> bool:
    body = orjson.dumps({"tag": "none"})
    signature = hmac.digest(SECRET, body, "sha256").hex()
    path = f"/plugins/keys/{place.world.group_code}/{place.estate.code}/put-back"
    http = place.door.http()
    forged = await http.post(path, content=body, headers={"x-signature": "0"})
    assert forged.status_code == 404
    response = await http.post(path, content=body, headers={"x-signature": signature})
    if response.status_code != 204:  # a stranger is not told what the contract includes
        [error] = response.json()["errors"]
        assert (response.status_code, error["extensions"]) == (404, {"code": "NOT_FOUND"})
    return response.status_code == 204


async def file(place: Place) -> bool:
    path = f"/plugins/keys/{place.world.group_code}/{place.estate.code}/board.txt"
    assert (await place.door.http().get(path)).status_code == 401
    response = await place.agent.http.get(path)
    return response.status_code == 200 or not off(response.json(), place)


async def features(place: Place) -> bool:
    asked = '{ estates(filter: {code: {eq: "%s"}}) { nodes { features { plugin on } } } }'
    told = await place.agent.ask(asked.replace("%s", place.estate.code))
    return {"plugin": "keys", "on": True} in told["estates"]["nodes"][0]["features"]


WAYS: tuple[Callable[[Place], Awaitable[bool]], ...] = (
    field_of_the_estates_schema,
    schema_as_text,
    schema_by_introspection,
    field_of_a_thing_in_the_groups_schema,
    field_of_rows_in_the_groups_schema,
    rows_of_its_own_in_the_groups_schema,
    node_of_its_own,
    mutation,
    hooks,
    timer,
    consumer,
    courier,
    webhook,
    file,
    features,
)
"""Everything by which a plugin can be reached, or act. Each says whether it was open."""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_it_is_open_the_second_before_the_end_and_shut_the_second_after(
    place: Place, way: Callable[[Place], Awaitable[bool]]
) -> None:
    place.hands.set(place.ends - SECOND)
    assert await way(place) is True
    place.hands.set(place.ends + SECOND)
    assert await way(place) is False


async def test_an_address_knows_its_caller_with_the_rights_of_now(place: Place) -> None:
    place.hands.set(place.ends - SECOND)
    assert await file(place) is True
    estate, account_id = place.estate, place.agent.actor.account_id
    mine = (RoleGrant.account_id == account_id, RoleGrant.role == Role.CS_AGENT)
    scope = Scope.system(estate.group_id, estate.id)
    async with unit_of_work(place.door.database, scope) as uow:  # by another process
        await bump(uow, estate.group_id, [account_id])
        await uow.execute(update(RoleGrant).where(*mine).values(role=Role.OFFICER))
    path = f"/plugins/keys/{place.world.group_code}/{estate.code}/board.txt"
    assert (await place.agent.http.get(path)).status_code == 404


async def test_scheduled_work_is_not_done_for_slots_after_the_end(place: Place) -> None:
    scope = Scope.system(place.estate.group_id, place.estate.id)
    await place.work()
    place.hands.advance(days=2)
    await place.work()
    async with unit_of_work(place.door.database, scope) as uow:
        slots = select(CronSlot.error).where(
            CronSlot.job == "keys.count",
            CronSlot.estate_id == place.estate.id,
            CronSlot.slot > place.ends,
        )
        assert set((await uow.execute(slots)).scalars()) == {"PLUGIN_NOT_ENABLED"}
        counted = select(func.count()).select_from(EveningCount)
        assert (await uow.execute(counted)).scalar_one() == 0


def test_nobody_else_asks_whether_a_plugin_is_on() -> None:
    asking = [
        f"{path.relative_to(ROOT)}"
        for floor in ("core", "tenants", "api", "plugins")
        for path in sorted((ROOT / floor).rglob("*.py"))
        if re.search(r"\.effective\(|\.enabled\([a-z_]+, [a-z_]+\)", path.read_text("utf-8"))
    ]
    assert asking == [
        "core/plugin/catalogue.py",  # a plan has what it is given and can be served
        "tenants/clone_estate.py",  # what a copy begins with
        "tenants/contracts.py",  # the dates alone
        "tenants/enabled.py",
        "tenants/turns.py",  # who has a turn at an instant
    ]
