"""首问责任: who first heard it stays attached, and is told how it goes (S-A5).

That it reaches the front desk within 24 hours is a promise of the policy; where it breaks, the
first contact is told, beside those to whom every broken promise goes (S-C5). On completion the
first contact is told at once, which is within the two hours.
"""

from sqlalchemy import select

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
    """Tell them, once for each completion and for a broken promise; not of their own work."""
    row = await uow.row(
        select(Ticket.number, Ticket.assignee_id, Staff.id.label("first"))
        .join(Staff, (Staff.estate_id == Ticket.estate_id) & (Staff.id == Ticket.received_by))
        .join(Estate, Estate.id == Staff.estate_id)
        .where(
            Ticket.estate_id == event.estate_id,
            Ticket.id == event.subject_id,
            still_here(uow.now),
        )
    )
    late = event.topic == BROKEN
    if row is None or (row["assignee_id"] == row["first"] and not late):
        return
    occasion = "late" if late else f"done:{event.payload['version']}"
    telling = Telling(
        event.group_id,
        event.estate_id,
        "contact.pass_late" if late else "contact.completed",
        Recipient.staff(row["first"]),
        f"contact:{event.subject_id}:{occasion}:{row['first']}",
        {"number": row["number"]},
        event.subject_id,
    )
    await tell(uow, telling)


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
