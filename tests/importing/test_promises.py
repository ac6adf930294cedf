"""The promise that came with a ticket holds until it is kept, broken, or the work begins anew."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import RowMapping, select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.repository import estate_facts
from core.jobs.models import OutboxEvent
from core.sla.evaluate import evaluate
from core.sla.models import Clock, ClockState
from core.sla.repository import clocks_of
from core.sla.shipped import SHIPPED
from core.tickets.comment import Comment, comment
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.refs import TicketRef
from core.tickets.reopen import Reopen, reopen
from core.tickets.repository import history
from tests.factories import MORNING
from tests.importing.desk import Desk, line

ROWS = (
    line("ahead", opened="2025-03-11 09:00", due="2025-04-01 09:00"),
    line("kept", closed="2024-05-06 17:30"),
    line("late", closed="2024-05-09 10:00"),
    line("to the minute", closed="2024-05-07 09:00"),
    line("none", due=""),
    line("overdue"),
)


@pytest.fixture(autouse=True)
def morning() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of 12 March 2025."""
    with clock.at(MORNING) as hands:
        yield hands


async def _taken(desk: Desk) -> dict[str, RowMapping]:
    assert (await desk.run(desk.csv(*ROWS), desk.mapping())).exit_code == 0
    return await desk.tickets()


async def _clocks(desk: Desk, ticket: RowMapping) -> dict[tuple[str, int], RowMapping]:
    found = await desk.select(
        select(*Clock.__table__.columns).where(
            Clock.estate_id == desk.estate.id, Clock.ticket_id == ticket["id"]
        )
    )
    return {(row["rule"], row["round"]): row for row in found}


async def test_the_clocks_of_what_was_taken_over_equal_a_replay_of_its_history(desk: Desk) -> None:
    tickets = await _taken(desk)
    scope = Scope.system(desk.world.group_id, desk.estate.id)
    async with unit_of_work(desk.database, scope) as uow:
        calendar = (await estate_facts(uow, desk.estate.id)).calendar
        for ticket in tickets.values():
            ref = TicketRef(desk.estate.id, ticket["id"])
            values = evaluate(SHIPPED, calendar, await history(uow, ref), uow.now)
            kept = await clocks_of(uow, ref.estate_id, ref.id)
            assert kept.keys() == {(value.rule, value.round) for value in values}
            for value in values:
                assert kept[value.rule, value.round].equals(value)


@pytest.mark.parametrize("key", ["ahead", "kept", "late", "none", "overdue"])
async def test_a_remark_leaves_the_promise_as_it_was_and_announces_nothing_past(
    desk: Desk, key: str
) -> None:
    ticket = (await _taken(desk))[key]
    before = await _clocks(desk, ticket)
    actor = desk.estate.agent.actor
    said = Comment(TicketRef(desk.estate.id, ticket["id"]), ticket["version"], "已核对旧记录")
    async with unit_of_work(desk.database, Scope.of(actor, (desk.estate.id,))) as uow:
        await comment(actor, said, uow)
    assert await _clocks(desk, ticket) == before
    assert (await desk.tickets())[key]["due_at"] == ticket["due_at"]
    topics = await desk.select(
        select(OutboxEvent.topic).where(OutboxEvent.estate_id == desk.estate.id)
    )
    assert [row["topic"] for row in topics] == ["ticket.commented"]


async def test_from_the_next_step_on_our_own_promises_run(desk: Desk) -> None:
    ticket = (await _taken(desk))["ahead"]
    actor, estate = desk.estate.agent.actor, desk.estate
    step = Dispatch(
        TicketRef(estate.id, ticket["id"]), ticket["version"], assignee_id=estate.technician.id
    )
    async with unit_of_work(desk.database, Scope.of(actor, (estate.id,))) as uow:
        await dispatch(actor, step, uow)
    clocks = await _clocks(desk, ticket)
    assert {rule for rule, _ in clocks} == {"S-D1", "S-D2", "S-D7"}
    assert clocks["S-D7", 1]["due_at"] == ticket["due_at"]


async def test_a_reopened_one_is_promised_anew_by_our_own_policy(desk: Desk) -> None:
    ticket = (await _taken(desk))["late"]
    actor = desk.estate.agent.actor
    step = Reopen(TicketRef(desk.estate.id, ticket["id"]), ticket["version"], "又漏了")
    async with unit_of_work(desk.database, Scope.of(actor, (desk.estate.id,))) as uow:
        await reopen(actor, step, uow)
    clocks = await _clocks(desk, ticket)
    assert clocks["S-D7", 1]["state"] is ClockState.BROKEN
    assert clocks["S-D7", 2]["state"] is ClockState.RUNNING
    due_at = (await desk.tickets())["late"]["due_at"]
    assert MORNING < due_at < MORNING + timedelta(days=14)
