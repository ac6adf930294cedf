"""What the mutations on messages share: their errors, and where they take place."""

from typing import Any

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.payloads import UserError, error_codes
from core.errors import Code, GuanjiaError
from core.notify.errors import NotifyCode
from core.text import TextCode

NotifyErrorCode = error_codes("NotifyErrorCode", Code, TextCode, NotifyCode)
NO_ESTATE = 0


@strawberry.type(description="Why a mutation on messages was refused.")
class NotifyError(UserError):
    code: Any = strawberry.field(graphql_type=NotifyErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "NotifyError":
        code = NotifyErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


def any_estate(info: Info) -> int:
    """One of the caller's: for rows that are the group's, or the caller's own."""
    context: RequestContext = info.context
    return next(iter(context.door.estates), NO_ESTATE)


__all__ = ["NO_ESTATE", "NotifyError", "NotifyErrorCode", "any_estate"]
