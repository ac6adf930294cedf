"""What the mutations on incidents share: their payload and their errors."""

from typing import Any, ClassVar

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, error_codes
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
    code: Any = strawberry.field(graphql_type=IncidentErrorCode, default=None)
    allowed_actions: list[Action] | None = strawberry.field(
        description="For STEP_NOT_ALLOWED: what the caller may do with the ticket now.",
        default=None,
    )

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "IncidentError":
        allowed = refused.allowed if isinstance(refused, StepNotAllowed) else None
        return cls(
            field=refused.field,
            message=message,
            code=IncidentErrorCode(refused.code.value),
            allowed_actions=None if allowed is None else [Action(each) for each in allowed],
        )


@strawberry.type(description="The incident and the ticket as they now are, or why not.")
class IncidentPayload:
    error_type: ClassVar[type[IncidentError]] = IncidentError

    incident: Incident | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[IncidentError] = refusals()


__all__ = ["IncidentError", "IncidentErrorCode", "IncidentPayload"]
