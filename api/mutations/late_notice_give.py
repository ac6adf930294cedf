"""lateNoticeGive: a department says that it cannot finish in time, and why (S-D2)."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.escalating import EscalationError
from api.mutations.tickets import StepInput, ref_or_nobody
from api.types.escalation import LateNotice
from api.types.tickets import Ticket
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.late_notice import GiveLateNotice, give_late_notice


@strawberry.input(description="Say that a ticket will not be done in time (S-D2).")
class LateNoticeGiveInput(StepInput):
    reason: str = strawberry.field(
        description="In words for the customer, who is told where it will be later than promised."
    )
    expected_at: datetime = strawberry.field(description="When it will be done.")


@strawberry.type(description="The notice and its ticket, or why nothing was done.")
class LateNoticePayload:
    error_type: ClassVar[type[EscalationError]] = EscalationError

    notice: LateNotice | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[EscalationError] = refusals()


async def late_notice_give(info: Info, input: LateNoticeGiveInput) -> LateNoticePayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = GiveLateNotice(ticket, input.expected_version, input.reason, input.expected_at)
        made = await give_late_notice(actor, new, uow)
        return {
            "notice": Key(ticket.estate_id, made),
            "ticket": ticket,
        }

    return await perform(info, LateNoticePayload, ticket.estate_id, input, work)


__all__ = ["LateNoticeGiveInput", "late_notice_give"]
