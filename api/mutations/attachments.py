"""What the mutations on files share: their payload and their errors."""

from typing import Any, ClassVar

import strawberry

from api.graph.fields import answered, refusals
from api.graph.payloads import UserError, code_of, error_codes
from api.types.files import Attachment
from api.types.tickets import Ticket
from core.errors import Code
from core.files.errors import FileCode
from core.text import TextCode
from core.tickets.errors import TicketCode

FileErrorCode = error_codes("FileErrorCode", Code, TextCode, TicketCode, FileCode)


@strawberry.type(description="Why a mutation on a file was refused.")
class FileError(UserError):
    code: Any = code_of(FileErrorCode)


@strawberry.type(description="The file announced, with where to send it, or why not.")
class AttachmentPayload:
    error_type: ClassVar[type[FileError]] = FileError

    attachment: Attachment | None = answered()
    user_errors: list[FileError] = refusals()


@strawberry.type(description="The ticket as it now is, or why nothing was done.")
class TicketFilesPayload:
    error_type: ClassVar[type[FileError]] = FileError

    ticket: Ticket | None = answered()
    user_errors: list[FileError] = refusals()


__all__ = ["AttachmentPayload", "FileError", "FileErrorCode", "TicketFilesPayload"]
