"""Tickets with the clocks that `evaluate` makes of their histories, for a storm to fall upon."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import chain
from uuid import UUID

from api.demo.copying import Copying
from api.demo.rows import Rows
from core.actor import Audience
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.models import PropertyType
from core.estates.repository import EstateFacts, estate_facts
from core.ids import new_id
from core.jobs.models import Timer
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Described, Entry, data_of_report
from core.sla.keep import DUE, due_in, timer_key
from core.sla.models import Clock
from core.sla.repository import changing
from core.sla.shipped import EDITIONS, SHIPPED
from core.tickets.kinds import Channel, Kind, Severity, State, Urgency
from core.tickets.models import Ticket, TicketEvent
from core.tickets.proposed import CONFIRMED
from core.tickets.transitions import Action
from tenants.models import Account
from tests.factories import EstateWorld, World, make_world

RULE, PROMISED = "S-C1", timedelta(hours=12)
"""The promise that falls due; the ticket's others do so days later."""

DESCRIBED = Described(
    Kind.SUGGESTION, Urgency.ROUTINE, Channel.PHONE, PropertyType.RESIDENTIAL, None
)
AT_A_TIME = 2
"""Estates filled side by side: one's rows are made while PostgreSQL takes another's."""

BEFORE = timedelta(seconds=1)
"""How long before the first clock is due its promises were looked at last."""


async def settle(database: Database, estates: int) -> World:
    """Estates with their usual people, who all have accounts, and so an inbox."""
    world = await make_world(database, estates=estates)
    keys = [estate.id for estate in world.estates]
    async with unit_of_work(database, Scope.system(world.group_id, *keys)) as uow:
        for person in chain.from_iterable(estate.staff for estate in world.estates):
            uow.add(
                Account,
                group_id=world.group_id,
                id=person.actor.account_id,
                audience=Audience.STAFF,
                name=person.name,
                locale="zh-CN",
                created_at=uow.now,
                disabled_at=None,
            )
    return world


async def fill(
    database: Database, world: World, clocks: int, first: datetime, window: timedelta
) -> None:
    """Write so many tickets, whose promises fall due one after another from `first` on."""
    count = len(world.estates)
    turn = asyncio.Semaphore(AT_A_TIME)

    async def estate(number: int, at: EstateWorld) -> None:
        async with turn, unit_of_work(database, Scope.system(world.group_id, at.id)) as uow:
            facts = await estate_facts(uow, at.id, first - PROMISED)
            seen = min(uow.now, first - BEFORE)
            rows = Rows(group_id=world.group_id, estate_id=at.id)
            for index in range(clocks // count):
                share = (index * count + number) / clocks
                _ticket(rows, at, facts, index, first + window * share, seen)
            await Copying(await uow.driver()).load(rows)

    await asyncio.gather(*(estate(number, at) for number, at in enumerate(world.estates)))


async def seconds_to_fill(database: Database, estates: int, clocks: int) -> float:
    """How long it will take, by writing a few that nobody will ever look at."""
    later = datetime.now(UTC) + timedelta(days=400)
    few = estates * max(1, min(clocks, 2_000) // estates)
    elsewhere = await settle(database, estates)
    for days, count in enumerate((estates, few)):  # the first to warm up
        began = datetime.now(UTC)
        await fill(database, elsewhere, count, later + timedelta(days=days), timedelta(0))
    return (datetime.now(UTC) - began).total_seconds() * clocks / few


def _ticket(
    rows: Rows, estate: EstateWorld, facts: EstateFacts, index: int, due: datetime, seen: datetime
) -> None:
    """A ticket reported so long before `due` that its dispatch is promised for that moment."""
    received = due - PROMISED
    entry = Entry(received, Action.REPORT, None, State.REPORTED, DESCRIBED)
    values = evaluate(SHIPPED, facts.calendar, (entry,), max(seen, received))
    ticket = new_id()
    rows.add(
        Ticket,
        id=ticket,
        number=f"{index:06d}-{received:%y%m%d}",
        version=1,
        state=State.REPORTED,
        kind=Kind.SUGGESTION,
        **CONFIRMED,
        urgency=Urgency.ROUTINE,
        severity=Severity.ORDINARY,
        channel=Channel.PHONE,
        content="建议增设充电桩",
        unknown_house="未说明",
        unknown_contact="未说明",
        unknown_place="未说明",
        unknown_occurred="未说明",
        received_at=received,
        updated_at=received,
        due_at=due_in(values),
    )
    rows.add(
        TicketEvent,
        id=new_id(),
        ticket_id=ticket,
        sequence=1,
        at=received,
        action=Action.REPORT.value,
        to_state=State.REPORTED,
        actor_id=estate.agent.actor.account_id,
        actor_name=estate.agent.name,
        actor_audience="staff",
        data=data_of_report(DESCRIBED, received, EDITIONS.at(received)),
        public=True,
    )
    for value in values:
        _clock(rows, ticket, value)


def _clock(rows: Rows, ticket: UUID, value: ClockValue) -> None:
    rows.add(
        Clock,
        id=new_id(),
        ticket_id=ticket,
        rule=value.rule,
        round=value.round,
        started_at=value.started_at,
        **changing(value),
    )
    if value.wakes_at is not None:
        rows.add(
            Timer,
            id=new_id(),
            kind=DUE,
            key=timer_key(ticket, value, "1"),
            due_at=value.wakes_at,
            payload={"ticket": str(ticket)},
        )


__all__ = ["PROMISED", "RULE", "fill", "seconds_to_fill", "settle"]
