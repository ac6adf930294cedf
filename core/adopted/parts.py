"""What adopted documents are made of: strict parts, times in words, and problems by their path."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from core.adopted.errors import DocumentCode, DocumentInvalid, Problem

MOST_PROBLEMS = 20
LONGEST = 366 * 24 * 60
"""Minutes that a duration has at most, and days of working time as many as that."""
MINUTES = {"minutes": 1, "hours": 60, "days": 1440}

T = TypeVar("T")
P = TypeVar("P", bound=BaseModel)
Amount = Annotated[int, Field(ge=1, le=LONGEST)]
Some = Annotated[frozenset[T], Field(min_length=1)]


class Part(BaseModel):
    """A part of a document: camelCase names, nothing unknown."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, validate_by_alias=True
    )


class Elapsed(Part):
    """Time that passes, in one unit."""

    minutes: Amount | None = None
    hours: Amount | None = None
    days: Amount | None = None

    @model_validator(mode="after")
    def one_unit(self) -> "Elapsed":
        """A duration has one unit, and no more than a year of it."""
        unit, amount = self.said
        if amount * MINUTES[unit.removeprefix("working_")] > LONGEST:
            raise ValueError("is longer than a year")
        return self

    @property
    def said(self) -> tuple[str, int]:
        """The unit and how many of it. Raises ValueError unless there is one unit."""
        given = self.model_dump(exclude_none=True)
        if len(given) != 1:
            raise ValueError("has one unit: " + ", ".join(map(to_camel, type(self).model_fields)))
        ((unit, amount),) = given.items()
        return unit, amount

    @property
    def length(self) -> timedelta:
        """It as time that passes."""
        unit, amount = self.said
        return timedelta(minutes=amount * MINUTES[unit])


def length_written(length: timedelta) -> dict[str, int]:
    """Time that passes as a duration of a document, in the largest unit that fits."""
    minutes = int(length.total_seconds()) // 60
    if minutes % 1440 == 0 and minutes > 1440:
        return {"days": minutes // 1440}
    return {"minutes": minutes} if minutes % 60 else {"hours": minutes // 60}


def whole(part: type[P], document: object) -> P:
    """A whole document. Raises `DocumentInvalid` with the problems found."""
    try:
        return part.model_validate(document)
    except ValidationError as error:
        raise DocumentInvalid(tuple(problems_of(error))[:MOST_PROBLEMS]) from None


def unless(problems: Iterator[Problem]) -> None:
    """Raise `DocumentInvalid` where there are any problems."""
    found = tuple(problems)[:MOST_PROBLEMS]
    if found:
        raise DocumentInvalid(found)


KINDS_OF_ERROR: Mapping[str, DocumentCode] = {
    "missing": DocumentCode.PART_MISSING,
    "extra_forbidden": DocumentCode.PART_UNKNOWN,
}


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """What pydantic found, as problems of a document."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        code = KINDS_OF_ERROR.get(found["type"], DocumentCode.VALUE_INVALID)
        reason = found["msg"].removeprefix("Value error, ")
        yield Problem(code, _path(found["loc"]), reason[0].lower() + reason[1:])


def _path(place: tuple[int | str, ...]) -> str:
    """`promises[3].targets[0].duration`, without pydantic's names of union branches."""
    path = ""
    for step in place:
        if isinstance(step, int):
            path += f"[{step}]"
        elif not (step.startswith("str-enum") or "[" in step):
            path += f".{step}" if path else step
    return path


__all__ = [
    "Amount",
    "Elapsed",
    "Part",
    "Some",
    "length_written",
    "problems_of",
    "unless",
    "whole",
]
