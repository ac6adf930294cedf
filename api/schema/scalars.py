"""What the API's scalars take beyond Strawberry's own: an instant says which instant it is, and an
amount of money is whole fen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.types.base_scalars import DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

Fen = NewType("Fen", int)
"""An amount of money, in fen: larger ones are common than GraphQL's Int can hold."""

LARGEST = 2**53 - 1
"""What a JSON number holds exactly everywhere."""


def instant(text: object) -> datetime:
    """An ISO 8601 time with its offset, as that instant in UTC. Raises GraphQLError.

    A time without an offset would be another instant for each reader, so it is none.
    """
    try:
        moment = datetime.fromisoformat(text)  # type: ignore[arg-type]
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise GraphQLError("DateTime is ISO 8601 with an offset, such as 2025-03-12T09:00:00+08:00.")


def amount(value: object) -> int:
    """A whole number of fen. Raises GraphQLError."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST:
        return value
    raise GraphQLError("Fen is a whole number, such as 8050 for 80.50 yuan.")


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: replace(
        DateTimeDefinition,
        description="An instant: ISO 8601 with an offset, such as 2025-03-12T09:00:00+08:00.",
        parse_value=instant,
    ),
    Fen: strawberry.scalar(
        name="Fen",
        description="An amount of money in fen, as a whole number: 8050 is 80.50 yuan.",
        serialize=int,
        parse_value=amount,
    ),
}

__all__ = ["LARGEST", "SCALARS", "Fen", "amount", "instant"]
