"""revisitTake: take on asking a customer (S-F1)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.surveying import RevisitError
from api.mutations.tickets import ref_or_nobody
from api.types.surveys import RevisitTask
from api.types.tickets import Ticket
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.revisit.repository import RevisitRef
from core.revisit.take import TakeRevisit, take_revisit


@strawberry.input(description="Whom to ask.")
class RevisitTakeInput:
    idempotency_key: str
    revisit_task_id: strawberry.ID
    expected_version: int = strawberry.field(description="The task's.")


@strawberry.type(description="The task and its ticket as they now are, or why nothing was done.")
class RevisitPayload:
    error_type: ClassVar[type[RevisitError]] = RevisitError

    task: RevisitTask | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[RevisitError] = refusals()


async def revisit_take(info: Info, input: RevisitTakeInput) -> RevisitPayload:
    given = ref_or_nobody(input.revisit_task_id, "RevisitTask")
    task = RevisitRef(given.estate_id, given.id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        taken = await take_revisit(actor, TakeRevisit(task, input.expected_version), uow)
        return {
            "task": task,
            "ticket": taken,
        }

    return await perform(info, RevisitPayload, task.estate_id, input, work)


__all__ = ["RevisitPayload", "RevisitTakeInput", "revisit_take"]
