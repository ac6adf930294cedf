"""Nothing counts twice: however often it is delivered, to however many, and whoever is killed."""

import asyncio
import multiprocessing
import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.jobs.handlers import Event
from core.jobs.models import Delivery, OutboxEvent
from core.plugin.trial import trial_ticket
from core.sla.keep import BROKEN
from core.sla.models import Clock, ClockState
from core.tickets.actions import Action
from core.tickets.kinds import State
from core.tickets.models import TicketEvent
from plugins.merit.cases.models import MeritCase, MeritEvidence
from plugins.merit.facts.models import MeritFact, MeritRule
from plugins.merit.facts.notice import promise_broken
from plugins.merit.facts.set_rule import SHIPPED
from plugins.merit.terms import begin_with
from tests.database import TestDatabase
from tests.factories import EstateWorld, make_world
from tests.plugins.merit import worker_process

RULES = [each.columns() for each in SHIPPED]

TICKETS = 30
TWICE = 5
"""Every so many-th event is announced twice."""

WORKERS = 3
KILLS = 5
SECONDS = 60
SEED = 20250312

Fork = multiprocessing.get_context("forkserver")


async def broken(db: Database, estate: EstateWorld, number: int) -> list[Event]:
    """So many promises of the technician's that broke at the same time, and what tells of them."""
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    events = []
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        await begin_with(uow, MeritRule, estate.group_id, estate.id, RULES)
        late = uow.now + timedelta(hours=1)
        for _ in range(number):
            ticket = await trial_ticket(uow, estate)
            uow.add(
                TicketEvent,
                **tenant,
                id=new_id(),
                ticket_id=ticket,
                sequence=2,
                at=uow.now,
                action=Action.DISPATCH.value,
                from_state=State.CLASSIFIED,
                to_state=State.DISPATCHED,
                actor_id=estate.agent.actor.account_id,
                actor_name=estate.agent.name,
                actor_audience="staff",
                data={"assignee": str(estate.technician.id)},
                public=True,
            )
            uow.add(
                Clock,
                **tenant,
                id=new_id(),
                ticket_id=ticket,
                rule="S-D1",
                round=1,
                state=ClockState.BROKEN,
                started_at=uow.now,
                due_at=late,
                broken_at=late,
            )
            await uow.flush()
            said = {"rule": "S-D1", "round": 1, "broken_at": late.isoformat()}
            events.append(Event(new_id(), estate.group_id, estate.id, BROKEN, ticket, said, late))
    return events


async def kept(db: Database, estate: EstateWorld) -> tuple[Counter[UUID], list[int]]:
    """How many facts there are of each ticket, and how many facts each case has as evidence."""
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        facts = select(MeritFact.ticket_id).where(MeritFact.estate_id == estate.id)
        of = Counter((await uow.execute(facts)).scalars())
        evidence = (
            select(func.count(MeritEvidence.fact_id.distinct()))
            .join(MeritCase, MeritCase.id == MeritEvidence.case_id)
            .where(MeritEvidence.estate_id == estate.id)
            .group_by(MeritEvidence.case_id)
        )
        return of, sorted((await uow.execute(evidence)).scalars())


async def test_what_is_delivered_to_several_at_once_is_one_fact_and_serves_one_case(
    db: Database, estate: EstateWorld
) -> None:
    events = await broken(db, estate, 6)

    async def deliver(event: Event) -> None:
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            await promise_broken(uow, event)

    several = [event for event in events for _ in range(3)]
    random.Random(SEED).shuffle(several)
    await asyncio.gather(*(deliver(event) for event in several))
    facts, cases = await kept(db, estate)
    assert facts == {event.subject_id: 1 for event in events}
    assert cases == [3, 3], "every third one proposes, from all that have not served yet"


async def left(db: Database) -> int:
    """What is still to be done; what failed by itself is made due again at once."""
    async with unit_of_work(db, Scope.system()) as uow:
        waiting = Delivery.done_at.is_(None)
        again = update(Delivery).values(due_at=uow.now).where(waiting, Delivery.attempts > 0)
        await uow.execute(again)
        unrouted = select(func.count()).where(
            OutboxEvent.topic == BROKEN, OutboxEvent.routed_at.is_(None)
        )
        open_ = select(func.count()).select_from(Delivery).where(waiting)
        total: int = (await uow.execute(unrouted)).scalar_one()
        return total + int((await uow.execute(open_)).scalar_one())


async def test_workers_that_are_killed_keep_every_fact_once_and_propose_from_each_once(
    fresh_database: TestDatabase,
) -> None:
    Fork.set_forkserver_preload([worker_process.__name__])

    def start() -> multiprocessing.process.BaseProcess:
        process = Fork.Process(
            target=worker_process.main, args=(fresh_database.app_url,), daemon=True
        )
        process.start()
        return process

    chance, kills = random.Random(SEED), 0
    async with Database(fresh_database.app_url, size=4).opened() as db:
        estate = (await make_world(db)).estates[0]
        events = await broken(db, estate, TICKETS)
        async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
            for number, event in enumerate(events):
                for _ in range(2 if number % TWICE == 0 else 1):
                    uow.emit(
                        BROKEN,
                        group_id=estate.group_id,
                        estate_id=estate.id,
                        subject_id=event.subject_id,
                        **event.payload,
                    )
        running = [start() for _ in range(WORKERS)]
        try:
            async with asyncio.timeout(SECONDS):
                while await left(db):
                    await asyncio.sleep(chance.uniform(0.05, 0.3))
                    if kills < KILLS:
                        victim = chance.randrange(WORKERS)
                        running[victim].kill()
                        running[victim].join()
                        running[victim] = start()
                        kills += 1
        finally:
            for process in running:
                process.kill()
                process.join()
        facts, cases = await kept(db, estate)
    assert facts == {event.subject_id: 1 for event in events}
    assert cases == [3] * (TICKETS // 3)
    assert kills, "somebody was killed before all was done"
