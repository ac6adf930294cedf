"""ticketComplete: report the result, with materials, labour and fees (S-E1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, step
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.complete import Complete, Material, complete
from core.tickets.refs import TicketRef


@strawberry.input(description="A material used.")
class MaterialInput:
    name: str
    quantity: int = strawberry.field(description="Thousandths of the unit.")
    unit: str
    cost: int = strawberry.field(description="Fen.")


@strawberry.input(description="Report the result, with materials, labour and fees (S-E1).")
class TicketCompleteInput(StepInput):
    result: str = strawberry.field(description="What was done.")
    labour_minutes: int | None = None
    materials: list[MaterialInput] = strawberry.field(default_factory=list)
    finished_at: datetime | None = strawberry.field(
        description="When the work was done, if not just now: reporting back has two hours from"
        " then.",
        default=None,
    )
    fee: int | None = strawberry.field(
        description="Fen that the customer is charged; 0: nothing.", default=None
    )


async def ticket_complete(info: Info, input: TicketCompleteInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        used = tuple(Material(m.name, m.quantity, m.unit, m.cost) for m in input.materials)
        new = Complete(
            ticket,
            input.expected_version,
            input.result,
            input.labour_minutes,
            used,
            input.finished_at,
            input.fee,
        )
        await complete(actor, new, uow)

    return await step(info, input, work)


__all__ = ["MaterialInput", "TicketCompleteInput", "ticket_complete"]
