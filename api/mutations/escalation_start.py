"""escalationStart: escalate a ticket by hand, with the reason."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.escalating import EscalationPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.start import Start, start


@strawberry.input(description="Escalate a ticket by S-G1 to S-G3, whatever its grade.")
class EscalationStartInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    reason: str


async def escalation_start(info: Info, input: EscalationStartInput) -> EscalationPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        made = await start(actor, Start(ticket, input.reason), uow)
        return {"escalation": Key(ticket.estate_id, made)}

    return await perform(info, EscalationPayload, ticket.estate_id, input, work)


__all__ = ["EscalationStartInput", "escalation_start"]
