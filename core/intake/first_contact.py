"""首问责任: who first heard it stays attached, and is told how it goes (S-A5).

That it reaches the front desk within 24 hours is a promise of the policy; where it breaks, the
first contact and the supervisors are told. On completion the first contact is told at once, which
is within the two hours.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.jobs.handlers import Consumer, Event, Jobs
from core.notify.tell import Recipient, Telling, tell
from core.sla.keep import BROKEN
from core.staff.models import Staff
from core.staff.repository import still_here
from core.tickets.models import Ticket
from core.tickets.step import TOPICS
from core.tickets.transitions import Action

PASSED_ON = "S-A5"
"""The promise that what staff heard reaches the front desk."""

COMPLETED = TOPICS[Action.COMPLETE]


async def inform(uow: UnitOfWork, event: Event) -> None:
    """Tell whom it concerns; nobody twice for one completion, or for one broken promise."""
    row = await uow.row(
        select(Ticket.number, Ticket.received_by, Ticket.version).where(
            Ticket.estate_id == event.estate_id, Ticket.id == event.subject_id
        )
    )
    if row is None or row["received_by"] is None:
        return
    late = event.topic == BROKEN
    people = await _here(uow, event.estate_id, row["received_by"], supervisors=late)
    occasion = "late" if late else f"done:{event.payload['version']}"
    for person in people:
        telling = Telling(
            event.group_id,
            event.estate_id,
            "contact.pass_late" if late else "contact.completed",
            Recipient.staff(person),
            f"contact:{event.subject_id}:{occasion}:{person}",
            {"number": row["number"]},
            event.subject_id,
        )
        await tell(uow, telling)


async def _here(
    uow: UnitOfWork, estate_id: int, first: UUID, *, supervisors: bool
) -> Sequence[UUID]:
    """The first contact, and the supervisors where wanted, of those who still work here."""
    wanted = Staff.id == first
    if supervisors:
        wanted = or_(wanted, Staff.role == Role.CS_SUPERVISOR)
    found = await uow.execute(
        select(Staff.id)
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == estate_id, wanted, still_here(uow.now))
        .order_by(Staff.id)
    )
    return found.scalars().all()


JOBS = Jobs(
    consumers=(
        Consumer(
            "intake.first_contact",
            frozenset({BROKEN, COMPLETED}),
            inform,
            only={BROKEN: {"rule": PASSED_ON}},
        ),
    )
)

__all__ = ["JOBS", "inform"]
