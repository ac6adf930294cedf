"""attachmentRemove: a file is taken away."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.attachments import TicketFilesPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.files.remove import Remove, remove


@strawberry.input(description="Which file; its ticket's history says that it was there.")
class AttachmentRemoveInput:
    idempotency_key: str
    attachment_id: strawberry.ID


async def attachment_remove(info: Info, input: AttachmentRemoveInput) -> TicketFilesPayload:
    attachment = ref_or_nobody(input.attachment_id, "Attachment")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        ticket = await remove(actor, Remove(attachment.estate_id, attachment.id), uow)
        return {} if ticket is None else {"ticket": ticket}

    return await perform(info, TicketFilesPayload, attachment.estate_id, input, work)


__all__ = ["AttachmentRemoveInput", "attachment_remove"]
