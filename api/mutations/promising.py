"""What the mutations on policies and calendars share: their errors, and how they refuse."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, code_of, error_codes
from core.adopted.errors import DocumentCode
from core.errors import Code
from core.sla.errors import PolicyCode
from core.text import TextCode

PolicyErrorCode = error_codes("PolicyErrorCode", Code, TextCode, DocumentCode, PolicyCode)


@strawberry.type(description="Why a mutation on policies or calendars was refused.")
class PolicyError(UserError):
    code: Any = code_of(PolicyErrorCode)


__all__ = ["PolicyError", "PolicyErrorCode"]
