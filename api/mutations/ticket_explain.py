"""ticketExplain: what an unjustified complainant was told, and whether it persuaded (S-B4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, key_at, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.explain import Explain, explain
from core.tickets.refs import TicketRef


@strawberry.input(
    description="Record what an unjustified complainant was told, and whether it persuaded (S-B4)."
)
class TicketExplainInput(StepInput):
    explanation: str = strawberry.field(description="What the customer was told.")
    persuaded: bool = strawberry.field(
        description="If not, the department head takes over personally."
    )
    head_id: strawberry.ID | None = strawberry.field(
        description="Which head takes over.", default=None
    )


async def ticket_explain(info: Info, input: TicketExplainInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Explain(
            ticket,
            input.expected_version,
            explanation=input.explanation,
            persuaded=input.persuaded,
            head_id=key_at(ticket.estate_id, input.head_id, "Staff", "headId"),
        )
        await explain(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketExplainInput", "ticket_explain"]
