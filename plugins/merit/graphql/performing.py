"""What the plugin's mutations share: their callers and their error."""

from typing import Any

import strawberry

from api.extend import UserError, code_of, error_codes
from core.actor import Audience
from core.errors import Code
from core.text import TextCode
from plugins.merit.errors import MeritCode

STAFF = frozenset({Audience.STAFF})
STAFF_AND_RESIDENTS = STAFF | {Audience.RESIDENT}

MeritErrorCode = error_codes("MeritErrorCode", Code, TextCode, MeritCode)


@strawberry.type(description="Why a mutation about rewards, penalties or appraisal was refused.")
class MeritError(UserError):
    code: Any = code_of(MeritErrorCode)


__all__ = [
    "STAFF",
    "STAFF_AND_RESIDENTS",
    "MeritError",
    "MeritErrorCode",
]
