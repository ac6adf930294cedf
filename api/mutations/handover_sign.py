"""handoverSign: the incoming shift accepts the list, and takes tickets over (S-M1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.handovers import HandoverPayload
from api.mutations.tickets import keys_at, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.handover.sign_handover import SignHandover, sign_handover


@strawberry.input(description="Which handover, and which of the outgoing person's tickets.")
class HandoverSignInput:
    idempotency_key: str
    handover_id: strawberry.ID
    ticket_ids: list[strawberry.ID] = strawberry.field(
        description="Tickets of the outgoing person's that are the caller's from now on.",
        default_factory=list,
    )
    note: str | None = None


async def handover_sign(info: Info, input: HandoverSignInput) -> HandoverPayload:
    handover = ref_or_nobody(input.handover_id, "Handover")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        tickets = keys_at(handover.estate_id, input.ticket_ids, "Ticket", "ticketIds")
        new = SignHandover(handover.estate_id, handover.id, tickets, input.note)
        await sign_handover(actor, new, uow)

    return await perform_on(info, HandoverPayload, {"handover": handover}, input, work)


__all__ = ["HandoverSignInput", "handover_sign"]
