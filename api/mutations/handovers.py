"""handoverOpen and handoverSign share their payload and their errors (S-M1)."""

from typing import Any, ClassVar

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.types.handovers import Handover
from core.errors import Code
from core.handover.errors import HandoverCode
from core.text import TextCode
from core.tickets.errors import TicketCode

HandoverErrorCode = error_codes("HandoverErrorCode", Code, TextCode, HandoverCode, TicketCode)


@strawberry.type(description="Why a shift was not handed over, or not taken over.")
class HandoverError(UserError):
    code: Any = code_of(HandoverErrorCode)


@strawberry.type(description="The handover as it now stands, or why nothing was done.")
class HandoverPayload:
    error_type: ClassVar[type[HandoverError]] = HandoverError

    handover: Handover | None = answered()
    user_errors: list[HandoverError] = refusals()


__all__ = ["HandoverError", "HandoverPayload"]
