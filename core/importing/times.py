"""Times as other systems write them, read as instants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.importing.declared import EXCEL, ISO, UNIX, Doubtful, Times
from core.importing.findings import Code
from core.importing.mapping import Moment
from core.importing.source import Cell, cell_text

EXCEL_BEGAN = datetime(1899, 12, 30)  # noqa: DTZ001
"""Day 0 of spreadsheets, which take 1900 for a leap year; local time of whoever wrote the cell."""

EXCEL_MOST = 2_958_465
"""The last day of the year 9999."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An instant in UTC. `doubt` is set where its local time happened twice or never.

    `other` is then the instant it could also mean.
    """

    at: datetime
    doubt: Code | None = None
    other: datetime | None = None


Reader = Callable[[Cell], Reading]


def reader(moment: Moment, times: Times) -> Reader:
    """How the cells of one column are read. The reader raises ValueError for what is no time."""
    zone = ZoneInfo(moment.zone or times.zone)
    formats = moment.formats or times.formats
    return partial(_read, formats, zone, times.repeated, times.skipped)


def _read(
    formats: tuple[str, ...], zone: ZoneInfo, repeated: Doubtful, skipped: Doubtful, cell: Cell
) -> Reading:
    written = _written(formats, cell)
    try:
        if written.tzinfo is not None:
            return Reading(written.astimezone(UTC))
        first = written.replace(tzinfo=zone)
        second = first.replace(fold=1)
        before, after = first.utcoffset(), second.utcoffset()
        if before == after:
            return Reading(first.astimezone(UTC))
    except OverflowError as error:
        raise ValueError("beyond the years 1 to 9999") from error
    assert before is not None
    assert after is not None
    happened_twice = before > after
    how = repeated if happened_twice else skipped
    # fold=0 reads by the offset before the change: of two times the earlier, of none the later
    chosen, other = first.astimezone(UTC), second.astimezone(UTC)
    if (how is Doubtful.LATER) is happened_twice:
        chosen, other = other, chosen
    return Reading(chosen, Code.TIME_REPEATED if happened_twice else Code.TIME_SKIPPED, other)


def _written(formats: tuple[str, ...], cell: Cell) -> datetime:
    """The time as it stands there: naive where it names no offset."""
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if isinstance(cell, bool | time | timedelta):
        raise ValueError("no date")
    for form in formats:
        try:
            return _by(form, cell)
        except (ValueError, OverflowError, OSError):
            continue
    raise ValueError("in none of the declared formats")


def _by(form: str, cell: str | int | float) -> datetime:
    if form == EXCEL:
        days = float(cell)
        if not 1 <= days < EXCEL_MOST:
            raise ValueError("no day of a spreadsheet")
        return EXCEL_BEGAN + timedelta(milliseconds=round(days * 86_400_000))
    if form == UNIX:
        return datetime.fromtimestamp(float(cell), UTC)
    text = cell_text(cell)
    if form == ISO:
        return datetime.fromisoformat(text)
    return datetime.strptime(text, form)  # noqa: DTZ007


__all__ = ["Reader", "Reading", "reader"]
