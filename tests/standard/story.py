"""A story of one estate, told through the API: its people, its workers, and its time.

story = Story(door, world, hands)
ticket = await story.done(story.agent, "ticketReport", "ticket { id }", ...)
await story.on(hours=12)        # what falls due on the way happens at its own time
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from api.cli.installation import handlers
from core import clock
from core.config import Settings
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.jobs.models import CronSlot, Delivery, OutboxEvent, Timer
from core.jobs.worker import Worker
from tests.api.door import Caller, Door, gid
from tests.database import SECRET
from tests.factories import EstateWorld, Person, World

QUEUES = (Timer, Delivery, CronSlot)
SILENT = "PLUGIN_NOT_ENABLED"
"""What is put down for the work of a plugin where it is off."""


@dataclass
class Story:
    """One database, one group, the first of its estates; `time` is the clock's hands."""

    door: Door
    world: World
    time: clock.Hands
    _callers: dict[UUID, Caller] = field(default_factory=dict)

    @cached_property
    def estate(self) -> EstateWorld:
        """Where it plays."""
        return self.world.estates[0]

    @cached_property
    def settings(self) -> Settings:
        """The installation's."""
        return Settings(database_url="postgresql://nobody@localhost/none", secret_key=SECRET)

    @cached_property
    def worker(self) -> Worker:
        """Everything that the installed service has its workers do."""
        return Worker(self.door.database, handlers(self.door.database, self.settings))

    async def caller(self, person: Person) -> Caller:
        """Somebody, logged in. Access tokens are signed anew, as time may have passed."""
        known = self._callers.get(person.id)
        if known is None:
            known = await self.door.caller(person.actor)
        else:
            actor = known.actor
            signer = self.door.access.signer
            token, _ = signer.sign(
                actor.group_id, actor.account_id, actor.audience, new_id(), clock.now()
            )
            known.http.headers["authorization"] = f"Bearer {token}"
        self._callers[person.id] = known
        return known

    def known(self, person: Person) -> None:
        """Somebody whose account and roles are on record already."""
        self._callers[person.id] = Caller(self.door.http(), person.actor)

    async def ask(self, person: Person, query: str, **variables: Any) -> dict[str, Any]:
        """What somebody is told by an operation that has no errors."""
        return await (await self.caller(person)).ask(query, variables)

    async def do(
        self, person: Person, name: str, selection: str, /, **given: Any
    ) -> dict[str, Any]:
        """The payload of a mutation; `selection` is what stands beside `userErrors`."""
        kind = name[0].upper() + name[1:]
        query = (
            f"mutation($input: {kind}Input!) {{ {name}(input: $input)"
            f" {{ {selection} userErrors {{ code field message }} }} }}"
        )
        said = {"idempotencyKey": str(new_id()), **given}
        payload: dict[str, Any] = (await self.ask(person, query, input=said))[name]
        return payload

    async def done(
        self, person: Person, name: str, selection: str, /, **given: Any
    ) -> dict[str, Any]:
        """The payload of a mutation that must succeed."""
        payload = await self.do(person, name, selection, **given)
        assert payload["userErrors"] == [], payload
        return payload

    async def reported(self, person: Person, **given: Any) -> dict[str, Any]:
        """A ticket, reported: its id, number and version. A resident's leak unless told else."""
        said: dict[str, Any] = {
            "estateId": f"Estate:{self.estate.id}",
            "kind": "REPAIR",
            "channel": "APP",
            "content": "厨房水管漏水",
            "houseId": gid("House", self.estate.id, self.estate.houses[0]),
            "unknownOccurred": "刚刚发现",
            **given,
        }
        payload = await self.done(person, "ticketReport", "ticket { id number version }", **said)
        ticket: dict[str, Any] = payload["ticket"]
        return ticket

    async def step(
        self, person: Person, name: str, ticket: dict[str, Any], **given: Any
    ) -> dict[str, Any]:
        """A step that must succeed; the ticket is brought up to date."""
        payload = await self.done(
            person,
            name,
            "ticket { id number version state }",
            ticketId=ticket["id"],
            expectedVersion=ticket["version"],
            **given,
        )
        ticket.update(payload["ticket"])
        return payload

    async def on(self, **units: float) -> None:
        """Time passes, by `timedelta(**units)`."""
        await self.until(clock.now() + timedelta(**units))

    async def until(self, moment: datetime) -> None:
        """Time passes until `moment`; whatever falls due on the way is done at its own time."""
        await self.worker.drain()
        while (due := await self._next_due()) is not None and due <= moment:
            self.time.set(max(due, clock.now()))
            await self.worker.drain()
        self.time.set(moment)
        await self.worker.drain()

    async def _next_due(self) -> datetime | None:
        """When the next queue row after now falls due."""
        found = []
        async with unit_of_work(self.door.database, Scope.system()) as uow:
            for queue in QUEUES:
                waiting = select(func.min(queue.due_at)).where(
                    queue.done_at.is_(None), queue.dead_at.is_(None), queue.due_at > clock.now()
                )
                found.append((await uow.execute(waiting)).scalar_one())
        return min((due for due in found if due is not None), default=None)

    async def events(self, topic: str) -> list[dict[str, Any]]:
        """What was announced under a topic, in order."""
        said = (
            select(OutboxEvent.payload).where(OutboxEvent.topic == topic).order_by(OutboxEvent.at)
        )
        async with unit_of_work(self.door.database, Scope.system()) as uow:
            return list((await uow.execute(said.order_by(OutboxEvent.at))).scalars())

    async def failures(self) -> list[str]:
        """What the workers could not do. A story ends with none."""
        found: list[str] = []
        async with unit_of_work(self.door.database, Scope.system()) as uow:
            for queue in QUEUES:
                errors = select(queue.error).where(queue.error.is_not(None), queue.error != SILENT)
                found += (await uow.execute(errors)).scalars()
        return found


__all__ = ["Story"]
