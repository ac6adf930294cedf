"""What the mutations on escalations share: their payloads, their errors, and how they refuse."""

from typing import Any, ClassVar

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.types.escalation import Escalation, EscalationReport, EscalationStep, JointVerification
from api.types.tickets import Ticket
from core.errors import Code
from core.escalation.errors import EscalationCode
from core.files.errors import FileCode
from core.text import TextCode
from core.tickets.errors import TicketCode

EscalationErrorCode = error_codes(
    "EscalationErrorCode", Code, TextCode, TicketCode, FileCode, EscalationCode
)


@strawberry.type(description="Why a mutation on an escalation was refused.")
class EscalationError(UserError):
    code: Any = code_of(EscalationErrorCode)


@strawberry.type(description="The escalation as it now is, or why nothing was done.")
class EscalationPayload:
    error_type: ClassVar[type[EscalationError]] = EscalationError

    escalation: Escalation | None = answered()
    user_errors: list[EscalationError] = refusals()


@strawberry.type(description="The step as it now is, or why nothing was done.")
class EscalationStepPayload:
    error_type: ClassVar[type[EscalationError]] = EscalationError

    step: EscalationStep | None = answered()
    user_errors: list[EscalationError] = refusals()


@strawberry.type(description="The report as it now is, or why nothing was done.")
class EscalationReportPayload:
    error_type: ClassVar[type[EscalationError]] = EscalationError

    report: EscalationReport | None = answered()
    user_errors: list[EscalationError] = refusals()


@strawberry.type(description="The verification and its ticket, or why nothing was done.")
class JointVerificationPayload:
    error_type: ClassVar[type[EscalationError]] = EscalationError

    verification: JointVerification | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[EscalationError] = refusals()


__all__ = [
    "EscalationError",
    "EscalationErrorCode",
    "EscalationPayload",
    "EscalationReportPayload",
    "EscalationStepPayload",
    "JointVerificationPayload",
]
