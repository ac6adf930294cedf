"""Reading handovers, and what changed since. The area's SQL stands here alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.handover.models import Handover, HandoverLine, HandoverSigning
from core.staff.models import Staff
from core.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Opened:
    """A handover as it was opened."""

    id: UUID
    group_id: int
    department_id: UUID | None
    outgoing_id: UUID
    outgoing_name: str
    outgoing_department: UUID
    shift_ends_at: datetime
    lines: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A ticket of the list: as it was, and as it is."""

    ticket_id: UUID
    number: str
    version_then: int
    version: int
    assignee_then: UUID | None
    assignee_id: UUID | None
    state_then: str
    state: str


async def find_handover(uow: UnitOfWork, estate_id: int, handover_id: UUID) -> Opened:
    """The handover, kept from being signed by anybody else meanwhile. Raises `NotFound`."""
    lines = (
        select(func.count())
        .where(HandoverLine.estate_id == estate_id, HandoverLine.handover_id == handover_id)
        .scalar_subquery()
    )
    row = await uow.row(
        select(
            Handover.id,
            Handover.group_id,
            Handover.department_id,
            Handover.outgoing_id,
            Staff.name.label("outgoing_name"),
            Staff.department_id.label("outgoing_department"),
            Handover.shift_ends_at,
            lines.label("lines"),
        )
        .join(Staff, (Staff.estate_id == Handover.estate_id) & (Staff.id == Handover.outgoing_id))
        .where(Handover.estate_id == estate_id, Handover.id == handover_id)
    )
    if row is None:
        raise NotFound("handoverId")
    return Opened(**row)


async def is_signed(uow: UnitOfWork, estate_id: int, handover_id: UUID) -> bool:
    """Whether somebody has signed for it."""
    found = select(HandoverSigning.id).where(
        HandoverSigning.estate_id == estate_id, HandoverSigning.handover_id == handover_id
    )
    return await uow.row(found) is not None


async def listed(uow: UnitOfWork, estate_id: int, handover_id: UUID) -> list[Listed]:
    """The tickets of the list, each once, in its order."""
    first = (
        select(
            HandoverLine.ticket_id,
            func.min(HandoverLine.position).label("position"),
        )
        .where(
            HandoverLine.estate_id == estate_id,
            HandoverLine.handover_id == handover_id,
            HandoverLine.ticket_id.is_not(None),
        )
        .group_by(HandoverLine.ticket_id)
        .subquery()
    )
    rows = await uow.execute(
        select(
            Ticket.id.label("ticket_id"),
            Ticket.number,
            HandoverLine.ticket_version.label("version_then"),
            Ticket.version,
            HandoverLine.assignee_id.label("assignee_then"),
            Ticket.assignee_id,
            HandoverLine.state.label("state_then"),
            Ticket.state,
        )
        .join(first, first.c.ticket_id == HandoverLine.ticket_id)
        .join(
            Ticket,
            (Ticket.estate_id == HandoverLine.estate_id) & (Ticket.id == HandoverLine.ticket_id),
        )
        .where(
            HandoverLine.estate_id == estate_id,
            HandoverLine.handover_id == handover_id,
            HandoverLine.position == first.c.position,
        )
        .order_by(HandoverLine.position)
    )
    return [Listed(**row) for row in rows.mappings()]


__all__ = ["Listed", "Opened", "find_handover", "is_signed", "listed"]
