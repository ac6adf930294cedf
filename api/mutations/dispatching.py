"""What the mutations on dispatch share: their errors, and how they refuse."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, error_codes
from core.dispatch.errors import DispatchCode
from core.errors import Code, GuanjiaError
from core.text import TextCode

DispatchErrorCode = error_codes("DispatchErrorCode", Code, TextCode, DispatchCode)


@strawberry.type(description="Why a mutation on dispatch was refused.")
class DispatchError(UserError):
    code: Any = strawberry.field(graphql_type=DispatchErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "DispatchError":
        code = DispatchErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


__all__ = ["DispatchError", "DispatchErrorCode"]
