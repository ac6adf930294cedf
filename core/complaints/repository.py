"""Reading what is on record of a complaint. The area's SQL stands here alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.actor import Role
from core.complaints.stages import Stage
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.staff.models import Staff
from core.staff.repository import still_here
from core.tickets.kinds import Kind, Nature
from core.tickets.models import Ticket, TicketEvent
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that has been completed."""

    group_id: int
    number: str
    nature: Nature | None
    reopened: int


async def stages_recorded(uow: UnitOfWork, ref: TicketRef) -> frozenset[Stage]:
    """The stages that are on record, as far as the scope may see the history."""
    found = await uow.execute(
        select(TicketEvent.data["stage"].astext).where(
            TicketEvent.estate_id == ref.estate_id,
            TicketEvent.ticket_id == ref.id,
            TicketEvent.action == Action.INVESTIGATE.value,
        )
    )
    return frozenset(Stage(stage) for stage in found.scalars())


async def roles_of(
    uow: UnitOfWork, estate_id: int, staff: Sequence[UUID], at: datetime
) -> dict[UUID, Role]:
    """The roles of those of `staff` who work at the estate."""
    found = await uow.execute(
        select(Staff.id, Staff.role)
        .join(Estate, Estate.id == Staff.estate_id)
        .where(Staff.estate_id == estate_id, Staff.id.in_(staff), still_here(at))
    )
    return {row.id: Role(row.role) for row in found}


async def complaint(uow: UnitOfWork, ref: TicketRef) -> Complaint | None:
    """The ticket, if it is a complaint."""
    row = await uow.row(
        select(Ticket.group_id, Ticket.number, Ticket.nature, Ticket.reopened).where(
            Ticket.estate_id == ref.estate_id, Ticket.id == ref.id, Ticket.kind == Kind.COMPLAINT
        )
    )
    return None if row is None else Complaint(**row)


__all__ = ["Complaint", "complaint", "roles_of", "stages_recorded"]
