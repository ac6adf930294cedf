"""ticketAttach: more files for a ticket that is there (S-A4)."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.attachments import TicketFilesPayload
from api.mutations.tickets import keys_at, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.files.attach import AddFiles, add_files


@strawberry.input(description="Which files become the ticket's.")
class TicketAttachInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    attachment_ids: list[strawberry.ID]


async def ticket_attach(info: Info, input: TicketAttachInput) -> TicketFilesPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        files = keys_at(ticket.estate_id, input.attachment_ids, "Attachment", "attachmentIds")
        await add_files(actor, AddFiles(ticket, input.expected_version, files), uow)

    return await perform_on(info, TicketFilesPayload, {"ticket": ticket}, input, work)


__all__ = ["TicketAttachInput", "ticket_attach"]
