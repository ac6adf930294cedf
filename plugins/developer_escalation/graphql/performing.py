"""What the plugin's mutations share: their callers, their error, and the accounts they name."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import strawberry

from api.extend import GlobalId, UserError, code_of, error_codes, keys_at
from core.actor import Audience
from core.errors import Code, GuanjiaError, NotFound
from core.files.errors import FileCode
from core.text import TextCode
from core.tickets.errors import TicketCode
from plugins.developer_escalation.errors import DeveloperCode

STAFF = frozenset({Audience.STAFF, Audience.SERVICE})
DEVELOPER = frozenset({Audience.PARTNER})
BOTH = STAFF | DEVELOPER

DeveloperErrorCode = error_codes(
    "DeveloperErrorCode", Code, TextCode, TicketCode, FileCode, DeveloperCode
)


@strawberry.type(description="Why a mutation about what is the developer's was refused.")
class DeveloperError(UserError):
    code: Any = code_of(DeveloperErrorCode)


def evidence(ids: Iterable[str], estate_id: int) -> tuple[UUID, ...]:
    """The keys of attachments of the estate. Raises `NotFound`."""
    return keys_at(estate_id, ids, "Attachment", "evidenceIds")


def files(ids: Iterable[str], estate_id: int) -> tuple[UUID, ...]:
    """The keys of files that were announced at the estate. Raises `NotFound`."""
    return keys_at(estate_id, ids, "DeveloperUpload", "fileIds")


def account(id_: str) -> UUID:
    """The key in an account's global id. Raises `NotFound`."""
    try:
        parsed = GlobalId.parse(id_)
        if parsed.type == "Account" and parsed.estate is None:
            return UUID(parsed.key)
    except (GuanjiaError, ValueError):
        pass
    raise NotFound("accountId")


__all__ = [
    "BOTH",
    "DEVELOPER",
    "STAFF",
    "DeveloperError",
    "DeveloperErrorCode",
    "account",
    "evidence",
    "files",
]
