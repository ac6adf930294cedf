"""What revisits have the workers do."""

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Consumer, DueTimer, Event, Jobs, TimerKind
from core.revisit.begin import LAPSE, OVERDUE, Plans, begin
from core.revisit.due import lapse, overdue
from core.revisit.end import ANSWERED, OVERTAKEN, answered, overtaken
from core.surveys.invite import INVITED
from core.surveys.links import Links


def jobs(plans: Plans, links: Links) -> Jobs:
    """The jobs; `plans` tells which plugins are to be asked at an estate."""

    async def ask(uow: UnitOfWork, event: Event) -> None:
        await begin(uow, event, links, plans)

    async def close(uow: UnitOfWork, timer: DueTimer) -> None:
        await lapse(uow, timer, plans)

    return Jobs(
        consumers=(
            Consumer("revisit.begin", frozenset({INVITED}), ask),
            Consumer("revisit.answered", frozenset({ANSWERED}), answered),
            Consumer("revisit.overtaken", OVERTAKEN, overtaken),
        ),
        timers=(TimerKind(OVERDUE, overdue), TimerKind(LAPSE, close)),
    )


__all__ = ["jobs"]
