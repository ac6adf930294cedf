"""Errors that people read: a code for programs, a message for the reader, nothing of the inside.

Codes are enums, one per area (`core/tickets/errors.py` and so on); texts are looked up by code in
the caller's language by the floor that answers (`core.messages`).
"""

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """Codes that belong to no area: they can come from any door."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    PLUGIN_NOT_ENABLED = "PLUGIN_NOT_ENABLED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class GuanjiaError(Exception):
    """A refusal with a code.

    `field` names the input it concerns in the API's spelling (`dueAt`), where there is one.
    `details` are values for the message's placeholders and for programs; never personal data.
    """

    def __init__(
        self,
        code: StrEnum,
        *,
        field: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(f"{code.value}" + (f" ({field})" if field else ""))
        self.code = code
        self.field = field
        self.details: Mapping[str, object] = details or {}


class NotFound(GuanjiaError):
    """The thing does not exist, or is not the caller's to see: the two look the same."""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(Code.NOT_FOUND, field=field)


class Conflict(GuanjiaError):
    """`expectedVersion` is not the current one: somebody else changed the thing first."""

    def __init__(self, current: int) -> None:
        super().__init__(Code.CONFLICT, field="expectedVersion", details={"current": current})


class Invalid(GuanjiaError):
    """An input breaks a rule that types cannot express."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(Code.INVALID, field=field, details={"reason": reason})


__all__ = ["Code", "Conflict", "GuanjiaError", "Invalid", "NotFound"]
