"""Steps: checked against the table, the version and the scope; recorded in one transaction."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import clock
from core.actor import Actor
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.errors import Conflict, GuanjiaError, NotFound
from core.ids import new_id
from core.sla.models import ClockState
from core.staff.models import Function, Staff
from core.text import TextCode
from core.tickets.accept import Accept, accept
from core.tickets.appoint import Appoint, appoint
from core.tickets.classify import Classify, classify
from core.tickets.close import Close, close
from core.tickets.comment import Comment, comment
from core.tickets.complete import Complete, Material, complete
from core.tickets.confirm import Confirm, confirm
from core.tickets.depart import Depart, depart
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.errors import StepNotAllowed, TicketCode
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, Kind, Nature, Outcome, Severity, State, Urgency
from core.tickets.models import TicketMaterial
from core.tickets.reopen import Reopen, reopen
from core.tickets.resume import Resume, resume
from core.tickets.return_ import Return, return_
from core.tickets.start import Start, start
from core.tickets.withdraw import Withdraw, withdraw
from tests.factories import EstateWorld, World
from tests.tickets.life import Life, a_complaint, a_leak, do


async def refusal(life: Life, actor: Actor, *step: Any, **said: Any) -> GuanjiaError:
    """The step, refused; nothing of it is left behind."""
    before = (await life.ticket(), await life.events(), await life.topics())
    with pytest.raises(GuanjiaError) as refused:
        await life.step(actor, *step, **said)
    assert (await life.ticket(), await life.events(), await life.topics()) == before
    return refused.value


async def test_a_forbidden_step_names_the_allowed_ones_for_this_caller(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    by_agent = await refusal(life, estate.agent.actor, start, Start)
    assert isinstance(by_agent, StepNotAllowed)
    assert by_agent.allowed == ("CLASSIFY", "DISPATCH", "WITHDRAW", "COMMENT", "JOIN")
    by_resident = await refusal(
        life, estate.resident.actor, dispatch, Dispatch, assignee_id=estate.technician.id
    )
    assert isinstance(by_resident, StepNotAllowed)
    assert by_resident.allowed == ("WITHDRAW", "COMMENT")


async def test_a_technician_cannot_accept_what_is_another_ones(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.agent.actor, dispatch, Dispatch, assignee_id=estate.technician.id)
    refused = await refusal(life, estate.second_technician.actor, accept, Accept)
    assert refused.details["allowed"] == ("COMMENT",)


async def test_the_neighbours_ticket_does_not_exist_for_a_resident(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    refused = await refusal(life, estate.neighbour.actor, comment, Comment, text="这是谁家的？")
    assert isinstance(refused, NotFound)


async def test_another_estates_ticket_does_not_exist_for_its_agent(
    db: Database, world: World
) -> None:
    here, there = world.estates
    life = await Life.begin(db, here, a_leak(here))
    with pytest.raises(NotFound):
        await do(db, there.agent.actor, here, comment, Comment(life.ref, 1, "你好"))


async def test_a_version_that_is_not_the_present_one_is_a_conflict(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.agent.actor, comment, Comment, text="已联系客户")
    with pytest.raises(Conflict) as refused:
        await do(db, estate.agent.actor, estate, comment, Comment(life.ref, 1, "再次联系"))
    assert refused.value.details == {"current": 2}


async def test_of_two_who_act_at_once_on_one_version_one_is_told_of_the_other(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))

    async def send(staff_id: Any) -> object:
        try:
            return await do(
                db, estate.agent.actor, estate, dispatch, Dispatch(life.ref, 1, None, staff_id)
            )
        except Conflict as conflict:
            return conflict

    people = (estate.technician.id, estate.second_technician.id) * 2
    answers = await asyncio.gather(*(send(person) for person in people))
    assert sum(answer == life.ref for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
    assert (await life.ticket())["version"] == 2
    assert len(await life.events()) == 2


async def test_a_repair_is_dispatched_to_a_person_and_a_complaint_may_go_to_a_department(
    db: Database, estate: EstateWorld
) -> None:
    """S-C3."""
    engineering = estate.departments[Function.ENGINEERING]
    life = await Life.begin(db, estate, a_leak(estate))
    refused = await refusal(life, estate.agent.actor, dispatch, Dispatch, department_id=engineering)
    assert refused.code is TicketCode.ASSIGNEE_REQUIRED
    life = await Life.begin(db, estate, a_complaint(estate))
    await life.step(estate.agent.actor, dispatch, Dispatch, department_id=engineering)
    ticket = await life.ticket()
    assert (ticket["department_id"], ticket["assignee_id"]) == (engineering, None)


async def test_a_department_without_a_person_is_accepted_by_its_head_who_becomes_responsible(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_complaint(estate))
    engineering = estate.departments[Function.ENGINEERING]
    await life.step(estate.agent.actor, dispatch, Dispatch, department_id=engineering)
    await life.step(estate.head.actor, accept, Accept)
    assert (await life.ticket())["assignee_id"] == estate.head.id


async def test_the_choice_and_its_reason_are_kept_when_a_ticket_is_dispatched(
    db: Database, estate: EstateWorld
) -> None:
    """S-C2."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(
        estate.agent.actor, dispatch, Dispatch, assignee_id=estate.technician.id, reason="离得近"
    )
    last = (await life.events())[-1]
    assert last["note"] == "离得近"
    assert last["data"]["choice"]["rank"] == 1
    assert last["data"]["assignee"] == str(estate.technician.id)
    assert last["data"]["department"] == str(estate.departments[Function.ENGINEERING])
    assert (await life.ticket())["dispatched_at"] == clock.now()


