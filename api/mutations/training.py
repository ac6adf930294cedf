"""What the mutations on training share: their errors."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, code_of, error_codes
from core.errors import Code
from core.text import TextCode
from core.training.errors import TrainingCode

TrainingErrorCode = error_codes("TrainingErrorCode", Code, TextCode, TrainingCode)


@strawberry.type(description="Why a mutation on training was refused.")
class TrainingError(UserError):
    code: Any = code_of(TrainingErrorCode)


__all__ = ["TrainingError", "TrainingErrorCode"]
