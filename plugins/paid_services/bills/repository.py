"""Reading and writing bills."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.models import Estate
from core.ids import new_id
from core.plugin.answers import PayerKind
from core.tickets.models import TicketMaterial
from core.tickets.refs import TicketRef
from plugins.paid_services.bills.kinds import BillKind, BillState
from plugins.paid_services.bills.models import Bill, BillLine
from plugins.paid_services.bills.rules import Used
from plugins.paid_services.prices.rules import Line


@dataclass(frozen=True, slots=True)
class Owed:
    """A bill as it stands, read under its lock. Amounts in fen."""

    id: UUID
    group_id: int
    estate_id: int
    number: int
    kind: BillKind
    state: BillState
    version: int
    payer: PayerKind
    house_id: UUID | None
    resident_id: UUID | None
    ticket_id: UUID | None
    quote_id: UUID | None
    amount: int
    waived: int
    paid: int
    refunded: int

    @property
    def left(self) -> int:
        """What is still to be paid."""
        return self.amount - self.waived - self.paid


_OWED = tuple(getattr(Bill, name) for name in Owed.__dataclass_fields__)


async def locked(uow: UnitOfWork, estate_id: int, bill_id: UUID) -> Owed:
    """A bill, nobody else's to change. Raises `NotFound`."""
    row = await uow.row(
        select(*_OWED).where(Bill.estate_id == estate_id, Bill.id == bill_id).with_for_update()
    )
    if row is None:
        raise NotFound("billId")
    return Owed(**row)


async def payer_of(uow: UnitOfWork, estate_id: int, bill_id: UUID) -> RowMapping | None:
    """Whose a bill is, without locking it."""
    return await uow.row(
        select(Bill.resident_id, Bill.state).where(Bill.estate_id == estate_id, Bill.id == bill_id)
    )


async def change(uow: UnitOfWork, bill: Owed, values: Mapping[str, Any]) -> None:
    """Write columns of a bill that is locked; its version goes up."""
    await uow.execute(
        update(Bill)
        .where(Bill.estate_id == bill.estate_id, Bill.id == bill.id)
        .values(version=Bill.version + 1, **values)
    )


async def is_billed(uow: UnitOfWork, ticket: TicketRef) -> bool:
    """Whether a ticket's work has a bill that stands; what is recharged for it has no quote."""
    found = select(Bill.id).where(
        Bill.estate_id == ticket.estate_id,
        Bill.ticket_id == ticket.id,
        Bill.quote_id.is_not(None),
        Bill.state != BillState.CANCELLED,
    )
    return await uow.row(found.limit(1)) is not None


async def used_on(uow: UnitOfWork, ticket: TicketRef) -> list[Used]:
    """What was reported as used on a ticket."""
    found = await uow.execute(
        select(
            TicketMaterial.name,
            TicketMaterial.unit,
            TicketMaterial.quantity,
            TicketMaterial.cost,
        )
        .where(TicketMaterial.estate_id == ticket.estate_id, TicketMaterial.ticket_id == ticket.id)
        .order_by(TicketMaterial.id)
    )
    return [Used(**row) for row in found.mappings()]


def add_lines(
    uow: UnitOfWork, bill: Owed, lines: Iterable[Line], *, first_position: int = 1
) -> None:
    """Write lines of a bill."""
    for position, each in enumerate(lines, first_position):
        uow.add(
            BillLine,
            group_id=bill.group_id,
            estate_id=bill.estate_id,
            id=new_id(),
            bill_id=bill.id,
            resident_id=bill.resident_id,
            position=position,
            code=each.code,
            title=each.title,
            unit=each.unit,
            quantity=each.quantity,
            price=each.price,
            amount=each.amount,
            plugin=each.plugin,
        )


async def lines_count(uow: UnitOfWork, bill: Owed) -> int:
    """How many lines a bill has."""
    counted = select(func.count()).where(
        BillLine.estate_id == bill.estate_id, BillLine.bill_id == bill.id
    )
    return int((await uow.execute(counted)).scalar_one())


async def today(uow: UnitOfWork, estate_id: int, at: datetime | None = None) -> date:
    """The day it is in the estate's zone."""
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == estate_id))).scalar_one()
    return (at or uow.now).astimezone(ZoneInfo(zone)).date()


__all__ = [
    "Owed",
    "add_lines",
    "change",
    "is_billed",
    "lines_count",
    "locked",
    "payer_of",
    "today",
    "used_on",
]
