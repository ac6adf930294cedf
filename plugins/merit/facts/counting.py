"""Whether somebody's facts add up to what a rule proposes for: a pure function."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Something that happened at an instant."""

    @property
    def at(self) -> datetime: ...


F = TypeVar("F", bound=Dated)


def together(facts: Sequence[F], new: datetime, times: int, days: int) -> Sequence[F]:
    """The facts of the earliest stretch of `days` with at least `times` of them, that of `new`
    among them; none where there is no such stretch.

    Facts are not always kept in the order in which they happened: whichever is kept last, what
    adds up is found then.
    """
    length = timedelta(days=days)
    ordered = sorted(facts, key=lambda each: each.at)
    for end in (each.at for each in ordered if new <= each.at < new + length):
        within = [each for each in ordered if end - length < each.at <= end]
        if len(within) >= times:
            return within
    return ()


__all__ = ["together"]
