"""The parts of a mapping that say how the file is written and what is done with odd rows."""

import codecs
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

ISO, EXCEL, UNIX = "iso", "excel", "unix"
"""Formats that `strptime` does not know: ISO 8601, days since 1899-12-30, seconds since 1970."""

_WIDE = ("utf-16", "utf-32")
_LEAP_DAY = datetime(2024, 2, 29, 13, 45, tzinfo=UTC)


class Declared(BaseModel):
    """A part of a mapping: nothing but what is known, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Undecodable(StrEnum):
    """What is done where bytes are not of the declared encoding."""

    REFUSE = "refuse"
    """Nothing is imported: as a rule the declared encoding is wrong."""
    REJECT = "reject"
    """The rows concerned are rejected: the file is known to be damaged in places."""


class FileFormat(Declared):
    """How the file is written. CSV or workbook is told by the file's own name.

    `blank` are words that mean nothing is there, beside blanks. `header_line` is the line (in a
    workbook: the row) that names the columns. `sheet` is the first where it is left out.
    """

    encoding: str = "utf-8"
    undecodable: Undecodable = Undecodable.REFUSE
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    sheet: Annotated[str, Field(min_length=1)] | None = None
    header_line: Annotated[int, Field(ge=1)] = 1
    blank: frozenset[str] = frozenset()

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            known = codecs.lookup(value)
            "".encode(value)  # codecs that are not for text refuse this
        except LookupError:
            raise ValueError(f"{value} is no encoding that is known here") from None
        return "utf-8" if known.name == "utf-8-sig" else known.name

    @model_validator(mode="after")
    def _rejectable(self) -> Self:
        if self.undecodable is Undecodable.REJECT and self.encoding.startswith(_WIDE):
            raise ValueError(f'undecodable = "reject" cannot be had with {self.encoding}')
        return self


class Doubtful(StrEnum):
    """How a local time is read that a clock change made happen twice, or not at all."""

    EARLIER = "earlier"
    LATER = "later"
    REJECT = "reject"


class Times(Declared):
    """How times are written. A time without an offset is local time of `zone`.

    `formats` are tried in order: `strptime` directives, `iso`, `unix` (seconds) or `excel` (days).
    Cells of a workbook that are dates need no format. A repeated or skipped local time is read as
    declared and noted.
    """

    zone: str
    formats: Annotated[tuple[str, ...], Field(min_length=1)] = (ISO,)
    repeated: Doubtful = Doubtful.EARLIER
    skipped: Doubtful = Doubtful.LATER

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("formats")
    @classmethod
    def _known_formats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_formats(value)


class Remedy(StrEnum):
    """What is done with a value that is implausible: the row is taken with a note, or rejected."""

    KEEP = "keep"
    DROP = "drop"
    REJECT = "reject"


class Untrue(StrEnum):
    """What is done with a closing that cannot be true."""

    REJECT = "reject"
    CORRECT = "correct"


class Rules(Declared):
    """What is done with rows that say something impossible. Whatever is done is reported.

    `earliest` is the first local day on which anything can have been opened.
    `closed_before_opened`: `correct` closes at the opening. `status_contradicts` (closed without a
    closing time, open with one): `correct` believes the closing time. A promise is `due_too_late`
    when it lies more than `due_days_most` days after the opening.
    """

    earliest: date = date(1990, 1, 1)
    closed_before_opened: Untrue = Untrue.REJECT
    status_contradicts: Untrue = Untrue.REJECT
    due_days_most: Annotated[int, Field(ge=1, le=36_600)] = 366
    due_too_late: Remedy = Remedy.DROP
    due_before_opened: Remedy = Remedy.DROP


def known_zone(value: str) -> str:
    """`value` where it is an IANA time zone; ValueError otherwise."""
    if value not in available_timezones():
        raise ValueError(f"{value} is not an IANA time zone (like Asia/Shanghai)")
    ZoneInfo(value)
    return value


def known_formats(value: tuple[str, ...]) -> tuple[str, ...]:
    """`value` where every format can be read; ValueError naming the first that cannot."""
    for form in value:
        if form in (ISO, EXCEL, UNIX):
            continue
        try:
            datetime.strptime(_LEAP_DAY.strftime(form), form)  # noqa: DTZ007
        except ValueError as error:
            raise ValueError(f"{form!r} is no time format: {error}") from None
        if "%" not in form:
            raise ValueError(f"{form!r} is no time format: it names no part of a time")
    return value


__all__ = [
    "EXCEL",
    "ISO",
    "UNIX",
    "Declared",
    "Doubtful",
    "FileFormat",
    "Remedy",
    "Rules",
    "Times",
    "Undecodable",
    "Untrue",
    "known_formats",
    "known_zone",
]
