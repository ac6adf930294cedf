"""notificationRead: the caller has read a message."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.performing import perform_on
from api.mutations.notifying import NotifyError
from api.mutations.tickets import ref_or_nobody
from api.types.notify import Message
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.notify.mark_read import MarkRead, mark_read


@strawberry.input(description="A message of the caller's that is read now.")
class NotificationReadInput:
    idempotency_key: str
    message_id: strawberry.ID
    and_older: bool = strawberry.field(
        description="And whatever of the same estate came before it.", default=False
    )


@strawberry.type(description="The message as it now is, or why nothing was done.")
class NotificationReadPayload:
    error_type: ClassVar[type[NotifyError]] = NotifyError

    message: Message | None = answered()
    user_errors: list[NotifyError] = refusals()


async def notification_read(info: Info, input: NotificationReadInput) -> NotificationReadPayload:
    message = ref_or_nobody(input.message_id, "Message")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await mark_read(actor, MarkRead(message.estate_id, message.id, input.and_older), uow)

    return await perform_on(info, NotificationReadPayload, {"message": message}, input, work)


__all__ = ["NotificationReadInput", "notification_read"]
