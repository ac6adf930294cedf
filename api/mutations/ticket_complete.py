"""ticketComplete: report the result, with the materials and labour it took (S-E1)."""

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


@strawberry.input(description="Report the result, with the materials and labour it took (S-E1).")
class TicketCompleteInput(StepInput):
    result: str = strawberry.field(description="What was done.")
    labour_minutes: int | None = None
    materials: list[MaterialInput] = strawberry.field(default_factory=list)


async def ticket_complete(info: Info, input: TicketCompleteInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        used = tuple(Material(m.name, m.quantity, m.unit, m.cost) for m in input.materials)
        new = Complete(ticket, input.expected_version, input.result, input.labour_minutes, used)
        await complete(actor, new, uow)

    return await step(info, input, work)


__all__ = ["MaterialInput", "TicketCompleteInput", "ticket_complete"]
