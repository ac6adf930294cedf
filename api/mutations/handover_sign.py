"""handoverSign: the incoming shift accepts the list, and takes tickets over (S-M1)."""

from uuid import UUID

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys, perform
from api.mutations.handovers import HandoverPayload
from api.mutations.tickets import key_at, ref_or_nobody
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
    key = {"handover": Key(handover.estate_id, handover.id)}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        tickets: list[UUID] = []
        for each in input.ticket_ids:
            found = key_at(handover.estate_id, each, "Ticket", "ticketIds")
            assert found is not None
            tickets.append(found)
        new = SignHandover(handover.estate_id, handover.id, tuple(tickets), input.note)
        await sign_handover(actor, new, uow)
        return key

    return await perform(
        info,
        HandoverPayload,
        handover.estate_id,
        input.idempotency_key,
        strawberry.asdict(input),
        work,
        known=key,
    )


__all__ = ["HandoverSignInput", "handover_sign"]
