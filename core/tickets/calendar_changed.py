"""After an estate's calendar has changed: its open clocks are looked at again, some at a time."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.sla.repository import tickets_with_open_clocks
from core.tickets.due import reconsider
from core.tickets.refs import TicketRef

CALENDAR = "calendar.changed"
"""The kind of the timers that follow a change of an estate's calendar."""

AT_ONCE = 100
"""Tickets that one transaction looks at."""


async def calendar_changed(uow: UnitOfWork, timer: DueTimer) -> None:
    """Look at the next tickets; where there are more, a timer of the same change goes on."""
    change, after = str(timer.payload["change"]), timer.payload.get("after")
    found = await tickets_with_open_clocks(
        uow, timer.estate_id, None if after is None else UUID(after), AT_ONCE
    )
    tickets = [TicketRef(timer.estate_id, id_) for id_ in found]
    await reconsider(uow, timer.group_id, tickets, change[-12:])
    if len(found) == AT_ONCE:
        last = str(found[-1])
        uow.set_timer(
            CALENDAR,
            f"{change}:{last}",
            uow.now,
            group_id=timer.group_id,
            estate_id=timer.estate_id,
            change=change,
            after=last,
        )


JOBS = Jobs(timers=(TimerKind(CALENDAR, calendar_changed),))
"""What follows a change of a calendar."""

__all__ = ["CALENDAR", "JOBS", "calendar_changed"]
