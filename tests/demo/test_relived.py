"""Tickets of the demo group against the use cases: lived again, they leave the same rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import RowMapping, select

from core import clock
from core.actor import Role
from core.db.base import Base
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.jobs.handlers import DueTimer
from core.sla.keep import DUE
from core.sla.models import Clock
from core.surveys.models import Survey
from core.tickets.due import clock_due
from core.tickets.models import Ticket, TicketEvent, TicketMaterial
from core.tickets.refs import TicketRef
from core.tickets.transitions import TRANSITIONS, Action
from tenants.directory import enter_group, find_group
from tests.demo.conftest import Loaded
from tests.demo.reliving import USE_CASES, relive

pytestmark = pytest.mark.xdist_group("demo")

OWN_KEYS = frozenset({"id", "ticket_id", "number"})
"""What two tickets of one life do not share."""


async def _example(uow: UnitOfWork, action: Action) -> RowMapping:
    """The longest-lived ticket of those to which this was done."""
    done = select(TicketEvent.ticket_id).where(TicketEvent.action == action.value)
    chosen = select(Ticket.__table__).where(Ticket.id.in_(done))
    chosen = chosen.order_by(Ticket.version.desc(), Ticket.id)
    return (await uow.execute(chosen.limit(1))).mappings().one()


async def _rows(
    uow: UnitOfWork, model: type[Base], ref: TicketRef, *order: str
) -> Sequence[dict[str, Any]]:
    """What belongs to a ticket, without keys of its own."""
    table = model.__table__
    key = table.c.id if model is Ticket else table.c.ticket_id
    found = await uow.execute(
        select(table)
        .where(table.c.estate_id == ref.estate_id, key == ref.id)
        .order_by(*(table.c[name] for name in order))
    )
    return [
        {name: value for name, value in row.items() if name not in OWN_KEYS}
        for row in found.mappings()
    ]


async def _life(database: Database, group_id: int, ref: TicketRef) -> dict[str, Any]:
    """Everything there is of a ticket; surveys in entries by their order instead of their keys.

    Without the ranking's word on a dispatch: it tells of the people's day, not of the ticket.
    """
    async with unit_of_work(database, Scope.system(group_id, ref.estate_id)) as uow:
        events = await _rows(uow, TicketEvent, ref, "sequence")
        asked = select(Survey.id).where(
            Survey.estate_id == ref.estate_id, Survey.ticket_id == ref.id
        )
        surveys = list((await uow.execute(asked.order_by(Survey.invited_at))).scalars())
        for event in events:
            event["data"].pop("choice", None)
            if "survey" in event["data"]:
                event["data"]["survey"] = surveys.index(UUID(event["data"]["survey"]))
        return {
            "ticket": await _rows(uow, Ticket, ref),
            "events": events,
            "clocks": await _rows(uow, Clock, ref, "rule", "round"),
            "surveys": await _rows(uow, Survey, ref, "invited_at"),
            "materials": await _rows(uow, TicketMaterial, ref, "name", "quantity"),
        }


async def _let_clocks_come_due(database: Database, group_id: int, ref: TicketRef) -> None:
    """What the worker does when timers fire, at the clock's time."""
    async with unit_of_work(database, Scope.system(group_id, ref.estate_id)) as uow:
        due = DueTimer(
            uuid4(), group_id, ref.estate_id, DUE, "", {"ticket": str(ref.id)}, uow.now, 0
        )
        await clock_due(uow, due)


NOT_IN_THE_DEMO = frozenset({Action.JOIN, Action.LEAVE, Action.HAND_OVER})
"""What people do that nobody of the demo group has done yet."""


def test_everything_people_do_to_tickets_is_lived_again_here() -> None:
    by_people = {row.action for row in TRANSITIONS if row.roles - {Role.SYSTEM}}
    assert {Action.REPORT, *USE_CASES} == by_people - NOT_IN_THE_DEMO


@pytest.mark.parametrize("action", USE_CASES, ids=lambda action: action.value)
async def test_a_ticket_lived_again_through_the_use_cases_leaves_the_same_rows(
    loaded: Loaded, db: Database, action: Action
) -> None:
    async with unit_of_work(db, Scope.system()) as uow:
        group_id = await find_group(uow, "demo")
        assert group_id is not None
        await enter_group(uow, group_id)
        ticket = await _example(uow, action)
        first = TicketRef(ticket["estate_id"], ticket["id"])
        found = await uow.execute(
            select(TicketEvent.__table__)
            .where(TicketEvent.estate_id == first.estate_id, TicketEvent.ticket_id == first.id)
            .order_by(TicketEvent.sequence)
        )
        events = found.mappings().all()
    again = await relive(db, ticket, events)
    with clock.at(loaded.now):
        await _let_clocks_come_due(db, group_id, again)
    relived = await _life(db, group_id, again)
    _forget(loaded, again)
    assert relived == await _life(db, group_id, first)


def _forget(loaded: Loaded, ref: TicketRef) -> None:
    """Other tests count tickets, and only the administrator may unwrite a history."""
    with psycopg.connect(loaded.database.admin_url) as connection:
        for table in ("ticket_event", "clock", "survey", "ticket_material"):
            connection.execute(f"delete from core.{table} where ticket_id = %s", [ref.id])
        connection.execute("delete from core.ticket where id = %s", [ref.id])
