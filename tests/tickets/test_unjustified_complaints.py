"""S-B4: judged unjustified is not closed; it is explained, and a head takes over if that fails."""

from core.db.engine import Database
from core.errors import GuanjiaError, NotFound
from core.staff.models import Function
from core.tickets.close import Close, close
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.errors import TicketCode
from core.tickets.explain import Explain, explain
from core.tickets.kinds import State
from core.tickets.reject import Reject, reject
from tests.factories import EstateWorld
from tests.tickets.life import Life, a_complaint, a_leak
from tests.tickets.test_steps import refusal


async def rejected(db: Database, estate: EstateWorld) -> Life:
    life = await Life.begin(db, estate, a_complaint(estate))
    department = estate.departments[Function.ENGINEERING]
    await life.step(estate.agent.actor, dispatch, Dispatch, department_id=department)
    await life.step(estate.head.actor, reject, Reject, reason="当时没有装修登记，噪音来自室外")
    return life


async def test_an_unjustified_complaint_is_explained_and_not_closed(
    db: Database, estate: EstateWorld
) -> None:
    life = await rejected(db, estate)
    ticket = await life.ticket()
    assert ticket["state"] is State.EXPLAINING
    assert ticket["unjustified_reason"] == "当时没有装修登记，噪音来自室外"
    refused = await refusal(life, estate.agent.actor, close, Close, note="不成立")
    assert refused.details["allowed"] == ("WITHDRAW", "EXPLAIN", "COMMENT")


async def test_the_judgement_is_not_the_residents_to_read_but_the_explanation_is(
    db: Database, estate: EstateWorld
) -> None:
    life = await rejected(db, estate)
    await life.step(estate.butler.actor, explain, Explain, explanation="已上门说明", persuaded=True)
    assert [event["public"] for event in await life.events()] == [True, True, False, True]


async def test_a_persuaded_customer_is_asked_like_any_other(
    db: Database, estate: EstateWorld
) -> None:
    life = await rejected(db, estate)
    await life.step(estate.butler.actor, explain, Explain, explanation="已上门说明", persuaded=True)
    assert (await life.ticket())["state"] is State.COMPLETED
    assert await life.answer() is True
    assert (await life.ticket())["state"] is State.CLOSED


async def test_of_a_customer_who_is_not_persuaded_the_department_head_takes_over_in_person(
    db: Database, estate: EstateWorld
) -> None:
    life = await rejected(db, estate)
    await life.step(
        estate.butler.actor, explain, Explain, explanation="客户不接受", persuaded=False
    )
    ticket = await life.ticket()
    assert (ticket["state"], ticket["assignee_id"]) == (State.IN_PROGRESS, estate.head.id)
    assert ticket["department_id"] == estate.departments[Function.ENGINEERING]


async def test_a_head_is_found_or_named_and_is_a_head(db: Database, estate: EstateWorld) -> None:
    life = await Life.begin(db, estate, a_complaint(estate))
    cleaning = estate.departments[Function.CLEANING]
    await life.step(estate.agent.actor, dispatch, Dispatch, department_id=cleaning)
    await life.step(estate.supervisor.actor, reject, Reject, reason="查无此事")

    async def unpersuaded(**said: object) -> GuanjiaError:
        return await refusal(
            life,
            estate.agent.actor,
            explain,
            Explain,
            explanation="客户不接受",
            persuaded=False,
            **said,
        )

    assert (await unpersuaded()).code is TicketCode.DEPARTMENT_HEAD_MISSING
    assert isinstance(await unpersuaded(head_id=estate.technician.id), NotFound)
    await life.step(
        estate.agent.actor,
        explain,
        Explain,
        explanation="客户不接受",
        persuaded=False,
        head_id=estate.head.id,
    )
    assert (await life.ticket())["assignee_id"] == estate.head.id


async def test_a_repair_cannot_be_judged_unjustified(db: Database, estate: EstateWorld) -> None:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_accepted()
    refused = await refusal(life, estate.supervisor.actor, reject, Reject, reason="没有漏水")
    assert refused.code is TicketCode.STEP_NOT_ALLOWED
