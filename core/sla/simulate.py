"""A new policy run over past tickets, before it is adopted: what it would have kept and broken.

The same `evaluate` as for living tickets, over the histories as they are. What was taken over from
another system is judged by the new policy like any other; by the old one only as far as it was
promised there.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from core.db.unit_of_work import UnitOfWork
from core.estates.repository import estate_facts
from core.sla.evaluate import ClockValue, evaluate
from core.sla.history import Entry
from core.sla.models import ClockState
from core.sla.policy import Policy
from core.sla.versions import POLICIES, versions_in
from core.tickets.refs import TicketRef
from core.tickets.repository import Place, histories_before

AT_ONCE = 500


@dataclass(slots=True)
class Count:
    """Rounds of a promise: made, and how they ended by now."""

    made: int = 0
    kept: int = 0
    broken: int = 0

    def add(self, value: ClockValue) -> None:
        """Count one."""
        self.made += 1
        self.kept += value.state is ClockState.KEPT
        self.broken += value.state is ClockState.BROKEN


@dataclass(slots=True)
class Forecast:
    """Per rule, how past tickets fared and how they would have; `tickets` were looked at."""

    tickets: int = 0
    before: dict[str, Count] = field(default_factory=dict)
    after: dict[str, Count] = field(default_factory=dict)

    def rules(self) -> Iterable[str]:
        """Every rule of either policy."""
        return dict.fromkeys((*self.before, *self.after))


async def simulate(
    uow: UnitOfWork,
    estate_id: int,
    policy: Policy,
    since: datetime,
    until: datetime,
    *,
    most: int | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> Forecast:
    """Run `policy` over the estate's tickets received from `since` to `until`, the latest first.

    At most `most` tickets; `tell` hears how many are done. Nothing is written.
    """
    estate = await estate_facts(uow, estate_id, since)
    forecast = Forecast()
    async for batch in _batches(uow, estate_id, since, until, most):
        versions = {each for past in batch.values() for each in versions_in(past)}
        policies = await POLICIES.book(uow, estate.group_id, versions)
        for past in batch.values():
            at = max(uow.now, past[-1].at)
            _count(forecast.before, evaluate(policies, estate.calendar, past, at))
            anew = [_anew(each) for each in past]
            _count(forecast.after, evaluate(policy, estate.calendar, anew, at))
        forecast.tickets += len(batch)
        tell(len(batch))
    return forecast


async def _batches(
    uow: UnitOfWork, estate_id: int, since: datetime, until: datetime, most: int | None
) -> AsyncIterator[dict[TicketRef, tuple[Entry, ...]]]:
    before: Place = (until, None)
    left = most
    while left is None or left > 0:
        size = AT_ONCE if left is None else min(AT_ONCE, left)
        batch, before = await histories_before(uow, estate_id, since, before, size)
        if not batch:
            return
        yield batch
        left = None if left is None else left - len(batch)


def _anew(entry: Entry) -> Entry:
    """The entry as it would have been here: nothing promised elsewhere."""
    if entry.taken_over:
        return replace(entry, taken_over=False, promised_at=None)
    return entry


def _count(counts: dict[str, Count], values: Iterable[ClockValue]) -> None:
    for value in values:
        counts.setdefault(value.rule, Count()).add(value)


__all__ = ["Count", "Forecast", "simulate"]
