"""An alarm rings: one ticket a fault, however often (S-M3)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.ids import new_id
from core.intake.errors import IntakeCode
from core.intake.inbox import Source, Taken
from core.intake.messages import AlarmSaid, instant
from core.intake.models import IntakeFault
from core.tickets.kinds import Kind, State
from core.tickets.models import Ticket
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.report import Report, report
from core.tickets.rules import OCCURRED_BACK

NO_PERSON = "设备告警"
CLOCK_WRONG = "设备时钟有误"


@dataclass(frozen=True, slots=True)
class _Fault:
    """The fault that is open under a key, under its lock."""

    id: UUID
    rings: int
    ticket_id: UUID | None


async def ring(source: Source, said: AlarmSaid, uow: UnitOfWork) -> Taken:
    """The fault's ticket: a new one for its first ring, and after its work was done.

    Rings in the same moment meet in one row and wait for each other. Raises MESSAGE_INVALID for the
    end of a fault that never rang, and what `report` refuses.
    """
    if said.cleared:
        return await _cleared(source, said, uow)
    fault = await _counted(source, said, uow)
    if fault.ticket_id is not None:
        taken = await _ticket(uow, source, fault.ticket_id)
        if taken is not None:
            return taken
        await _end(uow, source, fault)
        fault = await _counted(source, said, uow)
    receipt = await report(source.actor, _report(source, said, uow), uow)
    await uow.flush()
    await _write(uow, source, fault.id, ticket_id=receipt.ticket.id)
    return Taken(receipt.ticket, receipt.number, new=True)


async def _counted(source: Source, said: AlarmSaid, uow: UnitOfWork) -> _Fault:
    """The open row of the fault, counted once more; made where there is none."""
    made = insert(IntakeFault).values(
        group_id=source.group_id,
        estate_id=source.estate_id,
        id=new_id(),
        source_id=source.id,
        fault=said.fault,
        rings=1,
        first_at=uow.now,
        last_at=uow.now,
    )
    found = await uow.execute(
        made.on_conflict_do_update(
            index_elements=["estate_id", "source_id", "fault"],
            index_where=text("ended_at is null"),
            set_={
                "rings": IntakeFault.rings + 1,
                "last_at": func.greatest(IntakeFault.last_at, uow.now),
            },
        ).returning(IntakeFault.id, IntakeFault.rings, IntakeFault.ticket_id)
    )
    return _Fault(**found.mappings().one())


async def _ticket(uow: UnitOfWork, source: Source, ticket_id: UUID) -> Taken | None:
    """The fault's ticket while the work on it is owed; None once it was done."""
    row = await uow.row(
        select(Ticket.number, Ticket.state).where(
            Ticket.estate_id == source.estate_id, Ticket.id == ticket_id
        )
    )
    if row is None or State(row["state"]) not in OPEN:
        return None
    return Taken(TicketRef(source.estate_id, ticket_id), row["number"], new=False)


async def _end(uow: UnitOfWork, source: Source, fault: _Fault) -> None:
    """Its ticket is done with; the ring just counted is the next one's first."""
    await _write(uow, source, fault.id, ended_at=uow.now, rings=fault.rings - 1)


async def _cleared(source: Source, said: AlarmSaid, uow: UnitOfWork) -> Taken:
    """The device says that it is over; whether it is, the ticket says."""
    row = await uow.row(
        select(IntakeFault.id, Ticket.id.label("ticket_id"), Ticket.number)
        .join(
            Ticket,
            (Ticket.estate_id == IntakeFault.estate_id) & (Ticket.id == IntakeFault.ticket_id),
        )
        .where(
            IntakeFault.estate_id == source.estate_id,
            IntakeFault.source_id == source.id,
            IntakeFault.fault == said.fault,
            IntakeFault.ended_at.is_(None),
        )
    )
    if row is None:
        told = {"place": "fault", "reason": "does not ring"}
        raise GuanjiaError(IntakeCode.MESSAGE_INVALID, field="fault", details=told)
    await _write(uow, source, row["id"], cleared_at=uow.now)
    return Taken(TicketRef(source.estate_id, row["ticket_id"]), row["number"], new=False)


async def _write(uow: UnitOfWork, source: Source, fault_id: UUID, **values: Any) -> None:
    await uow.execute(
        update(IntakeFault)
        .where(IntakeFault.estate_id == source.estate_id, IntakeFault.id == fault_id)
        .values(**values)
    )


def _report(source: Source, said: AlarmSaid, uow: UnitOfWork) -> Report:
    """A device whose clock stands still rings all the same: then nobody knows when it happened."""
    occurred_at = instant(said.occurred_at, uow.now) or uow.now
    believed = occurred_at >= uow.now - OCCURRED_BACK
    return Report(
        estate_id=source.estate_id,
        kind=said.kind or source.kind or Kind.REPAIR,
        channel=source.channel,
        content=said.content,
        category_code=said.category_code or source.category_code,
        urgency=said.urgency or source.urgency,
        unknown_house=NO_PERSON,
        place=said.place,
        unknown_place=None if said.place else NO_PERSON,
        unknown_contact=NO_PERSON,
        occurred_at=occurred_at if believed else None,
        unknown_occurred=None if believed else CLOCK_WRONG,
    )


__all__ = ["NO_PERSON", "ring"]
