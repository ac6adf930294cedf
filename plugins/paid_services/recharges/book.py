"""An agreed cost becomes a bill to the developer, and a receivable in the ledger (S-E3).

The bill has the recharge's id, so that it is booked once; one whose recharge is withdrawn is
cancelled and its posting reversed, unless something was paid on it.
"""

from datetime import timedelta

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Event
from core.plugin import recharging
from core.plugin.answers import Booked, PayerKind, Veto
from core.plugin.recharging import Recharge
from core.tickets.models import Ticket
from plugins.paid_services.bills import repository
from plugins.paid_services.bills.kinds import BillKind, BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.bills.posting import billed
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import TEXTS, PaidCode
from plugins.paid_services.ledger.kinds import TransferPurpose
from plugins.paid_services.ledger.numbers import BILLS, take_numbers
from plugins.paid_services.ledger.post import Books, post
from plugins.paid_services.ledger.standing import standing
from plugins.paid_services.payments.models import Payment
from plugins.paid_services.prices.rules import Line

CODE = "RECHARGE"
"""What the line of such a bill is called, in place of an item of the price list."""

PAID = "paid_services.payment_settled"
VOID = "paid_services.bill_cancelled"
TOPICS = frozenset({PAID, VOID})


async def book(uow: UnitOfWork, recharge: Recharge) -> Booked | Veto:
    """A bill, owed from now on. The same again for what was booked already; a veto where the
    developer is billed for the work itself. The scope has to be the system's."""
    estate_id = recharge.ticket.estate_id
    known = await _bill_of(uow, recharge)
    if known is not None and known.state is not BillState.CANCELLED:
        return _booked(known.number)
    if known is not None or await _billed_to_developer(uow, recharge):
        return _veto(PaidCode.ALREADY_BILLED)
    house = select(Ticket.house_id).where(
        Ticket.estate_id == estate_id, Ticket.id == recharge.ticket.id
    )
    bill = Owed(
        id=recharge.id,
        group_id=recharge.group_id,
        estate_id=estate_id,
        number=0,
        kind=BillKind.SERVICE,
        state=BillState.OPEN,
        version=1,
        payer=PayerKind.DEVELOPER,
        house_id=(await uow.execute(house)).scalar_one(),
        resident_id=None,
        ticket_id=recharge.ticket.id,
        quote_id=None,
        amount=recharge.amount,
        waived=0,
        paid=0,
        refunded=0,
    )
    (number,) = await take_numbers(uow, bill.group_id, estate_id, BILLS)
    await post(uow, Books(bill.group_id, estate_id, recharge.by), billed(bill, bill.amount))
    settings = await configured(uow, estate_id)
    due = await repository.today(uow, estate_id) + timedelta(days=settings.service_due_days)
    uow.add(
        Bill,
        **{name: getattr(bill, name) for name in Owed.__dataclass_fields__ if name != "number"},
        number=number,
        title=recharge.title,
        due_on=due,
        issued_at=uow.now,
        issued_by=recharge.by,
    )
    line = Line(CODE, recharge.title, "项", 1_000, recharge.amount, recharge.amount)
    repository.add_lines(uow, bill, [line])
    uow.emit(
        "paid_services.bill_issued",
        group_id=bill.group_id,
        estate_id=estate_id,
        subject_id=bill.id,
        ticket=str(recharge.ticket.id),
        state=bill.state.value,
        payer=bill.payer.value,
        amount=bill.amount,
    )
    await uow.flush()
    return _booked(number)


async def take_out(uow: UnitOfWork, recharge: Recharge, reason: str) -> Booked | Veto | None:
    """Cancelled, its posting reversed; a veto once something was paid or remitted on it. None for
    what was never booked. The scope has to be the system's."""
    known = await _bill_of(uow, recharge)
    if known is None or known.state is BillState.CANCELLED:
        return None
    if known.paid or known.waived:
        return _veto(PaidCode.BILL_PARTLY_PAID)
    posted = await standing(uow, known.estate_id, known.id, TransferPurpose.BILLED)
    books = Books(known.group_id, known.estate_id, recharge.by)
    await post(uow, books, [each.reversal(reason) for each in posted])
    await repository.change(uow, known, {"state": BillState.CANCELLED})
    return _booked(known.number)


async def follow(uow: UnitOfWork, event: Event) -> None:
    """Who claimed hears that all was paid, or that the bill was cancelled here."""
    bill_id = event.subject_id
    if event.topic == PAID:
        found = select(Payment.bill_id).where(
            Payment.estate_id == event.estate_id, Payment.id == event.subject_id
        )
        bill_id = (await uow.execute(found)).scalar_one()
    row = await uow.row(
        select(Bill.state).where(Bill.estate_id == event.estate_id, Bill.id == bill_id, *_RECHARGED)
    )
    if row is None:
        return
    topics = {
        BillState.SETTLED: recharging.SETTLED,
        BillState.CANCELLED: recharging.CANCELLED,
    }
    topic = topics.get(row["state"])
    if topic is not None:
        recharging.tell(uow, topic, event.group_id, event.estate_id, bill_id)


_RECHARGED = (Bill.payer == PayerKind.DEVELOPER, Bill.quote_id.is_(None))


async def _bill_of(uow: UnitOfWork, recharge: Recharge) -> Owed | None:
    estate_id = recharge.ticket.estate_id
    there = select(Bill.id).where(Bill.estate_id == estate_id, Bill.id == recharge.id)
    if await uow.row(there) is None:
        return None
    return await repository.locked(uow, estate_id, recharge.id)


async def _billed_to_developer(uow: UnitOfWork, recharge: Recharge) -> bool:
    """Whether the work itself was quoted to, and is billed to, the developer."""
    found = select(Bill.id).where(
        Bill.estate_id == recharge.ticket.estate_id,
        Bill.ticket_id == recharge.ticket.id,
        Bill.payer == PayerKind.DEVELOPER,
        Bill.quote_id.is_not(None),
        Bill.state != BillState.CANCELLED,
    )
    return await uow.row(found.limit(1)) is not None


def _booked(number: int) -> Booked:
    return Booked(f"账单 {number}")


def _veto(code: PaidCode) -> Veto:
    return Veto(code.value, TEXTS[code][0])


__all__ = ["CODE", "TOPICS", "book", "follow", "take_out"]
