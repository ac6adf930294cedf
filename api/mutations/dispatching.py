"""What the mutations on dispatch share: their errors, and how they refuse."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, code_of, error_codes
from core.dispatch.errors import DispatchCode
from core.errors import Code
from core.text import TextCode

DispatchErrorCode = error_codes("DispatchErrorCode", Code, TextCode, DispatchCode)


@strawberry.type(description="Why a mutation on dispatch was refused.")
class DispatchError(UserError):
    code: Any = code_of(DispatchErrorCode)


__all__ = ["DispatchError", "DispatchErrorCode"]
