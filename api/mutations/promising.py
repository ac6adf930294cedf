"""What the mutations on policies and calendars share: their errors, and how they refuse."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, error_codes
from core.adopted.errors import DocumentCode
from core.errors import Code, GuanjiaError
from core.sla.errors import PolicyCode
from core.text import TextCode

PolicyErrorCode = error_codes("PolicyErrorCode", Code, TextCode, DocumentCode, PolicyCode)


@strawberry.type(description="Why a mutation on policies or calendars was refused.")
class PolicyError(UserError):
    code: Any = strawberry.field(graphql_type=PolicyErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "PolicyError":
        code = PolicyErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


__all__ = ["PolicyError", "PolicyErrorCode"]
