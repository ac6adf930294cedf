"""ticketInvestigate: record a stage of working a complaint through (S-D5)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.tickets import StepInput, TicketPayload, key_at, step
from api.types.complaints import ComplaintStage
from core.actor import Actor
from core.complaints.investigate import Investigate, investigate
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.tickets.refs import TicketRef

MOST_ATTENDING = 50


@strawberry.input(description="Record a stage of working a complaint through (S-D5).")
class TicketInvestigateInput(StepInput):
    stage: ComplaintStage = strawberry.field(description="Stages come in order.")
    finding: str = strawberry.field(description="What was found, decided or done.")
    responsible_id: strawberry.ID | None = strawberry.field(
        description="For RESPONSIBILITY: the department.", default=None
    )
    attended_ids: list[strawberry.ID] = strawberry.field(
        description="Which members of staff were there; for important customers and major"
        " matters the butler and the department's supervisor, together.",
        default_factory=list,
    )


async def ticket_investigate(info: Info, input: TicketInvestigateInput) -> TicketPayload:
    async def work(actor: Actor, ticket: TicketRef, uow: UnitOfWork) -> None:
        keys = [key_at(ticket.estate_id, id_, "Staff", "attendedIds") for id_ in input.attended_ids]
        if len(keys) > MOST_ATTENDING:
            raise NotFound("attendedIds")
        new = Investigate(
            ticket,
            input.expected_version,
            stage=input.stage,
            finding=input.finding,
            responsible_id=key_at(
                ticket.estate_id, input.responsible_id, "Department", "responsibleId"
            ),
            attended=tuple(dict.fromkeys(key for key in keys if key is not None)),
        )
        await investigate(actor, new, uow)

    return await step(info, input, work)


__all__ = ["TicketInvestigateInput", "ticket_investigate"]
