"""What the mutations on intake share: their payloads and their errors."""

from typing import Any, ClassVar

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes, told_once
from api.types.sources import IntakeRules, IntakeSource, RequestPreset
from core.errors import Code
from core.intake.errors import IntakeCode
from core.text import TextCode
from core.tickets.errors import TicketCode

IntakeErrorCode = error_codes("IntakeErrorCode", Code, TextCode, TicketCode, IntakeCode)


@strawberry.type(description="Why a mutation on intake was refused.")
class IntakeError(UserError):
    code: Any = code_of(IntakeErrorCode)


@strawberry.type(description="The source as it now is, or why nothing was done.")
class IntakeSourcePayload:
    error_type: ClassVar[type[IntakeError]] = IntakeError

    source: IntakeSource | None = answered()
    secret: str | None = told_once(
        description="By which its messages are signed (Standard Webhooks): shown this once."
    )
    user_errors: list[IntakeError] = refusals()


@strawberry.type(description="The preset as it now is, or why nothing was done.")
class RequestPresetPayload:
    error_type: ClassVar[type[IntakeError]] = IntakeError

    preset: RequestPreset | None = answered()
    user_errors: list[IntakeError] = refusals()


@strawberry.type(description="The rules now in force, or why nothing was done.")
class IntakeRulesPayload:
    error_type: ClassVar[type[IntakeError]] = IntakeError

    rules: IntakeRules | None = answered()
    user_errors: list[IntakeError] = refusals()


__all__ = [
    "IntakeError",
    "IntakeErrorCode",
    "IntakeRulesPayload",
    "IntakeSourcePayload",
    "RequestPresetPayload",
]
