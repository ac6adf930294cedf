"""What the mutations on training share: their errors."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, error_codes
from core.errors import Code, GuanjiaError
from core.text import TextCode
from core.training.errors import TrainingCode

TrainingErrorCode = error_codes("TrainingErrorCode", Code, TextCode, TrainingCode)


@strawberry.type(description="Why a mutation on training was refused.")
class TrainingError(UserError):
    code: Any = strawberry.field(graphql_type=TrainingErrorCode, default=None)

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> "TrainingError":
        code = TrainingErrorCode(refused.code.value)
        return cls(field=refused.field, message=message, code=code)


__all__ = ["TrainingError", "TrainingErrorCode"]
