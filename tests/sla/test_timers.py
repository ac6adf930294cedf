"""Clocks as rows: woken by timers, broken once, whoever is or is not assigned."""

from datetime import timedelta

from core import clock
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.ids import new_id
from core.jobs.handlers import DueTimer
from core.sla.keep import DUE
from core.sla.models import ClockState
from core.tickets.complete import Complete, complete
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.due import JOBS, clock_due
from core.tickets.errors import TicketCode
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, State
from core.tickets.resume import Resume, resume
from core.tickets.withdraw import Withdraw, withdraw
from tests.factories import EstateWorld
from tests.tickets.life import Life, a_complaint, a_leak
from tests.tickets.test_steps import refusal


async def test_a_ticket_nobody_is_assigned_breaks_its_promise_and_it_is_told_once(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-C1, S-C5."""
    life = await Life.begin(db, estate, a_leak(estate))
    time.advance(hours=12)
    await life.timers_fire()
    await life.timers_fire(again=True)
    clocks = await life.clocks()
    assert (await life.ticket())["assignee_id"] is None
    assert clocks["S-C1"]["state"] is ClockState.BROKEN
    assert clocks["S-C1"]["broken_at"] == clock.now()
    assert (await life.topics()).count("clock.broken") == 2  # S-A6 and S-C1
    assert (await life.ticket())["version"] == 1


async def test_a_clock_whose_timer_is_late_is_found_broken_by_the_next_step(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    due_at = (await life.clocks())["S-C1"]["due_at"]
    time.advance(hours=20)
    await life.step(estate.agent.actor, dispatch, Dispatch, assignee_id=estate.technician.id)
    late = (await life.clocks())["S-C1"]
    assert (late["state"], late["broken_at"]) == (ClockState.BROKEN, due_at)
    assert late["stopped_at"] == clock.now()
    told = (await life.topics()).count("clock.broken")
    await life.timers_fire()
    assert (await life.topics()).count("clock.broken") == told == 2


async def test_timers_of_promises_that_were_kept_do_nothing(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_completed()
    before = await life.clocks()
    time.advance(days=1)
    await life.timers_fire()
    assert await life.clocks() == before
    assert "clock.broken" not in await life.topics()


async def test_on_hold_for_the_customer_the_promise_waits_and_says_until_when(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-D8."""
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.to_accepted()
    until = clock.now() + timedelta(days=5)
    await life.step(
        estate.technician.actor,
        hold,
        Hold,
        reason=HoldReason.CUSTOMER,
        until=until,
        note="客户出差，周一回来",
    )
    ticket, paused = await life.ticket(), (await life.clocks())["S-D7"]
    assert (ticket["hold_reason"], ticket["hold_until"]) == (HoldReason.CUSTOMER, until)
    assert (paused["state"], paused["due_at"]) == (ClockState.PAUSED, None)
    assert paused["remaining"] == 3 * 86400
    assert ticket["due_at"] == until + timedelta(days=3)
    time.advance(days=4)
    await life.timers_fire()
    assert (await life.clocks())["S-D7"]["state"] is ClockState.PAUSED
    await life.step(estate.technician.actor, resume, Resume)
    ticket, running = await life.ticket(), (await life.clocks())["S-D7"]
    assert (ticket["state"], ticket["hold_reason"]) == (State.ACCEPTED, None)
    assert running["due_at"] == ticket["due_at"] == clock.now() + timedelta(days=3)


async def test_a_hold_nobody_ends_runs_on_and_breaks_by_itself(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-D8: a limit; nothing waits unseen."""
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.to_accepted()
    until = clock.now() + timedelta(days=2)
    await life.step(
        estate.technician.actor, hold, Hold, reason=HoldReason.PARTS, until=until, note="等货"
    )
    time.set(until - timedelta(minutes=1))
    await life.timers_fire()
    time.set(until)
    await life.timers_fire()
    running = (await life.clocks())["S-D7"]
    assert (running["state"], running["due_at"]) == (
        ClockState.RUNNING,
        until + timedelta(days=3),
    )
    time.set(running["due_at"])
    await life.timers_fire()
    assert (await life.clocks())["S-D7"]["state"] is ClockState.BROKEN
    assert (await life.ticket())["state"] is State.ON_HOLD


async def test_a_hold_for_reasons_of_our_own_stops_no_clock(
    db: Database, estate: EstateWorld
) -> None:
    """S-D8, S-D6."""
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.to_accepted()
    due_at = (await life.ticket())["due_at"]
    await life.step(
        estate.technician.actor,
        hold,
        Hold,
        reason=HoldReason.INTERNAL,
        until=clock.now() + timedelta(days=60),
        note="人手不够",
    )
    assert (await life.clocks())["S-D7"]["state"] is ClockState.RUNNING
    assert (await life.ticket())["due_at"] == due_at


async def test_no_reason_stops_a_clock_for_longer_than_its_limit(
    db: Database, estate: EstateWorld
) -> None:
    """S-D8."""
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.to_accepted()
    said = {"reason": HoldReason.CUSTOMER, "note": "客户出国"}
    long = await refusal(
        life,
        estate.technician.actor,
        hold,
        Hold,
        **said,
        until=clock.now() + timedelta(days=7, minutes=1),
    )
    assert long.code is TicketCode.HOLD_TOO_LONG
    assert long.details == {"latest": clock.now() + timedelta(days=7)}
    past = await refusal(life, estate.technician.actor, hold, Hold, **said, until=clock.now())
    assert past.code is TicketCode.TIME_IN_PAST


async def test_a_ticket_withdrawn_on_hold_is_held_no_longer_and_owes_nothing(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.to_accepted()
    until = clock.now() + timedelta(days=2)
    await life.step(
        estate.technician.actor, hold, Hold, reason=HoldReason.CUSTOMER, until=until, note="约时间"
    )
    await life.step(estate.resident.actor, withdraw, Withdraw, reason="不用了")
    assert (await life.clocks())["S-D7"]["state"] is ClockState.CANCELLED
    assert (await life.ticket())["hold_reason"] is None
    time.advance(days=30)
    await life.timers_fire()
    assert "clock.broken" not in await life.topics()


async def test_the_promise_to_ask_breaks_when_nobody_asks(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-F1."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    await life.step(estate.technician.actor, complete, Complete, result="修好了")
    time.set((await life.clocks())["S-F1"]["due_at"])
    await life.timers_fire()
    assert (await life.clocks())["S-F1"]["state"] is ClockState.BROKEN


async def test_a_timer_of_a_ticket_that_is_no_more_does_nothing(
    db: Database, estate: EstateWorld
) -> None:
    timer = DueTimer(
        id=new_id(),
        group_id=estate.group_id,
        estate_id=estate.id,
        kind=DUE,
        key="k",
        payload={"ticket": str(new_id())},
        due_at=clock.now(),
        attempts=0,
    )
    scope = Scope.system(estate.group_id, estate.id)
    async with unit_of_work(db, scope) as uow:
        await clock_due(uow, timer)
    assert [kind.name for kind in JOBS.timers] == [DUE]
