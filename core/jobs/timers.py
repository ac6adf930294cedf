"""Timers: moments at which something is to be done, once (set with `UnitOfWork.set_timer`).

A timer is not moved and not called off: its handler looks at the things themselves, and a promise
that has changed since has a timer of its own under another key.
"""

from collections.abc import Mapping, Sequence

from core.db.unit_of_work import UnitOfWork
from core.jobs.batch import BatchQueue
from core.jobs.handlers import DueTimer, TimerKind
from core.jobs.models import Timer
from core.jobs.queue import Item


class Timers(BatchQueue):
    """The timers that are due."""

    model = Timer
    key = ("id",)
    named_by = "kind"

    @property
    def known(self) -> Mapping[str, TimerKind]:
        """Timer kinds by name."""
        return self.handlers.timers

    def takes_many(self, item: Item) -> bool:
        """Whether the item's kind does."""
        return self.known[item.kind].together is not None

    async def perform(self, uow: UnitOfWork, run: Sequence[Item]) -> None:
        """Call the kind's handler."""
        kind = self.known[run[0].kind]
        timers = tuple(_timer(item) for item in run)
        if kind.together is None:
            for timer in timers:
                await kind.handle(uow, timer)
        else:
            await kind.together(uow, timers)


def _timer(item: Item) -> DueTimer:
    return DueTimer(
        id=item.id,
        group_id=item.group_id,
        estate_id=item.estate_id,
        kind=item.kind,
        key=item.key,
        payload=item.payload,
        due_at=item.due_at,
        attempts=item.attempts,
    )


__all__ = ["Timers"]
