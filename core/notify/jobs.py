"""What telling people has the workers do."""

from collections.abc import Sequence

from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Consumer, Courier, DueTimer, Event, Jobs, TimerKind
from core.notify.deliver import deliver
from core.notify.prepare import DUE, LATER, Means, on_time, prepare
from core.notify.progress import TELLINGS, on_ticket
from core.notify.tell import TOLD
from core.notify.warnings import WARNED, on_warning

COURIER_SECONDS = 120.0
"""For one message: its channels are tried one after the other, 20 s each."""


def jobs(means: Means) -> Jobs:
    """The jobs of this installation."""

    async def preparing(uow: UnitOfWork, event: Event) -> None:
        await prepare(uow, (event,), means)

    async def preparing_all(uow: UnitOfWork, events: Sequence[Event]) -> None:
        await prepare(uow, events, means)

    async def delivering(database: Database, event: Event) -> None:
        await deliver(database, event, means)

    async def later(uow: UnitOfWork, timer: DueTimer) -> None:
        await on_time(uow, timer)

    return Jobs(
        timers=(TimerKind(LATER, later),),
        consumers=(
            Consumer("notify.progress", frozenset(TELLINGS), on_ticket),
            Consumer("notify.warnings", frozenset({WARNED}), on_warning),
            Consumer("notify.prepare", frozenset({TOLD}), preparing, together=preparing_all),
        ),
        couriers=(Courier("notify.deliver", frozenset({DUE}), delivering, COURIER_SECONDS),),
    )


__all__ = ["COURIER_SECONDS", "jobs"]
