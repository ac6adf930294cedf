"""Reading what is on record of a complaint. The area's SQL stands here alone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.actor import Role
from core.complaints.stages import Stage
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.staff.models import Staff
from core.staff.repository import still_here
from core.tickets.models import TicketEvent
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


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


async def attended_at(uow: UnitOfWork, ref: TicketRef, stage: Stage) -> dict[datetime, list[UUID]]:
    """Who was there, each time that a stage was recorded."""
    found = await uow.execute(
        select(TicketEvent.at, TicketEvent.data["attended"].label("there")).where(
            TicketEvent.estate_id == ref.estate_id,
            TicketEvent.ticket_id == ref.id,
            TicketEvent.action == Action.INVESTIGATE.value,
            TicketEvent.data["stage"].astext == stage.value,
        )
    )
    return {row.at: [UUID(id_) for id_ in row.there or ()] for row in found}


__all__ = ["attended_at", "roles_of", "stages_recorded"]
