"""Reading and writing quotes, and what they need to know of tickets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.plugin.answers import PayerKind
from core.tickets.kinds import State
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from plugins.paid_services.prices.rules import Line
from plugins.paid_services.quotes.kinds import QuoteState
from plugins.paid_services.quotes.models import Quote, QuoteLine

STANDING = (QuoteState.OFFERED, QuoteState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Work:
    """What of a ticket matters for its price."""

    ref: TicketRef
    group_id: int
    number: str
    state: State
    category_code: str | None
    house_id: UUID | None
    requester_id: UUID | None
    labour_minutes: int | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A quote as it stands."""

    id: UUID
    ticket_id: UUID
    group_id: int
    state: QuoteState
    version: int
    amount: int
    payer: PayerKind
    price_list_id: UUID
    requester_id: UUID | None
    valid_until: datetime


_OFFERED = (
    Quote.id,
    Quote.ticket_id,
    Quote.group_id,
    Quote.state,
    Quote.version,
    Quote.amount,
    Quote.payer,
    Quote.price_list_id,
    Quote.requester_id,
    Quote.valid_until,
)


async def work_on(uow: UnitOfWork, ref: TicketRef, *, lock: bool = False) -> Work:
    """The ticket as far as prices go. Raises `NotFound`."""
    statement = select(
        Ticket.group_id,
        Ticket.number,
        Ticket.state,
        Ticket.category_code,
        Ticket.house_id,
        Ticket.requester_id,
        Ticket.labour_minutes,
    ).where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
    row = await uow.row(statement.with_for_update() if lock else statement)
    if row is None:
        raise NotFound("ticketId")
    return Work(ref, **row)


async def latest(uow: UnitOfWork, ref: TicketRef) -> Offered | None:
    """The ticket's last quote that was not replaced."""
    return _offered(
        await uow.row(
            select(*_OFFERED)
            .where(
                Quote.estate_id == ref.estate_id,
                Quote.ticket_id == ref.id,
                Quote.state != QuoteState.SUPERSEDED,
            )
            .order_by(Quote.offered_at.desc(), Quote.id.desc())
            .limit(1)
        )
    )


async def locked(uow: UnitOfWork, estate_id: int, id_: UUID) -> Offered:
    """A quote, nobody else's to change. Raises `NotFound`."""
    found = _offered(
        await uow.row(
            select(*_OFFERED).where(Quote.estate_id == estate_id, Quote.id == id_).with_for_update()
        )
    )
    if found is None:
        raise NotFound("quoteId")
    return found


async def change(uow: UnitOfWork, estate_id: int, id_: UUID, values: Mapping[str, Any]) -> None:
    """Write columns of a quote that is locked; its version goes up."""
    await uow.execute(
        update(Quote)
        .where(Quote.estate_id == estate_id, Quote.id == id_)
        .values(version=Quote.version + 1, **values)
    )


async def supersede(uow: UnitOfWork, ref: TicketRef) -> None:
    """Whatever stands for the ticket is replaced."""
    await uow.execute(
        update(Quote)
        .where(
            Quote.estate_id == ref.estate_id,
            Quote.ticket_id == ref.id,
            Quote.state.in_(STANDING),
        )
        .values(state=QuoteState.SUPERSEDED, version=Quote.version + 1)
    )


async def lines_of(uow: UnitOfWork, estate_id: int, quote_id: UUID) -> list[Line]:
    """A quote's lines in their order."""
    found = await uow.execute(
        select(
            QuoteLine.code,
            QuoteLine.title,
            QuoteLine.unit,
            QuoteLine.quantity,
            QuoteLine.price,
            QuoteLine.amount,
            QuoteLine.basis,
            QuoteLine.plugin,
        )
        .where(QuoteLine.estate_id == estate_id, QuoteLine.quote_id == quote_id)
        .order_by(QuoteLine.position)
    )
    return [Line(**row) for row in found.mappings()]


def _offered(row: RowMapping | None) -> Offered | None:
    return None if row is None else Offered(**row)


__all__ = [
    "Offered",
    "Work",
    "change",
    "latest",
    "lines_of",
    "locked",
    "supersede",
    "work_on",
]
