"""What the mutations on messages share: their errors, and where they take place."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, code_of, error_codes
from core.errors import Code
from core.notify.errors import NotifyCode
from core.text import TextCode

NotifyErrorCode = error_codes("NotifyErrorCode", Code, TextCode, NotifyCode)
NO_ESTATE = 0


@strawberry.type(description="Why a mutation on messages was refused.")
class NotifyError(UserError):
    code: Any = code_of(NotifyErrorCode)


__all__ = ["NotifyError", "NotifyErrorCode"]
