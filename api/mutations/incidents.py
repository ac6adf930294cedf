"""What the mutations on incidents share: their payload and their errors."""

from typing import Any, ClassVar, Self

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.types.incidents import Incident
from api.types.tickets import Ticket
from core.errors import Code, GuanjiaError
from core.incidents.errors import IncidentCode
from core.text import TextCode
from core.tickets.errors import StepNotAllowed, TicketCode
from core.tickets.transitions import Action

IncidentErrorCode = error_codes("IncidentErrorCode", Code, TextCode, TicketCode, IncidentCode)


@strawberry.type(description="Why a mutation on an incident was refused.")
class IncidentError(UserError):
    code: Any = code_of(IncidentErrorCode)
    allowed_actions: list[Action] | None = strawberry.field(
        description="For STEP_NOT_ALLOWED: what the caller may do with the ticket now.",
        default=None,
    )

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> Self:
        told = super().of(refused, message)
        if isinstance(refused, StepNotAllowed):
            told.allowed_actions = [Action(each) for each in refused.allowed]
        return told


@strawberry.type(description="The incident and the ticket as they now are, or why not.")
class IncidentPayload:
    error_type: ClassVar[type[IncidentError]] = IncidentError

    incident: Incident | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[IncidentError] = refusals()


__all__ = ["IncidentError", "IncidentErrorCode", "IncidentPayload"]
