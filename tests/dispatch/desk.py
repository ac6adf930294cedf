"""The front desk of an estate: whoever asks, reports and dispatches in these tests, by GraphQL."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.dispatch.jobs import jobs
from core.estates.models import Building, House
from core.ids import new_id
from core.jobs.handlers import Handlers
from core.jobs.worker import Worker
from core.plugin.plan import NO_PLUGINS, Plan
from core.staff.models import Duty, Skill, StaffSkill
from core.tickets.due import JOBS as TICKETS
from tests.api.door import Caller, Door, gid
from tests.factories import EstateWorld, Person, World

_keys = itertools.count(1)

CANDIDATES = """query($ticket: ID!, $first: Int! = 10) {
    dispatchCandidates(ticketId: $ticket, first: $first) {
        rank score suitable openTickets overdue atRisk onDutyUntil nextDutyAt metres
        staff { id name }
        parts { part points most ground explanation }
    }
}"""

TICKET = """
    ticket { id version state assignee { id } events { action actorName note data } }
    userErrors { code field message }
"""


@dataclass(slots=True)
class Desk:
    """The first estate of a world, its agent and its manager logged in."""

    door: Door
    world: World
    estate: EstateWorld
    agent: Caller
    manager: Caller
    plan: Plan = field(default=NO_PLUGINS)

    @classmethod
    async def opened(cls, door: Door, world: World) -> "Desk":
        """Somebody of each at the desk."""
        estate = world.estates[0]
        agent = await door.caller(estate.agent.actor)
        manager = await door.caller(estate.manager.actor)
        return cls(door, world, estate, agent, manager)

    def again(self, caller: Caller) -> Caller:
        """Somebody who logged in before, after so long that they must once more."""
        actor, door = caller.actor, self.door
        token, _ = door.access.signer.sign(
            actor.group_id, actor.account_id, actor.audience, new_id(), clock.now()
        )
        return Caller(door.http(token), actor)

    async def do(self, caller: Caller, name: str, selection: str, **given: Any) -> dict[str, Any]:
        """A mutation's payload."""
        kind = name[0].upper() + name[1:]
        query = f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ {selection} }} }}"
        key = {"idempotencyKey": f"{name}-{next(_keys)}"}
        payload: dict[str, Any] = (await caller.ask(query, {"input": {**key, **given}}))[name]
        return payload

    async def done(self, caller: Caller, name: str, selection: str, **given: Any) -> dict[str, Any]:
        """The payload of a mutation that must succeed."""
        payload = await self.do(caller, name, selection + " userErrors { code field }", **given)
        assert payload["userErrors"] == [], payload
        return payload

    async def report(self, **other: Any) -> dict[str, Any]:
        """A leak on record, or something else."""
        said: dict[str, Any] = {
            "estateId": f"Estate:{self.estate.id}",
            "kind": "REPAIR",
            "channel": "PHONE",
            "content": "厨房水管漏水",
            "categoryCode": "repair.water",
            "houseId": gid("House", self.estate.id, self.estate.houses[0]),
            "requesterId": gid("Resident", self.estate.id, self.estate.resident.id),
            "unknownOccurred": "住户不记得了",
        }
        given = {name: value for name, value in {**said, **other}.items() if value is not None}
        payload = await self.done(self.agent, "ticketReport", "ticket { id version }", **given)
        ticket: dict[str, Any] = payload["ticket"]
        return ticket

    async def step(
        self, caller: Caller, name: str, ticket: dict[str, Any], **given: Any
    ) -> dict[str, Any]:
        """The payload of a step on a ticket; the ticket given is brought up to date."""
        known = {"ticketId": ticket["id"], "expectedVersion": ticket["version"]}
        payload = await self.do(caller, name, TICKET, **known, **given)
        if payload["ticket"] is not None:
            ticket.update(payload["ticket"])
        return payload

    async def send(self, ticket: dict[str, Any], to: Person, **given: Any) -> dict[str, Any]:
        """The agent dispatches a ticket to somebody."""
        who = gid("Staff", self.estate.id, to.id)
        return await self.step(self.agent, "ticketDispatch", ticket, assigneeId=who, **given)

    async def seen(self, ticket: dict[str, Any]) -> dict[str, Any]:
        """The ticket as it now is."""
        query = "query($id: ID!) { ticket(id: $id) { id version state assignee { id name }"
        query += " events { action actorName note data } } }"
        found: dict[str, Any] = (await self.agent.ask(query, {"id": ticket["id"]}))["ticket"]
        return found

    async def candidates(self, ticket: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
        """The ranking, as the agent sees it."""
        data = await self.agent.ask(CANDIDATES, {"ticket": ticket["id"], **given})
        found: list[dict[str, Any]] = data["dispatchCandidates"]
        return found

    async def ranked(self, ticket: dict[str, Any], person: Person) -> dict[str, Any]:
        """One candidate of the ranking, its parts by name."""
        for each in await self.candidates(ticket):
            if each["staff"]["id"] == gid("Staff", self.estate.id, person.id):
                return {**each, "parts": {part["part"]: part for part in each["parts"]}}
        raise LookupError(person.name)

    async def mode(self, mode: str, threshold: int = 60) -> None:
        """The estate dispatches in this way from now on."""
        await self.done(
            self.manager,
            "estateSetDispatch",
            "dispatch { mode }",
            estateId=f"Estate:{self.estate.id}",
            mode=mode,
            threshold=threshold,
            expectedVersion=0,
        )

    async def work(self) -> None:
        """All that is due, done as the workers do it."""

        async def plans(_: UnitOfWork) -> Plan:
            return self.plan

        handlers = Handlers.compose((TICKETS, jobs(plans)))
        await Worker(self.door.database, handlers).drain()

    async def on_duty(self, *people: Person, hours: float = 9, starts: float = 0) -> None:
        """These are on duty from `starts` hours from now, for so long."""
        begins = clock.now() + timedelta(hours=starts)
        await self.duty(begins, begins + timedelta(hours=hours), *people)

    async def duty(self, starts_at: datetime, ends_at: datetime, *people: Person) -> None:
        """A line of the roster for each."""
        async with self.writing() as uow:
            for person in people:
                times = {"starts_at": starts_at, "ends_at": ends_at}
                uow.add(Duty, **self.tenant, id=new_id(), staff_id=person.id, **times)

    async def learns(
        self, person: Person, skill: Skill, level: int, expires_on: Any = None
    ) -> None:
        """One more skill."""
        async with self.writing() as uow:
            uow.add(
                StaffSkill,
                **self.tenant,
                id=new_id(),
                staff_id=person.id,
                skill=skill,
                level=level,
                certificate=None,
                expires_on=expires_on,
            )

    async def building(self, code: str) -> tuple[UUID, UUID]:
        """One more building with a house in it; the keys of both."""
        building, house = new_id(), new_id()
        async with self.writing() as uow:
            uow.add(
                Building,
                **self.tenant,
                id=building,
                code=code,
                name=f"{code}栋",
                aliases=[],
                floors=6,
                latitude=None,
                longitude=None,
            )
            uow.add(
                House,
                **self.tenant,
                id=house,
                building_id=building,
                unit_id=None,
                floor=1,
                number="101",
                label=f"{code}栋101",
                area=9000,
            )
        return building, house

    @property
    def tenant(self) -> dict[str, int]:
        """Whose rows these are."""
        return {"group_id": self.estate.group_id, "estate_id": self.estate.id}

    def writing(self) -> Any:
        """A transaction of the system at the estate."""
        scope = Scope.system(self.estate.group_id, self.estate.id)
        return unit_of_work(self.door.database, scope)

    def id(self, person: Person) -> str:
        """Somebody's global id."""
        return gid("Staff", self.estate.id, person.id)


def event(ticket: dict[str, Any], action: str) -> dict[str, Any]:
    """The latest history entry of an action."""
    found: dict[str, Any] = [each for each in ticket["events"] if each["action"] == action][-1]
    return found


__all__ = ["CANDIDATES", "Desk", "event"]
