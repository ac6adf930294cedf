"""The one source of "now". Every rule that depends on time asks here, so that tests can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


class _Clock:
    """Real time, or a moment set by hand."""

    def __init__(self) -> None:
        self.moment: datetime | None = None

    def now(self) -> datetime:
        return self.moment if self.moment is not None else datetime.now(UTC)


_clock = _Clock()


def now() -> datetime:
    """The present moment, aware, in UTC, to the microsecond (PostgreSQL's resolution)."""
    return _clock.now()


class Hands:
    """The hands of a stopped clock: what a test turns."""

    def set(self, moment: datetime) -> None:
        """Put the clock at `moment` (aware)."""
        if moment.tzinfo is None:
            raise ValueError("a clock is set to an aware datetime")
        _clock.moment = moment.astimezone(UTC)

    def advance(self, **units: float) -> datetime:
        """Move on by `timedelta(**units)` and return the new now."""
        self.set(now() + timedelta(**units))
        return now()


@contextmanager
def at(moment: datetime) -> Iterator[Hands]:
    """Stop the clock at `moment` for the process; nested stops restore the outer one."""
    before = _clock.moment
    hands = Hands()
    hands.set(moment)
    try:
        yield hands
    finally:
        _clock.moment = before


__all__ = ["Hands", "at", "now"]
