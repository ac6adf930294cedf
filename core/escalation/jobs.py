"""What escalation has the workers do."""

from collections.abc import Sequence
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.escalation.begin import STEP
from core.escalation.follow import TOPICS, follow
from core.escalation.holders import Holders
from core.escalation.late_notice import GIVEN, pass_on
from core.escalation.told import REPORT, steps_due
from core.escalation.verification import DUE, overdue
from core.escalation.written import report_due
from core.jobs.handlers import Consumer, DueTimer, Event, Jobs, TimerKind

CONSUMER = "escalation.follow"
LATE_NOTICES = "escalation.late_notice"


def jobs(holders: Holders) -> Jobs:
    """The jobs; `holders` tells who holds which role at an estate."""

    async def consume(uow: UnitOfWork, event: Event) -> None:
        await follow(uow, (event,), holders)

    async def consume_all(uow: UnitOfWork, events: Sequence[Event]) -> None:
        await follow(uow, events, holders)

    async def tell(uow: UnitOfWork, timer: DueTimer) -> None:
        await tell_all(uow, (timer,))

    async def tell_all(uow: UnitOfWork, timers: Sequence[DueTimer]) -> None:
        named = [(timer.estate_id, UUID(timer.payload["step"])) for timer in timers]
        await steps_due(uow, named, holders)

    async def press(uow: UnitOfWork, timer: DueTimer) -> None:
        await report_due(uow, timer.estate_id, UUID(timer.payload["report"]), holders)

    async def unverified(uow: UnitOfWork, timer: DueTimer) -> None:
        await overdue(uow, timer.estate_id, UUID(timer.payload["verification"]))

    async def late(uow: UnitOfWork, event: Event) -> None:
        await pass_on(uow, event, holders)

    return Jobs(
        consumers=(
            Consumer(CONSUMER, TOPICS, consume, together=consume_all),
            Consumer(LATE_NOTICES, frozenset({GIVEN}), late),
        ),
        timers=(
            TimerKind(STEP, tell, together=tell_all),
            TimerKind(REPORT, press),
            TimerKind(DUE, unverified),
        ),
    )


__all__ = ["CONSUMER", "jobs"]
