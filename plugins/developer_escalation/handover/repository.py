"""Reading and writing hand-overs and the developer's clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import House
from core.files.models import Attachment
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    DeveloperClockState,
    HandOverState,
)
from plugins.developer_escalation.handover.models import (
    DeveloperClock,
    EvidenceFile,
    HandOver,
    HandOverEvent,
)
from plugins.developer_escalation.handover.transitions import STANDING


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over as it stands."""

    estate_id: int
    id: UUID
    group_id: int
    ticket_id: UUID
    number: str
    partner_id: UUID
    state: HandOverState
    version: int
    handed_by: UUID
    repair_by: datetime | None

    @property
    def ticket(self) -> TicketRef:
        """The ticket that was handed over."""
        return TicketRef(self.estate_id, self.ticket_id)


def _handed() -> Select[Any]:
    return select(*(getattr(HandOver, name) for name in Handed.__dataclass_fields__))


def _of(row: RowMapping | None) -> Handed | None:
    return None if row is None else Handed(**row)


async def seen(uow: UnitOfWork, estate_id: int, id_: UUID) -> Handed:
    """A hand-over that the caller may see. Raises `NotFound`."""
    found = _of(await uow.row(_handed().where(HandOver.estate_id == estate_id, HandOver.id == id_)))
    if found is None:
        raise NotFound("handOverId")
    return found


async def locked(uow: UnitOfWork, estate_id: int, id_: UUID) -> Handed:
    """A hand-over, nobody else's to change; its ticket is locked before it. Raises `NotFound`."""
    found = _of(
        await uow.row(
            _handed().where(HandOver.estate_id == estate_id, HandOver.id == id_).with_for_update()
        )
    )
    if found is None:
        raise NotFound("handOverId")
    return found


async def latest(uow: UnitOfWork, ref: TicketRef, *states: HandOverState) -> Handed | None:
    """The ticket's last hand-over that is in any of these states, or in any at all."""
    statement = _handed().where(HandOver.estate_id == ref.estate_id, HandOver.ticket_id == ref.id)
    if states:
        statement = statement.where(HandOver.state.in_(states))
    order = statement.order_by(HandOver.handed_at.desc(), HandOver.id.desc()).limit(1)
    return _of(await uow.row(order))


async def standing(uow: UnitOfWork, ref: TicketRef) -> Handed | None:
    """The hand-over under which the developer has the ticket."""
    return await latest(uow, ref, *STANDING)


async def all_standing(uow: UnitOfWork, estate_id: int) -> list[Handed]:
    """Every hand-over under which a developer has a ticket of the estate."""
    found = await uow.execute(
        _handed()
        .where(HandOver.estate_id == estate_id, HandOver.state.in_(STANDING))
        .order_by(HandOver.id)
    )
    return [Handed(**row) for row in found.mappings()]


async def change(uow: UnitOfWork, handed: Handed, values: Mapping[str, Any]) -> None:
    """Write columns of a hand-over that is locked; its version goes up."""
    await uow.execute(
        update(HandOver)
        .where(HandOver.estate_id == handed.estate_id, HandOver.id == handed.id)
        .values(version=HandOver.version + 1, **values)
    )


async def next_sequence(uow: UnitOfWork, handed: Handed) -> int:
    """The number of the next entry of its history."""
    await uow.flush()
    counted = select(func.count()).where(
        HandOverEvent.estate_id == handed.estate_id, HandOverEvent.hand_over_id == handed.id
    )
    found: int = (await uow.execute(counted)).scalar_one()
    return found + 1


async def clock_at(uow: UnitOfWork, estate_id: int, id_: UUID) -> RowMapping | None:
    """A clock, and whose it is."""
    return await uow.row(
        select(
            DeveloperClock.hand_over_id,
            DeveloperClock.kind,
            DeveloperClock.state,
            DeveloperClock.due_at,
        ).where(DeveloperClock.estate_id == estate_id, DeveloperClock.id == id_)
    )


async def end_clock(
    uow: UnitOfWork,
    handed: Handed,
    kind: DeveloperClockKind,
    state: DeveloperClockState,
    at: datetime,
) -> None:
    """A clock ends: as `state` where it was running; one that broke stays broken."""
    mine = (
        DeveloperClock.estate_id == handed.estate_id,
        DeveloperClock.hand_over_id == handed.id,
        DeveloperClock.kind == kind,
        DeveloperClock.ended_at.is_(None),
    )
    await uow.execute(
        update(DeveloperClock)
        .where(*mine, DeveloperClock.state == DeveloperClockState.RUNNING)
        .values(state=state, ended_at=at)
    )
    await uow.execute(
        update(DeveloperClock)
        .where(*mine, DeveloperClock.state == DeveloperClockState.BROKEN)
        .values(ended_at=at)
    )


async def break_clock(uow: UnitOfWork, estate_id: int, id_: UUID, at: datetime) -> None:
    """A clock has run out."""
    await uow.execute(
        update(DeveloperClock)
        .where(DeveloperClock.estate_id == estate_id, DeveloperClock.id == id_)
        .values(state=DeveloperClockState.BROKEN, broken_at=at)
    )


async def where_it_is(uow: UnitOfWork, ref: TicketRef) -> str | None:
    """The place of a ticket: its house, else what was said."""
    row = await uow.row(
        select(House.label, Ticket.place)
        .select_from(Ticket)
        .outerjoin(House, (House.estate_id == Ticket.estate_id) & (House.id == Ticket.house_id))
        .where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
    )
    return None if row is None else row["label"] or row["place"]


async def files_of(uow: UnitOfWork, ref: TicketRef, ids: frozenset[UUID]) -> list[RowMapping]:
    """Those of the files that have come and belong to the ticket."""
    found = await uow.execute(
        select(Attachment.id, Attachment.name, Attachment.media_type, Attachment.size)
        .where(
            Attachment.estate_id == ref.estate_id,
            Attachment.ticket_id == ref.id,
            Attachment.id.in_(ids),
            Attachment.stored_at.is_not(None),
        )
        .order_by(Attachment.id)
    )
    return list(found.mappings())


async def evidence_of(uow: UnitOfWork, handed: Handed) -> frozenset[UUID]:
    """The attachments that are evidence."""
    found = await uow.execute(
        select(EvidenceFile.attachment_id).where(
            EvidenceFile.estate_id == handed.estate_id, EvidenceFile.hand_over_id == handed.id
        )
    )
    return frozenset(found.scalars())


__all__ = [
    "Handed",
    "all_standing",
    "break_clock",
    "change",
    "clock_at",
    "end_clock",
    "evidence_of",
    "files_of",
    "latest",
    "locked",
    "next_sequence",
    "seen",
    "standing",
    "where_it_is",
]