async def test_nobody_can_be_dispatched_who_is_not_the_estates(db: Database, world: World) -> None:
    here, there = world.estates
    life = await Life.begin(db, here, a_leak(here))
    for said in (
        {"assignee_id": new_id()},
        {"assignee_id": there.technician.id},
        {"assignee_id": here.resident.id},
    ):
        refused = await refusal(life, here.agent.actor, dispatch, Dispatch, **said)
        assert (type(refused), refused.field) == (NotFound, "assigneeId")
    wrong = await refusal(
        life,
        here.agent.actor,
        dispatch,
        Dispatch,
        assignee_id=here.technician.id,
        department_id=here.departments[Function.CLEANING],
    )
    assert wrong.code is TicketCode.ASSIGNEE_OF_OTHER_DEPARTMENT


async def test_who_leaves_works_to_the_end_of_the_last_day_by_the_estates_own_clock(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    scope = Scope.system(estate.group_id, estate.id)
    async with unit_of_work(db, scope) as uow:
        await uow.execute(
            update(Staff)
            .where(Staff.estate_id == estate.id, Staff.id == estate.technician.id)
            .values(left_on=date(2025, 3, 12))
        )
    life = await Life.begin(db, estate, a_leak(estate))
    said = {"assignee_id": estate.technician.id}
    time.set(datetime(2025, 3, 12, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
    await life.step(estate.agent.actor, dispatch, Dispatch, **said)
    time.advance(minutes=1)
    assert isinstance(await refusal(life, estate.agent.actor, dispatch, Dispatch, **said), NotFound)


async def test_a_department_gives_back_with_a_reason_the_customer_does_not_read(
    db: Database, estate: EstateWorld
) -> None:
    """S-D2."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.agent.actor, dispatch, Dispatch, assignee_id=estate.technician.id)
    nothing = await refusal(life, estate.technician.actor, return_, Return, reason=" ")
    assert nothing.code is TextCode.TEXT_REQUIRED
    await life.step(estate.technician.actor, return_, Return, reason="今天人手不够")
    ticket, last = await life.ticket(), (await life.events())[-1]
    assert (ticket["state"], ticket["assignee_id"]) == (State.CLASSIFIED, None)
    assert (last["public"], last["note"]) == (False, "今天人手不够")


async def test_a_residents_step_counts_what_the_resident_may_not_read(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """The clocks after a requester's step are those of the whole history."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.agent.actor, dispatch, Dispatch, assignee_id=estate.technician.id)
    await life.step(estate.technician.actor, return_, Return, reason="今天人手不够")
    time.advance(hours=1)
    await life.step(estate.resident.actor, comment, Comment, text="什么时候来？")
    clocks = await life.clocks()
    assert clocks["S-D1"]["state"] is ClockState.CANCELLED
    assert clocks["S-C1"]["round"] == 2
    assert clocks["S-C1"]["due_at"] == clock.now() + timedelta(hours=11)
    assert [event["public"] for event in await life.events()] == [True, True, False, True]


async def test_history_never_runs_backwards_even_for_who_waited_at_the_lock(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    agent = estate.agent.actor
    async with unit_of_work(db, Scope.of(agent, (estate.id,))) as early:
        time.advance(minutes=5)
        await life.step(agent, comment, Comment, text="先到")
        await comment(agent, Comment(life.ref, 2, "先开始"), early)
    times = [event["at"] for event in await life.events()]
    assert times == sorted(times)


async def test_going_on_after_a_hold_is_not_arriving_anew(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    said = {"reason": HoldReason.CUSTOMER, "until": clock.now() + timedelta(days=1), "note": "等"}
    accepted_at = clock.now()
    for state in (State.ACCEPTED, State.REOPENED):
        time.advance(minutes=10)
        await life.step(estate.technician.actor, hold, Hold, **said)
        await life.step(estate.technician.actor, resume, Resume)
        ticket = await life.ticket()
        assert ticket["state"] is state
        assert ticket["accepted_at"] == accepted_at
        assert ticket["reopened"] == (state is State.REOPENED)
        if state is State.ACCEPTED:
            await life.step(estate.technician.actor, complete, Complete, result="好了")
            await life.step(estate.resident.actor, reopen, Reopen, reason="没好")


async def test_classifying_says_all_of_section_b_and_moves_the_promise(
    db: Database, estate: EstateWorld
) -> None:
    """S-B1 to S-B3."""
    life = await Life.begin(db, estate, a_leak(estate, category_code=None))
    said = {
        "kind": Kind.COMPLAINT,
        "urgency": Urgency.URGENT,
        "severity": Severity.MAJOR,
        "important": True,
        "needs_developer": True,
    }
    refused = await refusal(life, estate.agent.actor, classify, Classify, **said)
    assert refused.code is TicketCode.NATURE_REQUIRED
    await life.step(
        estate.agent.actor, classify, Classify, **said, category_code="complaint.defect"
    )
    ticket = await life.ticket()
    assert (ticket["kind"], ticket["nature"]) == (Kind.COMPLAINT, Nature.REPAIR_TYPE)
    assert (ticket["severity"], ticket["important"]) == (Severity.MAJOR, True)
    assert ticket["due_at"] == clock.now() + timedelta(days=3)


async def test_an_appointment_lies_ahead(db: Database, estate: EstateWorld) -> None:
    """S-D1."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    refused = await refusal(life, estate.technician.actor, appoint, Appoint, at=clock.now())
    assert refused.code is TicketCode.TIME_IN_PAST
    tomorrow = clock.now() + timedelta(days=1)
    await life.step(estate.technician.actor, appoint, Appoint, at=tomorrow)
    assert (await life.ticket())["appointment_at"] == tomorrow


async def test_result_materials_and_labour_are_reported_with_the_completion(
    db: Database, estate: EstateWorld
) -> None:
    """S-E1."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    for said, code in (
        ({"materials": (Material("水管", 0, "米", 100),)}, TicketCode.MATERIAL_INVALID),
        ({"materials": (Material("水管", 1, "米", -1),)}, TicketCode.MATERIAL_INVALID),
        ({"materials": (Material("水管", 1, "米", 1),) * 101}, TicketCode.MATERIAL_INVALID),
        ({"labour_minutes": -1}, TicketCode.LABOUR_INVALID),
    ):
        refused = await refusal(
            life, estate.technician.actor, complete, Complete, result="好了", **said
        )
        assert refused.code is code
    await life.step(
        estate.technician.actor,
        complete,
        Complete,
        result="换了一段水管",
        labour_minutes=30,
        materials=(Material("PPR 水管", 1500, "米", 4500), Material("接头", 2000, "个", 1600)),
    )
    ticket = await life.ticket()
    assert (ticket["result"], ticket["labour_minutes"]) == ("换了一段水管", 30)
    assert ticket["completed_at"] == clock.now()
    async with unit_of_work(db, Scope.of(estate.resident.actor, (estate.id,))) as uow:
        used = await uow.execute(
            select(TicketMaterial.name, TicketMaterial.cost)
            .where(TicketMaterial.ticket_id == life.ref.id)
            .order_by(TicketMaterial.cost)
        )
        assert [tuple(row) for row in used] == [("接头", 1600), ("PPR 水管", 4500)]


async def test_what_is_solved_in_part_goes_back_to_work(db: Database, estate: EstateWorld) -> None:
    """S-E2."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_completed()
    await life.step(estate.agent.actor, confirm, Confirm, outcome=Outcome.PARTLY, note="还滴水")
    ticket = await life.ticket()
    assert (ticket["state"], ticket["reopened"]) == (State.REOPENED, 1)
    assert (ticket["outcome"], ticket["completed_at"]) == (Outcome.PARTLY, None)


async def test_an_agent_closes_what_is_confirmed_but_not_what_is_only_completed(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_completed()
    refused = await refusal(life, estate.agent.actor, close, Close, note="客户不愿评价")
    assert refused.code is TicketCode.STEP_NOT_ALLOWED
    await life.step(estate.resident.actor, confirm, Confirm, outcome=Outcome.SOLVED)
    await life.step(estate.agent.actor, close, Close, note="客户不愿评价")
    ticket = await life.ticket()
    assert (ticket["state"], ticket["closed_at"]) == (State.CLOSED, clock.now())


async def test_a_withdrawn_ticket_takes_comments_and_nothing_else(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.resident.actor, withdraw, Withdraw, reason="自己修好了")
    refused = await refusal(life, estate.resident.actor, withdraw, Withdraw, reason="再撤一次")
    assert refused.details["allowed"] == ("COMMENT",)
    assert (await life.ticket())["closed_at"] == clock.now()


async def test_an_internal_comment_is_not_the_residents_to_read_and_a_residents_always_is(
    db: Database, estate: EstateWorld
) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.step(estate.agent.actor, comment, Comment, text="注意态度", public=False)
    await life.step(estate.resident.actor, comment, Comment, text="在家", public=False)
    assert [event["public"] for event in await life.events()] == [True, False, True]


async def test_the_history_says_who_did_what_when_and_from_where_to_where(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-N2."""
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    time.advance(hours=1)
    await life.step(estate.technician.actor, depart, Depart)
    last = (await life.events())[-1]
    assert (last["action"], last["from_state"], last["to_state"]) == (
        "DEPART",
        State.ACCEPTED,
        State.ON_THE_WAY,
    )
    assert (last["actor_id"], last["actor_name"], last["actor_audience"]) == (
        estate.technician.actor.account_id,
        estate.technician.name,
        "staff",
    )
    assert last["at"] == clock.now()
