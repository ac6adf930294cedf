"""The customer's word: S-F1 to S-F3."""

import pytest

from core import clock
from core.db.engine import Database
from core.errors import Code, Conflict, GuanjiaError
from core.sla.models import ClockState
from core.surveys.errors import SurveyCode
from core.surveys.models import SurveyState
from core.surveys.rules import SHIPPED, Answer
from core.surveys.submit import Submit, SurveyRef, submit
from core.text import TextCode
from core.tickets.close import Close, close
from core.tickets.complete import Complete, complete
from core.tickets.confirm import Confirm, confirm
from core.tickets.errors import TicketCode
from core.tickets.kinds import Outcome, State
from core.tickets.reopen import Reopen, reopen
from core.tickets.start import Start, start
from tests.factories import EstateWorld, Person
from tests.tickets.life import Life, a_leak, do


async def completed(db: Database, estate: EstateWorld) -> Life:
    life = await Life.begin(db, estate, a_leak(estate))
    await life.to_completed()
    return life


async def refusal(
    life: Life, person: Person, scores: tuple[int, int, int, int] = (5, 5, 5, 5), version: int = 1
) -> GuanjiaError:
    survey = (await life.surveys())[-1]
    new = Submit(SurveyRef(life.estate.id, survey["id"]), version, *scores, outcome=Outcome.SOLVED)
    with pytest.raises(GuanjiaError) as refused:
        await do(life.database, person.actor, life.estate, submit, new)
    return refused.value


async def test_the_customer_is_asked_when_the_work_is_completed(
    db: Database, estate: EstateWorld
) -> None:
    """S-F1."""
    life = await completed(db, estate)
    survey = (await life.surveys())[0]
    assert (survey["state"], survey["invited_at"]) == (SurveyState.INVITED, clock.now())
    assert survey["requester_id"] == estate.resident.id
    assert (await life.clocks())["S-F1"]["state"] is ClockState.RUNNING


async def test_a_satisfied_answer_closes_the_ticket(db: Database, estate: EstateWorld) -> None:
    """S-F2."""
    life = await completed(db, estate)
    assert await life.answer(scores=(5, 4, 4, 5), comment=" 师傅很好 ") is True
    survey, ticket = (await life.surveys())[0], await life.ticket()
    assert (survey["state"], survey["version"], survey["satisfied"]) == (
        SurveyState.ANSWERED,
        2,
        True,
    )
    assert [survey[s] for s in ("attitude", "speed", "result", "professionalism")] == [5, 4, 4, 5]
    assert survey["comment"] == "师傅很好"
    assert (ticket["state"], ticket["outcome"]) == (State.CLOSED, Outcome.SOLVED)
    assert (await life.clocks())["S-F1"]["state"] is ClockState.KEPT


async def test_a_dissatisfied_answer_sends_the_ticket_back_to_work_linked_to_it(
    db: Database, estate: EstateWorld
) -> None:
    """S-F3: not a new ticket, not a closed one."""
    life = await completed(db, estate)
    assert await life.answer(scores=(5, 1, 3, 5), comment="来得太慢") is False
    survey, last = (await life.surveys())[0], (await life.events())[-1]
    assert (await life.ticket())["state"] is State.REOPENED
    assert (await life.ticket())["reopened"] == 1
    assert last["data"]["survey"] == str(survey["id"])
    assert last["note"] == "来得太慢"
    assert survey["state"] is SurveyState.ANSWERED


async def test_who_was_dissatisfied_is_asked_again_afterwards(
    db: Database, estate: EstateWorld, time: clock.Hands
) -> None:
    """S-F3."""
    life = await completed(db, estate)
    await life.answer(scores=(1, 1, 1, 1), outcome=Outcome.NOT_SOLVED)
    time.advance(hours=2)
    await life.step(estate.technician.actor, start, Start)
    await life.step(estate.technician.actor, complete, Complete, result="重做防水")
    assert [s["state"] for s in await life.surveys()] == [
        SurveyState.ANSWERED,
        SurveyState.INVITED,
    ]
    assert (await life.clocks())["S-F1"]["round"] == 2
    assert await life.answer() is True
    assert (await life.ticket())["state"] is State.CLOSED


async def test_reopening_takes_the_question_back(db: Database, estate: EstateWorld) -> None:
    """S-F3."""
    life = await completed(db, estate)
    await life.step(estate.resident.actor, reopen, Reopen, reason="又漏了")
    assert [s["state"] for s in await life.surveys()] == [SurveyState.VOID]
    assert (await refusal(life, estate.resident)).code is SurveyCode.SURVEY_VOID


async def test_a_ticket_closed_without_an_answer_can_no_longer_be_answered(
    db: Database, estate: EstateWorld
) -> None:
    life = await completed(db, estate)
    await life.step(estate.resident.actor, confirm, Confirm, outcome=Outcome.SOLVED)
    await life.step(estate.agent.actor, close, Close, note="客户不愿评价")
    assert (await refusal(life, estate.resident)).code is SurveyCode.SURVEY_VOID
    assert (await life.clocks())["S-F1"]["state"] is ClockState.CANCELLED


async def test_an_agent_records_an_answer_given_by_telephone(
    db: Database, estate: EstateWorld
) -> None:
    """S-F1."""
    life = await completed(db, estate)
    assert await life.answer(estate.agent.actor) is True
    assert (await life.events())[-1]["actor_id"] == estate.agent.actor.account_id


async def test_a_survey_is_answered_once(db: Database, estate: EstateWorld) -> None:
    life = await completed(db, estate)
    await life.answer()
    assert (await refusal(life, estate.resident)).code is SurveyCode.SURVEY_ANSWERED


async def test_nobody_answers_for_the_neighbour_or_for_the_technician(
    db: Database, estate: EstateWorld
) -> None:
    life = await completed(db, estate)
    assert (await refusal(life, estate.neighbour)).code is Code.NOT_FOUND
    assert (await refusal(life, estate.technician)).code is TicketCode.STEP_NOT_ALLOWED


async def test_scores_go_from_one_to_five(db: Database, estate: EstateWorld) -> None:
    life = await completed(db, estate)
    refused = await refusal(life, estate.resident, scores=(5, 5, 6, 5))
    assert (refused.code, refused.field) == (SurveyCode.SCORE_OUT_OF_RANGE, "result")
    with pytest.raises(GuanjiaError) as long:
        await life.answer(comment="长" * 2001)
    assert long.value.code is TextCode.TEXT_TOO_LONG


async def test_the_survey_has_a_version_of_its_own(db: Database, estate: EstateWorld) -> None:
    life = await completed(db, estate)
    assert isinstance(await refusal(life, estate.resident, version=2), Conflict)


@pytest.mark.parametrize(
    ("scores", "outcome", "satisfied"),
    [
        ((5, 5, 5, 5), Outcome.SOLVED, True),
        ((3, 3, 3, 3), Outcome.SOLVED, True),
        ((5, 5, 5, 2), Outcome.SOLVED, False),
        ((5, 5, 5, 5), Outcome.PARTLY, False),
        ((5, 5, 5, 5), Outcome.NOT_SOLVED, False),
    ],
)
def test_who_is_satisfied(
    scores: tuple[int, int, int, int], outcome: Outcome, satisfied: bool
) -> None:
    assert SHIPPED.holds(Answer(*scores, outcome)) is satisfied
