"""ticketComment: add a note to the ticket's history (S-D4)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.comment import Comment, comment
from core.tickets.refs import TicketRef


@strawberry.input(description="Add a note to the ticket's history (S-D4).")
class TicketCommentInput(StepInput):
    text: str = strawberry.field(description="The note.")
    public: bool = strawberry.field(description="Whether the requester may read it.", default=True)


async def ticket_comment(info: Info, input: TicketCommentInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        new = Comment(
            ticket,
            input.expected_version,
            text=input.text,
            public=input.public,
        )
        await comment(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketCommentInput", "ticket_comment"]
