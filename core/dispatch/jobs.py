"""What dispatch has the workers do."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.dispatch.automatic import TOPICS, Plans, again, on_event
from core.dispatch.hourly import at_hour
from core.dispatch.timers import AGAIN, HOUR
from core.jobs.handlers import Consumer, DueTimer, Event, Jobs, TimerKind
from core.tickets.refs import TicketRef

CONSUMER = "dispatch.automatic"


def jobs(plans: Plans) -> Jobs:
    """The jobs; `plans` tells which plugins are to be asked at an estate."""

    async def consume(uow: UnitOfWork, event: Event) -> None:
        await on_event(uow, event, plans)

    async def look_again(uow: UnitOfWork, timer: DueTimer) -> None:
        ref = TicketRef(timer.estate_id, UUID(timer.payload["ticket"]))
        await again(uow, ref, plans)

    async def hour(uow: UnitOfWork, timer: DueTimer) -> None:
        await at_hour(uow, timer.group_id, timer.estate_id, plans)

    return Jobs(
        consumers=(Consumer(CONSUMER, TOPICS, consume),),
        timers=(TimerKind(AGAIN, look_again), TimerKind(HOUR, hour)),
    )


__all__ = ["CONSUMER", "jobs"]
