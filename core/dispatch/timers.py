"""When the system looks at unsent tickets again: at the full hour, or as somebody comes on duty."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.models import Timer
from core.tickets.repository import Standing

HOUR = "dispatch.hour"
"""The kind of the timers by which an estate's tickets are dispatched together."""

AGAIN = "dispatch.again"
"""The kind of the timers by which a ticket is looked at again."""


async def at_the_hour(
    uow: UnitOfWork, group_id: int, estate_id: int, since: datetime | None = None
) -> bool:
    """Have the estate's unsent tickets dispatched together at the full hour after `since` (or now).

    False, and nothing is set, where that hour has passed already: its timer may be done.
    """
    hour = (since or uow.now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if hour <= uow.now:
        return False
    await uow.execute(
        insert(Timer)
        .values(
            id=new_id(),
            group_id=group_id,
            estate_id=estate_id,
            kind=HOUR,
            key=hour.isoformat(),
            due_at=hour,
            payload={},
            attempts=0,
        )
        .on_conflict_do_nothing()
    )
    return True


async def when_on_duty(uow: UnitOfWork, ticket: Standing, at: datetime | None) -> None:
    """Have the ticket looked at again at that time, if there is one."""
    if at is None:
        return
    await uow.execute(
        insert(Timer)
        .values(
            id=new_id(),
            group_id=ticket.group_id,
            estate_id=ticket.ref.estate_id,
            kind=AGAIN,
            key=f"{ticket.ref.id}:{at.isoformat()}",
            due_at=at,
            payload={"ticket": str(ticket.ref.id)},
            attempts=0,
        )
        .on_conflict_do_nothing()
    )


__all__ = ["AGAIN", "HOUR", "at_the_hour", "when_on_duty"]
