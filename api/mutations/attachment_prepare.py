"""attachmentPrepare: a file is announced, and then sent to its `uploadUrl` (S-A4)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.attachments import AttachmentPayload
from api.mutations.tickets import estate_in
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.files.prepare import Prepare, prepare


@strawberry.input(description="Which file will come; its kind is seen by its content.")
class AttachmentPrepareInput:
    idempotency_key: str
    estate_id: strawberry.ID
    name: str
    size: int = strawberry.field(description="Bytes, exactly.")


async def attachment_prepare(info: Info, input: AttachmentPrepareInput) -> AttachmentPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        key = await prepare(actor, Prepare(estate_id, input.name, input.size), uow)
        return {"attachment": Key(estate_id, key)}

    return await perform(info, AttachmentPayload, estate_id, input, work)


__all__ = ["AttachmentPrepareInput", "attachment_prepare"]
