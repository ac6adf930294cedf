"""Plugins have a say in what is promised; what they said stands in the history."""

from datetime import timedelta

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.repository import estate_facts
from core.plugin.answers import Deadline
from core.plugin.catalogue import Catalogue
from core.plugin.hooks import hook
from core.sla.evaluate import evaluate
from core.sla.models import ClockState
from core.sla.repository import clocks_of
from core.sla.shipped import SHIPPED
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from core.tickets.report import Receipt, report
from core.tickets.repository import history
from tests.factories import EstateWorld
from tests.plugin.made import plugin
from tests.tickets.life import Life, a_complaint

HOUR = timedelta(hours=1)


@hook()
async def ticket_deadlines(uow: UnitOfWork, ticket: TicketRef) -> list[Deadline]:
    """A complaint within six hours, a visit of the leader within ten; and one much too late."""
    found = await uow.execute(Ticket.__table__.select().where(Ticket.id == ticket.id))
    assert found.one().estate_id == ticket.estate_id  # the ticket is there to be looked at
    now = clock.now()
    return [
        Deadline("S-D7", now + 6 * HOUR, "合同约定"),
        Deadline("S-C1", now + 99 * HOUR, "宽限"),
        Deadline("VISIT", now + 10 * HOUR, "领导上门"),
    ]


async def _reported(db: Database, estate: EstateWorld) -> Life:
    """A complaint reported where the plugin is on."""
    with plugin("made", ticket_deadlines) as manifest:
        scope = Scope.of(estate.resident.actor, (estate.id,))
        async with unit_of_work(db, scope) as uow:
            uow.plan = Catalogue([manifest]).plan({"made"})
            receipt: Receipt = await report(estate.resident.actor, a_complaint(estate), uow)
    return Life(db, estate, receipt)


async def test_a_plugin_shortens_promises_and_adds_its_own_and_lengthens_none(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    began = clock.now()
    life = await _reported(db, estate)
    clocks = await life.clocks()
    due = {rule: row["due_at"] - began for rule, row in clocks.items()}
    assert (due["S-D7"], due["S-C1"], due["VISIT"]) == (6 * HOUR, 12 * HOUR, 10 * HOUR)
    assert (await life.ticket())["due_at"] == life.receipt.due_at == began + 6 * HOUR
    time.advance(hours=10)
    await life.timers_fire()
    states = {rule: row["state"] for rule, row in (await life.clocks()).items()}
    assert states["S-D7"] is states["VISIT"] is ClockState.BROKEN


async def test_what_a_plugin_said_stands_in_the_history_when_it_is_long_gone(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await _reported(db, estate)
    await life.to_accepted()
    await life.work_through()
    await life.finish()
    async with unit_of_work(db, Scope.system(estate.group_id, estate.id)) as uow:
        facts = await estate_facts(uow, estate.id)
        past = await history(uow, life.ref)
        rows = await clocks_of(uow, estate.id, life.ref.id)
    replayed = evaluate(SHIPPED, facts.calendar, past, clock.now())
    assert all(rows[value.rule, value.round].equals(value) for value in replayed)
    assert rows["VISIT", 1].state is ClockState.KEPT
    named = past[0].named
    assert named is not None
    assert {each.plugin for each in named} == {"made"}
