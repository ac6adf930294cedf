"""The times of one row, made sense of together: which come first, which cannot be, what is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.importing.declared import Doubtful, Remedy, Untrue
from core.importing.findings import Code
from core.importing.mapping import Mapping as Declaration
from core.importing.slip import Slip
from core.importing.times import Reading
from core.tickets.rules import AHEAD

Readings = Mapping[str, Reading | None]


@dataclass(frozen=True, slots=True)
class Instants:
    """The times of a ticket that are to be believed, in UTC."""

    received_at: datetime
    occurred_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None


def settle(
    slip: Slip,
    mapping: Declaration,
    readings: Readings,
    closed: bool | None,
    earliest: datetime,
    now: datetime,
) -> Instants:
    """The times to believe; what rejects the row, or is to be noted, is put on the slip.

    `closed` is the source's own status, None where it has none. A local time that happened twice
    is read so that the row makes sense, if it then does; otherwise as the mapping says.
    """
    return _Times(slip, mapping, readings).settled(closed, earliest, now)


class _Times:
    def __init__(self, slip: Slip, mapping: Declaration, readings: Readings) -> None:
        self.slip = slip
        self.mapping = mapping
        self.rules = mapping.rules
        self.readings = _in_order(readings)

    def settled(self, closed: bool | None, earliest: datetime, now: datetime) -> Instants:
        self._tell_doubts()
        received_at = self._at("received_at")
        assert received_at is not None
        if received_at < earliest:
            self._reject(Code.TIME_TOO_OLD, "received_at", f"it lies before {earliest.date()}")
        for name in ("received_at", "closed_at"):
            at = self._at(name)
            if at is not None and at > now + AHEAD:
                self._reject(Code.TIME_IN_FUTURE, name, "it lies in the future")
        return Instants(
            received_at=received_at,
            occurred_at=self._occurred(received_at),
            due_at=self._due(received_at),
            closed_at=self._closed(received_at, closed),
        )

    def _closed(self, received_at: datetime, closed: bool | None) -> datetime | None:
        at = self._at("closed_at")
        if closed is not None and closed is not (at is not None):
            said = "closed" if closed else "open"
            told = "no closing time" if at is None else "a closing time"
            believed = "open" if at is None else "closed"
            if self.rules.status_contradicts is Untrue.REJECT:
                self._reject(Code.STATUS_CONTRADICTS, "closed", f"it is {said}, with {told}")
            else:
                self._note(
                    Code.STATUS_CONTRADICTS,
                    "closed",
                    f"it is {said}, with {told}: taken {believed}",
                )
        if at is None or at >= received_at:
            return at
        if self.rules.closed_before_opened is Untrue.REJECT:
            self._reject(
                Code.CLOSED_BEFORE_OPENED,
                "closed_at",
                f"closed {_lasting(received_at - at)} before it was opened",
            )
        else:
            self._note(
                Code.CLOSED_BEFORE_OPENED,
                "closed_at",
                f"closed {_lasting(received_at - at)} before it was opened: closed at the opening",
            )
        return received_at

    def _due(self, received_at: datetime) -> datetime | None:
        at = self._at("due_at")
        if at is None:
            return None
        if at < received_at:
            said = f"promised for {_lasting(received_at - at)} before it was opened"
            return self._remedied(Code.DUE_BEFORE_OPENED, self.rules.due_before_opened, at, said)
        if at - received_at > timedelta(days=self.rules.due_days_most):
            said = f"promised for {_lasting(at - received_at)} after it was opened"
            return self._remedied(Code.DUE_TOO_LATE, self.rules.due_too_late, at, said)
        return at

    def _remedied(self, code: Code, remedy: Remedy, at: datetime, said: str) -> datetime | None:
        if remedy is Remedy.REJECT:
            self._reject(code, "due_at", said)
            return None
        if remedy is Remedy.DROP:
            self._note(code, "due_at", f"{said}: taken without a promise")
            return None
        self._note(code, "due_at", f"{said}: the promise is kept as it is")
        return at

    def _occurred(self, received_at: datetime) -> datetime | None:
        at = self._at("occurred_at")
        if at is not None and at > received_at + AHEAD:
            self._note(
                Code.OCCURRED_AFTER_OPENED,
                "occurred_at",
                f"{_lasting(at - received_at)} after it was reported: taken as unknown",
            )
            return None
        return at

    def _tell_doubts(self) -> None:
        declared = {
            Code.TIME_REPEATED: self.mapping.times.repeated,
            Code.TIME_SKIPPED: self.mapping.times.skipped,
        }
        for name, reading in self.readings.items():
            if reading is None or reading.doubt is None:
                continue
            if declared[reading.doubt] is Doubtful.REJECT:
                self._reject(reading.doubt, name, "the clocks were changed at this local time")
            else:
                self._note(
                    reading.doubt,
                    name,
                    f"the clocks were changed at this local time: read as {reading.at:%H:%M} UTC",
                )

    def _at(self, name: str) -> datetime | None:
        reading = self.readings.get(name)
        return None if reading is None else reading.at

    def _reject(self, code: Code, field: str, reason: str) -> None:
        column = self._column(field)
        self.slip.reject(code, column, f"{column}: {reason}")

    def _note(self, code: Code, field: str, reason: str) -> None:
        column = self._column(field)
        self.slip.note(code, column, f"{column}: {reason}")

    def _column(self, field: str) -> str:
        declared = getattr(self.mapping.ticket, field)
        return str(declared.column)


def _in_order(readings: Readings) -> Readings:
    """The readings, doubtful ones so that nothing closes before it was opened, if that can be."""
    opened, closed = readings["received_at"], readings.get("closed_at")
    if opened is None or closed is None or closed.at >= opened.at:
        return readings
    if closed.other is not None and closed.other >= opened.at:
        return {**readings, "closed_at": Reading(closed.other, closed.doubt, closed.at)}
    if opened.other is not None and opened.other <= closed.at:
        return {**readings, "received_at": Reading(opened.other, opened.doubt, opened.at)}
    return readings


def _lasting(span: timedelta) -> str:
    if span >= timedelta(days=2):
        return f"{span.days} days"
    minutes = span // timedelta(minutes=1)
    return f"{minutes} minutes" if minutes else f"{span.seconds} seconds"


__all__ = ["Instants", "settle"]
