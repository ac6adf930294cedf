"""What came of asking a customer by telephone, message or visit (S-F1): every attempt is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.repository import estate_facts
from core.ids import new_id
from core.revisit.errors import RevisitCode
from core.revisit.kinds import RevisitState, RevisitWay
from core.revisit.models import RevisitAttempt
from core.revisit.repository import RevisitRef, Task, change_task
from core.revisit.rules import AGAIN, NOTE_MOST
from core.revisit.settings import setting_of
from core.revisit.take import open_task
from core.surveys import rules as surveys
from core.surveys.asked import Said
from core.surveys.errors import SurveyCode
from core.surveys.keep import Answered, SurveyRef, keep
from core.surveys.kinds import AnswerWay, Verdict
from core.surveys.models import SCORES
from core.surveys.rules import Answer
from core.tickets import rules as tickets
from core.tickets.kinds import Outcome
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

WAYS: Mapping[RevisitWay, AnswerWay] = {
    RevisitWay.PHONE: AnswerWay.PHONE,
    RevisitWay.SMS: AnswerWay.SMS,
    RevisitWay.VISIT: AnswerWay.VISIT,
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the customer said: whether it is solved, and as many scores as they would give, all
    four or none. `answers` are those to the group's own questions."""

    outcome: Outcome | None = None
    attitude: int | None = None
    speed: int | None = None
    result: int | None = None
    professionalism: int | None = None
    comment: str | None = None
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordRevisit:
    """One attempt. Not `reached`: it is tried again at `next_at`. Reached and nothing `spoken`:
    the customer would not say, and the note tells how it went."""

    task: RevisitRef
    expected_version: int
    way: RevisitWay
    reached: bool
    spoken: Spoken = Spoken()
    note: str | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The task, and its ticket."""

    task: RevisitRef
    ticket: TicketRef


async def record_revisit(actor: Actor, new: RecordRevisit, uow: UnitOfWork) -> Recorded:
    """Keep the attempt. An answer is kept as if the customer had given it, and ends the task; who
    would not answer has their ticket closed; who cannot be reached is tried as often as the estate
    says.

    Raises what taking a revisit raises, ANSWER_WITHOUT_CUSTOMER, OUTCOME_REQUIRED,
    SCORES_INCOMPLETE, and what keeping an answer raises.
    """
    note = text.optional("note", new.note, NOTE_MOST)
    said = new.spoken != Spoken()
    if said and not new.reached:
        raise GuanjiaError(RevisitCode.ANSWER_WITHOUT_CUSTOMER, field="reached")
    task, place = await open_task(actor, new.task, new.expected_version, uow)
    next_at = None if new.reached else await _next(new, task, uow)
    uow.add(
        RevisitAttempt,
        group_id=task.group_id,
        estate_id=task.ref.estate_id,
        id=new_id(),
        task_id=task.ref.id,
        sequence=task.attempts + 1,
        at=uow.now,
        staff_id=place.id,
        way=new.way,
        reached=new.reached,
        note=note,
        next_at=next_at,
    )
    state = await _state(actor, new, task, note, said, next_at, uow)
    ends = state is not RevisitState.OPEN
    await change_task(
        uow,
        task.ref,
        state=state,
        attempts=task.attempts + 1,
        next_at=next_at,
        taken_by=place.id,
        taken_at=uow.now,
        ended_at=uow.now if ends else None,
    )
    return Recorded(task.ref, task.ticket)


async def _state(
    actor: Actor,
    new: RecordRevisit,
    task: Task,
    note: str | None,
    said: bool,
    next_at: datetime | None,
    uow: UnitOfWork,
) -> RevisitState:
    """Where the task stands after the attempt, with what follows done."""
    if not new.reached:
        return RevisitState.NOT_REACHED if next_at is None else RevisitState.OPEN
    if said:
        answer = _answered(new)
        await keep(actor, SurveyRef(task.ref.estate_id, task.survey_id), None, answer, uow)
        return RevisitState.ANSWERED
    if note is None:
        raise GuanjiaError(RevisitCode.OUTCOME_REQUIRED, field="outcome")
    await _close(actor, task, note, uow)
    return RevisitState.DECLINED


async def _next(new: RecordRevisit, task: Task, uow: UnitOfWork) -> datetime | None:
    """When to try again; None where it was tried often enough."""
    setting = await setting_of(uow, task.ref.estate_id)
    if task.attempts + 1 >= setting.attempts:
        return None
    if new.next_at is not None:
        return tickets.future("nextAt", new.next_at, uow.now)
    estate = await estate_facts(uow, task.ref.estate_id)
    return estate.calendar.add_working_time(uow.now, AGAIN)


def _answered(new: RecordRevisit) -> Answered:
    spoken = new.spoken
    if spoken.outcome is None:
        raise GuanjiaError(RevisitCode.OUTCOME_REQUIRED, field="outcome")
    comment = text.optional("comment", spoken.comment, surveys.COMMENT_MOST)
    given = {name: getattr(spoken, name) for name in SCORES}
    way = WAYS[new.way]
    if all(score is None for score in given.values()):
        verdicts = {outcome: verdict for verdict, outcome in surveys.SAYS.items()}
        verdict = verdicts.get(spoken.outcome, Verdict.DISSATISFIED)
        return Answered(verdict, spoken.outcome, way, None, comment, spoken.answers or None)
    for name, score in given.items():
        if score is None:
            raise GuanjiaError(RevisitCode.SCORES_INCOMPLETE, field=name)
        if not surveys.LEAST_SCORE <= score <= surveys.MOST_SCORE:
            raise GuanjiaError(SurveyCode.SCORE_OUT_OF_RANGE, field=name)
    answer = Answer(**given, outcome=spoken.outcome)
    return Answered(
        surveys.SHIPPED.verdict(answer),
        spoken.outcome,
        way,
        answer.scores,
        comment,
        spoken.answers,
    )


async def _close(actor: Actor, task: Task, note: str, uow: UnitOfWork) -> None:
    """Asked, and no answer wanted: the ticket does not hang."""
    roles = actor.roles_at(task.ref.estate_id) | {Role.SYSTEM}
    closer = replace(actor, roles={task.ref.estate_id: roles}, _by_role={})
    taken = await take(closer, task.ticket, Action.CLOSE, None, uow)
    data = {"declined": str(task.survey_id), "task": str(task.ref.id)}
    await finish(closer, taken, uow, Change(note=note, data=data))


__all__ = ["RecordRevisit", "Recorded", "Spoken", "record_revisit"]
