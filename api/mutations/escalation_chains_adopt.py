"""escalationChainsAdopt: new chains of escalation, from some time on (section G)."""

from datetime import datetime
from typing import Any, ClassVar

import strawberry
from strawberry.scalars import JSON
from strawberry.types.info import Info

from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys, UserError, code_of, error_codes
from api.graph.performing import any_estate, perform
from api.mutations.tickets import estate_in
from api.types.chains import EscalationChainsVersion
from core.actor import Actor
from core.adopted.errors import DocumentCode
from core.db.unit_of_work import UnitOfWork
from core.errors import Code
from core.escalation.errors import ChainsCode
from core.text import TextCode
from tenants.adopt_chains import AdoptChains, adopt_chains
from tenants.adopting import Adoption

ChainsErrorCode = error_codes("EscalationChainsErrorCode", Code, TextCode, DocumentCode, ChainsCode)


@strawberry.input(description="One of `document` and `above` says what is adopted.")
class EscalationChainsAdoptInput:
    idempotency_key: str
    estate_id: strawberry.ID | None = strawberry.field(
        description="Left out: for the whole group.", default=None
    )
    document: JSON | None = strawberry.field(
        description="Whole chains, as `escalationChains { document }` shows them.", default=None
    )
    above: bool = strawberry.field(
        description="Or back to the chains above: the group's, or the shipped ones.", default=False
    )
    effective_from: datetime | None = strawberry.field(
        description="Left out: now. Never in the past.", default=None
    )
    note: str = strawberry.field(description="Why.")
    expected_version: int = strawberry.field(
        description="The number of the last version of this estate or group; 0 where none is."
    )


@strawberry.type(description="Why chains were not adopted.")
class EscalationChainsError(UserError):
    code: Any = code_of(ChainsErrorCode)


@strawberry.type(description="The version adopted, or why nothing was done.")
class EscalationChainsAdoptPayload:
    error_type: ClassVar[type[EscalationChainsError]] = EscalationChainsError

    version: EscalationChainsVersion | None = answered()
    user_errors: list[EscalationChainsError] = refusals()


async def escalation_chains_adopt(
    info: Info, input: EscalationChainsAdoptInput
) -> EscalationChainsAdoptPayload:
    own = None if input.estate_id is None else estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        adoption = Adoption(own, input.expected_version, input.note, input.effective_from)
        new = AdoptChains(adoption, input.document, input.above)
        return {"version": Key(actor.group_id, await adopt_chains(actor, new, uow))}

    estate_id = any_estate(info) if own is None else own
    return await perform(info, EscalationChainsAdoptPayload, estate_id, input, work)


__all__ = ["EscalationChainsAdoptInput", "EscalationChainsAdoptPayload", "escalation_chains_adopt"]
