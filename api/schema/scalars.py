"""What the API's scalars take beyond Strawberry's own: an instant says which instant it is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from graphql import GraphQLError
from strawberry.schema.types.base_scalars import DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition


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


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: replace(
        DateTimeDefinition,
        description="An instant: ISO 8601 with an offset, such as 2025-03-12T09:00:00+08:00.",
        parse_value=instant,
    )
}

__all__ = ["SCALARS", "instant"]
