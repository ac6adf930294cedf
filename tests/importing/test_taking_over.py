"""What a taken-over ticket consists of, and that it is a ticket like any other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import RowMapping, select

from core import clock
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.importing.rows import CLOSING
from core.jobs.models import OutboxEvent, Timer
from core.sla.models import Clock, ClockState
from core.staff.models import Function
from core.surveys.models import Survey
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.kinds import Kind, State
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from core.tickets.reopen import Reopen, reopen
from core.tickets.transitions import TRANSITIONS, Action
from tests.factories import MORNING
from tests.importing.desk import HEADER, Desk, line

OPENED = datetime(2024, 5, 6, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
DUE = OPENED + timedelta(days=1)
CLOSED = {"closed": "2024-05-06 17:30", "result": "已修复"}
CLOSED_AT = datetime(2024, 5, 6, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def morning() -> Iterator[clock.Hands]:
    """The clock, stopped at nine in the morning of 12 March 2025."""
    with clock.at(MORNING) as hands:
        yield hands


async def _taken(desk: Desk, *rows: tuple[str, ...]) -> dict[str, RowMapping]:
    ended = await desk.run(desk.csv(*rows), desk.mapping())
    assert ended.exit_code == 0, ended.output
    return await desk.tickets()


async def _clocks(desk: Desk) -> list[RowMapping]:
    return await desk.select(
        select(*Clock.__table__.columns).where(Clock.estate_id == desk.estate.id)
    )


async def test_a_ticket_has_what_its_row_says_and_its_own_times(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17", **CLOSED)))["17"]
    assert ticket["state"] is State.CLOSED
    assert ticket["kind"] is Kind.REPAIR
    assert ticket["content"] == "厨房漏水"
    assert ticket["source_key"] == "old:17"
    assert ticket["received_at"] == OPENED
    assert ticket["due_at"] == DUE
    assert ticket["closed_at"] == ticket["completed_at"] == CLOSED_AT
    assert ticket["result"] == "已修复"
    assert ticket["number"].startswith("240506-")


async def test_keys_are_made_at_the_times_of_the_rows(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17", **CLOSED)))["17"]
    events = await desk.history(ticket)
    ids = [ticket["id"], *(event["id"] for event in events)]
    assert [key.version for key in ids] == [7] * len(ids)
    milliseconds = [key.int >> 80 for key in ids]
    assert milliseconds[:2] == [int(OPENED.timestamp() * 1000)] * 2
    assert set(milliseconds[2:]) == {int(CLOSED_AT.timestamp() * 1000)}
    assert [event["id"] for event in events] == sorted(event["id"] for event in events)


async def test_every_history_is_a_walk_through_the_table_of_transitions(desk: Desk) -> None:
    tickets = await _taken(desk, line("open"), line("closed", **CLOSED))
    for ticket in tickets.values():
        history = await desk.history(ticket)
        assert [event["sequence"] for event in history] == [*range(1, ticket["version"] + 1)]
        assert history[-1]["to_state"] is ticket["state"]
        assert history[-1]["at"] == ticket["updated_at"]
        for before, after in pairwise(history):
            assert after["from_state"] is before["to_state"]
            assert after["at"] >= before["at"]
    for step in CLOSING:
        assert any(
            row.action is step.action and step.leaves in row.sources and row.target is step.reaches
            for row in TRANSITIONS
        )


async def test_steps_the_source_does_not_tell_are_marked_and_leave_no_times(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17", **CLOSED)))["17"]
    history = await desk.history(ticket)
    assert all(event["data"]["takenOver"] for event in history)
    filled_in = [event for event in history if event["data"].get("filledIn")]
    assert [event["action"] for event in filled_in] == ["DISPATCH", "ACCEPT", "CONFIRM"]
    assert not any(event["public"] for event in filled_in)
    assert {event["note"] for event in filled_in} == {"Taken over."}
    assert ticket["dispatched_at"] is ticket["accepted_at"] is ticket["outcome"] is None
    told = {event["action"]: event for event in history if event not in filled_in}
    assert [*told] == ["REPORT", "COMPLETE", "CLOSE"]
    assert told["COMPLETE"]["note"] == "已修复"


async def test_what_is_unknown_has_its_reason(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17")))["17"]
    for name in ("place", "house", "contact", "occurred"):
        assert ticket[f"unknown_{name}"] == "not in the old system"


async def test_content_is_kept_whole(desk: Desk) -> None:
    content = '第一行\n第二行, "引号"\n' + "长" * 7000
    ticket = (await _taken(desk, line("17", content=content)))["17"]
    assert ticket["content"] == content


async def test_columns_to_keep_stand_in_the_history(desk: Desk) -> None:
    file = desk.csv((*line("17"), "三期", ""), header=(*HEADER, "phase", "votes"))
    mapping = desk.mapping(('key = ["id"]', 'key = ["id"]\nkeep = ["phase", "votes"]'))
    assert (await desk.run(file, mapping)).exit_code == 0
    ticket = (await desk.tickets())["17"]
    assert (await desk.history(ticket))[0]["data"]["source"] == {"phase": "三期"}


async def test_the_promise_given_is_a_clock_as_it_stands(desk: Desk) -> None:
    await _taken(
        desk,
        line("kept", **CLOSED),
        line("late", closed="2024-05-09 10:00"),
        line("overdue"),
        line("ahead", due="2025-04-01 09:00", opened="2025-03-01 09:00"),
        line("none", due=""),
    )
    tickets = {row["id"]: key for key, row in (await desk.tickets()).items()}
    clocks = {tickets[row["ticket_id"]]: row for row in await _clocks(desk)}
    assert {key: row["state"] for key, row in clocks.items()} == {
        "kept": ClockState.KEPT,
        "late": ClockState.BROKEN,
        "overdue": ClockState.BROKEN,
        "ahead": ClockState.RUNNING,
    }
    assert {row["rule"] for row in clocks.values()} == {"S-D7"}
    assert clocks["late"]["broken_at"] == clocks["overdue"]["broken_at"] == DUE
    assert clocks["kept"]["stopped_at"] == CLOSED_AT


async def test_only_a_promise_still_ahead_sets_a_timer_and_nothing_past_is_announced(
    desk: Desk,
) -> None:
    tickets = await _taken(
        desk,
        line("overdue"),
        line("closed", **CLOSED),
        line("ahead", due="2025-04-01 09:00", opened="2025-03-01 09:00"),
    )
    assert await desk.count(OutboxEvent) == 0
    assert await desk.count(Survey) == 0
    found = await desk.select(
        select(Timer.due_at, Timer.payload).where(Timer.estate_id == desk.estate.id)
    )
    assert [(row["due_at"], row["payload"]["ticket"]) for row in found] == [
        (datetime(2025, 3, 16, 13, 0, tzinfo=UTC), str(tickets["ahead"]["id"]))  # half-way
    ]


async def test_an_open_one_goes_on_by_the_ordinary_steps(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17")))["17"]
    estate = desk.estate
    step = Dispatch(
        TicketRef(estate.id, ticket["id"]),
        ticket["version"],
        department_id=estate.departments[Function.ENGINEERING],
        assignee_id=estate.technician.id,
    )
    actor = estate.agent.actor
    async with unit_of_work(desk.database, Scope.of(actor, (estate.id,))) as uow:
        await dispatch(actor, step, uow)
    assert (await desk.tickets())["17"]["state"] is State.DISPATCHED


async def test_a_closed_one_can_be_reopened(desk: Desk) -> None:
    ticket = (await _taken(desk, line("17", **CLOSED)))["17"]
    actor = desk.estate.agent.actor
    step = Reopen(TicketRef(desk.estate.id, ticket["id"]), ticket["version"], "又漏了")
    async with unit_of_work(desk.database, Scope.of(actor, (desk.estate.id,))) as uow:
        await reopen(actor, step, uow)
    reopened = (await desk.tickets())["17"]
    assert reopened["state"] is State.REOPENED
    assert (await desk.history(reopened))[-1]["action"] == Action.REOPEN


async def test_another_estate_sees_nothing_of_it(desk: Desk) -> None:
    await _taken(desk, line("17"))
    other = desk.world.estates[1]
    async with unit_of_work(desk.database, Scope.system(other.group_id, other.id)) as uow:
        found = await uow.execute(select(Ticket.id))
        assert found.all() == []
