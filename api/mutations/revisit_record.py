"""revisitRecord: what came of asking a customer by telephone, message or visit (S-F1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.revisit_take import RevisitPayload
from api.mutations.surveying import SurveyAnswerInput
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.revisit.kinds import RevisitWay
from core.revisit.record import RecordRevisit, Spoken, record_revisit
from core.revisit.repository import RevisitRef
from core.tickets.kinds import Outcome


@strawberry.input(
    description="One attempt. Reached: at least the outcome, or a note why the customer would not"
    " say. Not reached: tried again at `nextAt`."
)
class RevisitRecordInput:
    idempotency_key: str
    revisit_task_id: strawberry.ID
    expected_version: int = strawberry.field(description="The task's.")
    way: RevisitWay
    reached: bool
    outcome: Outcome | None = None
    attitude: int | None = strawberry.field(
        description="Scores go from 1 (bad) to 5 (good): all four, or none.", default=None
    )
    speed: int | None = None
    result: int | None = None
    professionalism: int | None = None
    comment: str | None = strawberry.field(description="The customer's words.", default=None)
    answers: list[SurveyAnswerInput] = strawberry.field(
        description="To the group's own questions.", default_factory=list
    )
    note: str | None = strawberry.field(description="The agent's own.", default=None)
    next_at: datetime | None = strawberry.field(
        description="When to try again; four working hours on, if left out.", default=None
    )


async def revisit_record(info: Info, input: RevisitRecordInput) -> RevisitPayload:
    given = ref_or_nobody(input.revisit_task_id, "RevisitTask")
    task = RevisitRef(given.estate_id, given.id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        spoken = Spoken(
            input.outcome,
            input.attitude,
            input.speed,
            input.result,
            input.professionalism,
            input.comment,
            tuple(each.said() for each in input.answers),
        )
        new = RecordRevisit(
            task,
            input.expected_version,
            input.way,
            input.reached,
            spoken,
            input.note,
            input.next_at,
        )
        done = await record_revisit(actor, new, uow)
        return {
            "task": task,
            "ticket": done.ticket,
        }

    return await perform(info, RevisitPayload, task.estate_id, input, work)


__all__ = ["RevisitRecordInput", "revisit_record"]
