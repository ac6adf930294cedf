"""The bill for work on a ticket: what was used, at the prices agreed (S-E1, S-E3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.ids import new_id
from core.notify.tell import Recipient, Telling, tell
from core.plugin.answers import PayerKind
from core.tickets.kinds import State
from core.tickets.refs import TicketRef
from plugins.paid_services import rights
from plugins.paid_services.bills import repository
from plugins.paid_services.bills.kinds import BillKind, BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.bills.posting import billed
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.bills.rules import final_lines, limited, not_below_nothing
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.ledger.numbers import BILLS, take_numbers
from plugins.paid_services.ledger.post import Books, post
from plugins.paid_services.money import yuan
from plugins.paid_services.prices import repository as prices
from plugins.paid_services.quotes import repository as quotes
from plugins.paid_services.quotes.kinds import QuoteState

DONE = frozenset({State.COMPLETED, State.CONFIRMED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class IssueBill:
    """`stated` are quantities by item that were found out, in thousandths; the rest follows from
    the ticket and its quote. `limit_to_quote` leaves off what goes beyond it."""

    ticket: TicketRef
    stated: Mapping[str, int] = field(default_factory=dict)
    limit_to_quote: bool = False
    id: UUID = field(default_factory=new_id)


async def issue(actor: Actor, new: IssueBill, uow: UnitOfWork) -> None:
    """Bill the work. More than the resident agreed to waits for fresh consent.

    Raises `NotFound`, WORK_NOT_DONE, ALREADY_BILLED, QUOTE_NOT_ACCEPTED and what lines cause.
    """
    estate_id = new.ticket.estate_id
    rights.require(actor, estate_id, rights.QUOTE, "ticketId")
    work = await quotes.work_on(uow, new.ticket, lock=True)
    if work.state not in DONE:
        raise refuse(PaidCode.WORK_NOT_DONE, "ticketId")
    if await repository.is_billed(uow, new.ticket):
        raise refuse(PaidCode.ALREADY_BILLED, "ticketId")
    quote = await quotes.latest(uow, new.ticket)
    if quote is None or quote.state is not QuoteState.ACCEPTED:
        raise refuse(PaidCode.QUOTE_NOT_ACCEPTED, "ticketId")
    lines = final_lines(
        await quotes.lines_of(uow, estate_id, quote.id),
        await prices.items_of(uow, estate_id, quote.price_list_id),
        work.labour_minutes,
        await repository.used_on(uow, new.ticket),
        new.stated,
    )
    lines = not_below_nothing(limited(lines, quote.amount) if new.limit_to_quote else lines)
    amount = sum(each.amount for each in lines)
    beyond = quote.payer is PayerKind.RESIDENT and amount > quote.amount
    settings = await configured(uow, estate_id)
    bill = Owed(
        id=new.id,
        group_id=work.group_id,
        estate_id=estate_id,
        number=0,
        kind=BillKind.SERVICE,
        state=_state(amount, quote.payer, beyond=beyond),
        version=1,
        payer=quote.payer,
        house_id=work.house_id,
        resident_id=work.requester_id if quote.payer is PayerKind.RESIDENT else None,
        ticket_id=new.ticket.id,
        quote_id=quote.id,
        amount=amount,
        waived=0,
        paid=amount if quote.payer is PayerKind.ESTATE else 0,
        refunded=0,
    )
    async with as_system(uow, bill.group_id, estate_id):
        (number,) = await take_numbers(uow, bill.group_id, estate_id, BILLS)
        if not beyond:
            await post(uow, Books(bill.group_id, estate_id, actor.account_id), billed(bill, amount))
    due = await repository.today(uow, estate_id) + timedelta(days=settings.service_due_days)
    uow.add(
        Bill,
        **{name: getattr(bill, name) for name in Owed.__dataclass_fields__ if name != "number"},
        number=number,
        title=f"有偿服务：工单 {work.number}",
        due_on=due,
        issued_at=uow.now,
        issued_by=actor.account_id,
        settled_at=uow.now if bill.state is BillState.SETTLED else None,
    )
    repository.add_lines(uow, bill, lines)
    tenant = {"group_id": bill.group_id, "estate_id": estate_id}
    uow.emit(
        "paid_services.bill_issued",
        **tenant,
        subject_id=bill.id,
        ticket=str(new.ticket.id),
        state=bill.state.value,
        payer=bill.payer.value,
        amount=amount,
    )
    if bill.resident_id is not None:
        await tell(
            uow,
            Telling(
                group_id=tenant["group_id"],
                estate_id=estate_id,
                template="paid_services.bill_above_quote"
                if beyond
                else "paid_services.bill_issued",
                to=Recipient.resident(bill.resident_id),
                key=f"paid_services.bill:{bill.id}",
                values={"number": work.number, "amount": yuan(amount), "quoted": yuan(quote.amount)}
                if beyond
                else {"title": f"工单 {work.number}", "amount": yuan(amount), "due": str(due)},
                ticket_id=new.ticket.id,
            ),
        )


def _state(amount: int, payer: PayerKind, *, beyond: bool) -> BillState:
    if beyond:
        return BillState.AWAITING_CONSENT
    if not amount or payer is PayerKind.ESTATE:
        return BillState.SETTLED
    return BillState.OPEN


__all__ = ["DONE", "IssueBill", "issue"]
