"""residentReveal: personal data in full, for a reason, on record (S-N2)."""

from typing import Any, ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.entity import entity
from api.graph.fields import answered, expression, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.graph.performing import perform_on
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Code
from core.estates import models
from core.estates.errors import EstateCode
from core.estates.reveal import Reveal, reveal
from core.text import TextCode

EstateErrorCode = error_codes("EstateErrorCode", Code, TextCode, EstateCode)


@strawberry.type(description="Why a mutation on an estate's archive was refused.")
class EstateError(UserError):
    code: Any = code_of(EstateErrorCode)


@entity(models.Resident)
class RevealedResident:
    """A resident's personal data in full: not to be kept."""

    name: str = expression(lambda resident, binds: resident.c.name)
    phone: str = expression(lambda resident, binds: resident.c.phone)


@strawberry.type(description="The data in full, or why not. The access is on record.")
class ResidentRevealPayload:
    error_type: ClassVar[type[EstateError]] = EstateError

    revealed: RevealedResident | None = answered()
    user_errors: list[EstateError] = refusals()


@strawberry.input(description="Whose data, and what for.")
class ResidentRevealInput:
    idempotency_key: str
    resident_id: strawberry.ID
    reason: str = strawberry.field(description="What it is needed for; kept on record.")


async def resident_reveal(info: Info, input: ResidentRevealInput) -> ResidentRevealPayload:
    resident = ref_or_nobody(input.resident_id, "Resident")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await reveal(actor, Reveal(resident.estate_id, resident.id, input.reason), uow)

    return await perform_on(info, ResidentRevealPayload, {"revealed": resident}, input, work)


__all__ = ["ResidentRevealInput", "resident_reveal"]
