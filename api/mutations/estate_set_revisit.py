"""estateSetRevisit: how an estate asks its customers (S-F1)."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.surveying import RevisitError
from api.mutations.tickets import estate_in
from api.types.surveys import RevisitSetting
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.revisit import rules
from core.revisit.settings import SetRevisit, set_revisit


@strawberry.input(description="How an estate asks, of what is completed from now on.")
class EstateSetRevisitInput:
    idempotency_key: str
    estate_id: strawberry.ID
    expected_version: int = strawberry.field(
        description="The setting's version you last read; 0 where there was none."
    )
    share: int = strawberry.field(
        description="Per cent of completions asked about, drawn by the ticket. Emergencies, major"
        " complaints and work that was sent back are always asked about.",
        default=rules.SHARE,
    )
    link_days: int = strawberry.field(
        description="How long a link is good for.", default=rules.LINK_DAYS
    )
    close_days: int | None = strawberry.field(
        description="After so many days without an answer a ticket is closed; null: never.",
        default=rules.CLOSE_DAYS,
    )
    attempts: int = strawberry.field(
        description="How often a customer is tried.", default=rules.ATTEMPTS
    )


@strawberry.type(description="The setting as it now is, or why nothing was done.")
class EstateSetRevisitPayload:
    error_type: ClassVar[type[RevisitError]] = RevisitError

    revisit: RevisitSetting | None = answered()
    user_errors: list[RevisitError] = refusals()


async def estate_set_revisit(info: Info, input: EstateSetRevisitInput) -> EstateSetRevisitPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SetRevisit(
            estate_id,
            input.expected_version,
            input.share,
            input.link_days,
            input.close_days,
            input.attempts,
        )
        return {"revisit": Key(estate_id, await set_revisit(actor, new, uow))}

    return await perform(info, EstateSetRevisitPayload, estate_id, input, work)


__all__ = ["EstateSetRevisitInput", "estate_set_revisit"]
