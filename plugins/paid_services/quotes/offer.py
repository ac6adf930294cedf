"""Offering a quote: what the work is to cost, by the published prices, before it begins (S-E3)."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.tell import Recipient, Telling, tell
from core.plugin import pricing
from core.plugin.answers import Payer, PayerKind
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from plugins.paid_services import rights
from plugins.paid_services.bills.repository import is_billed
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import MOST_FEN, PaidCode, refuse
from plugins.paid_services.money import yuan
from plugins.paid_services.prices import repository as prices
from plugins.paid_services.prices.rules import THOUSAND, Line, line
from plugins.paid_services.quotes import repository
from plugins.paid_services.quotes.kinds import ConsentForm, QuoteState
from plugins.paid_services.quotes.models import Quote, QuoteLine

NOTE_MOST = 500
LINES_MOST = 100
OVER = frozenset({State.CLOSED, State.WITHDRAWN})
"""Nothing is agreed beforehand any more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many thousandths of a priced item."""

    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OfferQuote:
    """The work's items. `payer` is worked out where it is not given; one that is needs a reason."""

    ticket: TicketRef
    lines: tuple[Wanted, ...]
    payer: PayerKind | None = None
    payer_reason: str | None = None
    note: str | None = None
    id: UUID = field(default_factory=new_id)


async def offer(actor: Actor, new: OfferQuote, uow: UnitOfWork) -> None:
    """Offer it; what stood for the ticket before is replaced. The requester is told.

    Where the resident pays nothing the quote needs no consent and is accepted at once.
    Raises `NotFound`, NO_PRICES, PRICE_CODE_UNKNOWN, QUANTITY_INVALID, QUOTE_EMPTY, AMOUNT_INVALID,
    ALREADY_BILLED, WORK_OVER, and `PluginFailed` where a plugin that charges something fails.
    """
    estate_id = new.ticket.estate_id
    rights.require(actor, estate_id, rights.QUOTE, "ticketId")
    work = await repository.work_on(uow, new.ticket, lock=True)
    if work.state in OVER:
        raise refuse(PaidCode.WORK_OVER, "ticketId")
    if await is_billed(uow, new.ticket):
        raise refuse(PaidCode.ALREADY_BILLED, "ticketId")
    list_id = await prices.in_force(uow, estate_id, uow.now)
    if list_id is None:
        raise refuse(PaidCode.NO_PRICES, "ticketId")
    items = await prices.items_of(uow, estate_id, list_id)
    lines: list[Line] = []
    for wanted in new.lines[:LINES_MOST]:
        if wanted.code not in items:
            raise refuse(PaidCode.PRICE_CODE_UNKNOWN, "lines.code", code=wanted.code)
        lines.append(line(items[wanted.code], wanted.quantity))
    lines += await plugin_lines(uow, new.ticket)
    if not lines:
        raise refuse(PaidCode.QUOTE_EMPTY, "lines")
    paying = await _payer(uow, new)
    free = paying.who is not PayerKind.RESIDENT
    settings = await configured(uow, estate_id)
    tenant = {"group_id": work.group_id, "estate_id": estate_id}
    amount = sum(each.amount for each in lines)
    if not 0 <= amount <= MOST_FEN:
        raise refuse(PaidCode.AMOUNT_INVALID, "lines", most=MOST_FEN)
    await repository.supersede(uow, new.ticket)
    uow.add(
        Quote,
        **tenant,
        id=new.id,
        ticket_id=new.ticket.id,
        price_list_id=list_id,
        requester_id=work.requester_id,
        state=QuoteState.ACCEPTED if free else QuoteState.OFFERED,
        amount=amount,
        payer=paying.who,
        payer_reason=paying.why or None,
        note=text.optional("note", new.note, NOTE_MOST),
        offered_at=uow.now,
        offered_by=actor.account_id,
        valid_until=uow.now + timedelta(days=settings.quote_valid_days),
        answered_at=uow.now if free else None,
        consent=ConsentForm.NOT_NEEDED if free else None,
    )
    for position, each in enumerate(lines, 1):
        uow.add(
            QuoteLine,
            **tenant,
            id=new_id(),
            quote_id=new.id,
            requester_id=work.requester_id,
            position=position,
            code=each.code,
            title=each.title,
            basis=each.basis,
            unit=each.unit,
            quantity=each.quantity,
            price=each.price,
            amount=each.amount,
            plugin=each.plugin,
        )
    uow.emit(
        "paid_services.quote_offered",
        **tenant,
        subject_id=new.id,
        ticket=str(new.ticket.id),
        amount=amount,
        payer=paying.who.value,
    )
    if not free and work.requester_id is not None:
        await tell(
            uow,
            Telling(
                group_id=tenant["group_id"],
                estate_id=estate_id,
                template="paid_services.quote_offered",
                to=Recipient.resident(work.requester_id),
                key=f"paid_services.quote:{new.id}",
                values={"number": work.number, "amount": yuan(amount)},
                ticket_id=new.ticket.id,
            ),
        )


async def plugin_lines(uow: UnitOfWork, ticket: TicketRef) -> list[Line]:
    """What other plugins charge for the work."""
    return [
        Line(found.code, found.title, "项", THOUSAND, found.amount, found.amount, None, plugin)
        for plugin, found in await pricing.further_lines(uow, ticket)
    ]


async def _payer(uow: UnitOfWork, new: OfferQuote) -> Payer:
    if new.payer is None:
        return await pricing.payer(uow, new.ticket) or Payer(PayerKind.RESIDENT, "")
    if new.payer is PayerKind.RESIDENT:
        return Payer(new.payer, text.optional("payerReason", new.payer_reason, NOTE_MOST) or "")
    return Payer(new.payer, text.required("payerReason", new.payer_reason, NOTE_MOST))


__all__ = ["OfferQuote", "Wanted", "offer", "plugin_lines"]
