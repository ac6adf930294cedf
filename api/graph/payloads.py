"""What mutations answer with: the thing as it now is, or why nothing was done.

A payload's things are read by a compiled statement inside the mutation's own transaction
(`api.graph.performing`); a refusal is data in `userErrors`, and then nothing was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Protocol, Self
from uuid import UUID

import strawberry

from api.graph.fields import sql_field
from api.graph.kinds import Told
from core.errors import GuanjiaError
from core.messages import meaning, message


@dataclass(frozen=True, slots=True)
class Key:
    """A row a payload answers with; of an estate itself its number stands twice."""

    estate_id: int
    id: UUID | int


class Ref(Protocol):
    """What names a row: a `Key`, or the core's own name for one, such as a `TicketRef`."""

    @property
    def estate_id(self) -> int: ...

    @property
    def id(self) -> UUID | int: ...


Keys = Mapping[str, Ref]


def kept(keys: Keys) -> dict[str, Any]:
    """The rows of an answer, as its idempotency key remembers them."""
    return {name: [key.estate_id, str(key.id)] for name, key in keys.items()}


def recalled(stored: Mapping[str, Any]) -> Keys:
    """The rows of an answer that was `kept`."""
    return {
        name: Key(estate, int(id_) if id_.isdecimal() else UUID(id_))
        for name, (estate, id_) in stored.items()
    }


def tell_once(data: Mapping[str, Any], told: Mapping[str, str]) -> dict[str, Any]:
    """A payload with what the caller is told this once in its places, and null where nothing is."""
    return {key: _told(value, told) for key, value in data.items()}


def _told(value: Any, told: Mapping[str, str]) -> Any:
    if isinstance(value, str) and value.startswith(Told.MARK):
        return told.get(value.removeprefix(Told.MARK))
    return value


def told_once(**options: Any) -> Any:
    """In a payload: something the caller is told this once; it never enters the database."""
    return sql_field(Told(), **options)


def user_error(payload: Any, refused: GuanjiaError, locale: str) -> Any:
    """A refusal as the payload's own kind of user error."""
    made = payload.error_type
    return made.of(refused, message(refused, locale))


@strawberry.interface(description="Why a mutation was refused; nothing was written.")
class UserError:
    """An area's own kind declares its `code` by `code_of`."""

    field: str | None = strawberry.field(description="The input it concerns.", default=None)
    message: str = strawberry.field(description="In the caller's language.", default="")

    @classmethod
    def of(cls, refused: GuanjiaError, message: str) -> Self:
        """A refusal as this kind; what a kind tells besides, it adds in its own `of`."""
        [codes] = [each.metadata[_CODES] for each in fields(cls) if _CODES in each.metadata]
        made: Any = cls
        told: Self = made(field=refused.field, message=message, code=codes(refused.code.value))
        return told


_CODES = "codes"


def code_of(codes: Any) -> Any:
    """The field `code` of an area's user error: which of its codes it is."""
    return strawberry.field(graphql_type=codes, default=None, metadata={_CODES: codes})


class ErrorCode(StrEnum):
    """Why it was refused."""

    @property
    def meaning(self) -> str:
        """What people read for it, in both languages."""
        return meaning(self.value)


def error_codes(name: str, *areas: type[StrEnum], description: str = "Why it was refused.") -> Any:
    """One GraphQL enum of the codes of several areas."""
    members = {code.name: code.value for area in areas for code in area}
    made: Any = ErrorCode(name, members)  # type: ignore[call-arg]
    return strawberry.enum(made, description=description)


__all__ = [
    "Key",
    "Keys",
    "Ref",
    "UserError",
    "code_of",
    "error_codes",
    "kept",
    "recalled",
    "tell_once",
    "told_once",
    "user_error",
]
