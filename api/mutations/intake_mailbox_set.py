"""intakeMailboxSet: the mailbox that a source's mail is fetched from, by IMAP (S-A1)."""

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.sources import IntakeSourcePayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.intake.models import MailSecurity
from core.intake.set_mailbox import SetMailbox, set_mailbox


@strawberry.input(description="Where mail is fetched, and what becomes of it there.")
class IntakeMailboxSetInput:
    idempotency_key: str
    source_id: strawberry.ID = strawberry.field(description="A source of EMAIL.")
    expected_version: int = strawberry.field(
        description="The mailbox's version you last read; 0 where none was set."
    )
    host: str
    username: str
    password: str | None = strawberry.field(
        description="Left out, the one kept stays.", default=None
    )
    port: int = 993
    security: MailSecurity = MailSecurity.TLS
    folder: str = "INBOX"
    move_to: str | None = strawberry.field(
        description="A folder for what was taken in; left out, it is marked as read.", default=None
    )
    enabled: bool = True


async def intake_mailbox_set(info: Info, input: IntakeMailboxSetInput) -> IntakeSourcePayload:
    context: RequestContext = info.context
    source = ref_or_nobody(input.source_id, "IntakeSource")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetMailbox(
            source.estate_id,
            source.id,
            input.expected_version,
            input.host,
            input.username,
            input.password,
            input.port,
            input.security,
            input.folder,
            input.move_to,
            input.enabled,
        )
        await set_mailbox(actor, new, uow, context.access.settings)
        return {"source": source}

    return await perform(
        info, IntakeSourcePayload, source.estate_id, input, work, secrets=("password",)
    )


__all__ = ["IntakeMailboxSetInput", "intake_mailbox_set"]
