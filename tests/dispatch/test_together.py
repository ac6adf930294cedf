"""An hour's tickets assigned together are never later, in all, than given out one at a time."""

from collections.abc import Mapping
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.dispatch.together import (
    Job,
    assigned_together,
    one_at_a_time,
    together,
)
from core.staff.models import Skill
from tests.dispatch.desk import Desk, event

PEOPLE = tuple(UUID(int=number) for number in range(1, 7))


def job(number: int, minutes: int, due: int | None, scores: Mapping[UUID, int]) -> Job:
    return Job(UUID(int=1000 + number), minutes, due, scores)


@st.composite
def mornings(draw: st.DrawFn) -> tuple[list[Job], dict[UUID, int]]:
    """Tickets that wait, who could do each, and what everybody has to do already."""
    people = PEOPLE[: draw(st.integers(1, len(PEOPLE)))]
    jobs = []
    for number in range(draw(st.integers(0, 12))):
        able = draw(st.lists(st.sampled_from(people), unique=True))
        jobs.append(
            job(
                number,
                draw(st.sampled_from((15, 30, 45, 60, 90, 120))),
                draw(st.none() | st.integers(-60, 480)),
                {who: draw(st.integers(40, 120)) for who in able},
            )
        )
    backlog = {who: draw(st.integers(0, 4)) * 45 for who in people}
    return jobs, backlog


@settings(max_examples=300, deadline=None)
@given(mornings())
def test_together_is_never_later_than_one_at_a_time(
    morning: tuple[list[Job], dict[UUID, int]],
) -> None:
    """S-C2: promises already made."""
    jobs, backlog = morning
    both, singly = together(jobs, backlog), one_at_a_time(jobs, backlog)
    assert both.lateness <= singly.lateness
    assert len(both.undone) == len(singly.undone) == sum(not each.scores for each in jobs)
    given_out = [each.id for line in both.lines.values() for each in line]
    assert sorted(given_out + [each.id for each in both.undone]) == [each.id for each in jobs]
    assert all(who in each.scores for who, line in both.lines.items() for each in line)


def test_it_is_better_where_the_best_for_one_is_the_only_one_for_another() -> None:
    versatile, plumber = PEOPLE[:2]
    jobs = [
        job(1, 60, 60, {versatile: 90, plumber: 80}),
        job(2, 60, 60, {versatile: 85}),
    ]
    singly = one_at_a_time(jobs, {})
    assert singly.lines.keys() == {versatile}
    assert singly.lateness == 60
    both = together(jobs, {})
    assert both.lateness == 0
    assert both.lines == {plumber: (jobs[0],), versatile: (jobs[1],)}


def test_where_lateness_is_the_same_the_better_people_go() -> None:
    first, second = PEOPLE[:2]
    jobs = [job(1, 30, 600, {first: 70, second: 90}), job(2, 30, 600, {first: 95, second: 60})]
    both = assigned_together(jobs, {})
    assert both.lines == {second: (jobs[0],), first: (jobs[1],)}


async def test_routine_tickets_wait_for_the_hour_and_go_out_together(
    desk: Desk, time: clock.Hands
) -> None:
    """The plumber who is an electrician too is kept for what needs one."""
    await desk.mode("TOGETHER")
    await desk.learns(desk.estate.technician, Skill.ELECTRICITY, 3)
    time.advance(minutes=10)
    leaks = [await desk.report() for _ in range(2)]
    power = await desk.report(categoryCode="repair.power")
    await desk.work()
    assert (await desk.seen(power))["state"] == "REPORTED"
    time.advance(minutes=50)
    await desk.work()
    desk.agent = desk.again(desk.agent)
    assert (await desk.seen(power))["assignee"]["name"] == "吴磊"
    sent = [(await desk.seen(leak))["assignee"]["name"] for leak in leaks]
    assert "孙浩" in sent
    kept = event(await desk.seen(power), "DISPATCH")["data"]["choice"]
    assert kept["automatic"]


async def test_urgent_tickets_do_not_wait_for_the_hour(desk: Desk) -> None:
    await desk.mode("TOGETHER")
    ticket = await desk.report(urgency="URGENT")
    await desk.work()
    assert (await desk.seen(ticket))["state"] == "DISPATCHED"


async def test_what_nobody_can_be_sent_to_at_the_hour_is_escalated(
    desk: Desk, time: clock.Hands
) -> None:
    """S-C5."""
    await desk.mode("TOGETHER")
    leak, power = await desk.report(), await desk.report(categoryCode="repair.power")
    await desk.work()
    time.advance(hours=1)
    await desk.work()
    desk.agent = desk.again(desk.agent)
    assert (await desk.seen(leak))["state"] == "DISPATCHED"
    assert event(await desk.seen(power), "FIND_NOBODY")["data"]["lack"] == "NOBODY_ABLE"


async def test_a_worker_that_was_away_over_the_hour_sends_at_once(
    desk: Desk, time: clock.Hands
) -> None:
    await desk.mode("TOGETHER")
    ticket = await desk.report()
    time.advance(hours=1, minutes=1)
    await desk.work()
    desk.agent = desk.again(desk.agent)
    assert (await desk.seen(ticket))["state"] == "DISPATCHED"
