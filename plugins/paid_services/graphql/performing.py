"""What the plugin's mutations share: their callers and their error."""

from typing import Any

import strawberry

from api.extend import UserError, code_of, error_codes
from core.actor import Audience
from core.errors import Code
from core.text import TextCode
from plugins.paid_services.errors import PaidCode

STAFF = frozenset({Audience.STAFF, Audience.SERVICE})
STAFF_AND_RESIDENTS = STAFF | {Audience.RESIDENT}

PaidServicesErrorCode = error_codes("PaidServicesErrorCode", Code, TextCode, PaidCode)


@strawberry.type(description="Why a mutation about money was refused.")
class PaidServicesError(UserError):
    code: Any = code_of(PaidServicesErrorCode)


__all__ = [
    "STAFF",
    "STAFF_AND_RESIDENTS",
    "PaidServicesError",
    "PaidServicesErrorCode",
]
