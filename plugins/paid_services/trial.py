"""How the plugin is tried out: a priced, quoted, billed and paid piece of work, and a fee."""

from datetime import timedelta

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.answers import PayerKind
from core.plugin.trial import Trial, TrialEstate, trial_ticket
from plugins.paid_services.bills.kinds import BillKind, BillState, ReliefKind, ReliefState
from plugins.paid_services.bills.models import Bill, BillLine, Relief
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.models import FeeRule, FeeRun, Reminder
from plugins.paid_services.ledger.kinds import AccountKind, DifferenceKind, TransferPurpose
from plugins.paid_services.ledger.models import Difference, Reconciliation
from plugins.paid_services.ledger.numbers import BILLS, RECEIPTS, take_numbers
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.payments.begin import DOUBTFUL
from plugins.paid_services.payments.kinds import (
    NoticeOutcome,
    PaymentMethod,
    PaymentState,
    ProviderLineKind,
    ReceiptKind,
    RefundState,
)
from plugins.paid_services.payments.models import (
    Payment,
    ProviderLine,
    ProviderNotice,
    Receipt,
    Refund,
)
from plugins.paid_services.prices.kinds import PriceBasis, PriceListState
from plugins.paid_services.prices.models import PriceItem, PriceList
from plugins.paid_services.quotes.kinds import ConsentForm, QuoteState
from plugins.paid_services.quotes.models import Quote, QuoteLine

AMOUNT = 8_000


async def fill(uow: UnitOfWork, estate: TrialEstate) -> None:
    """Rows in every table, and the timer of an online payment."""
    tenant = {"group_id": estate.group_id, "estate_id": estate.id}
    ticket = await trial_ticket(uow, estate)
    await uow.flush()
    prices, item, quote, bill, payment, refund, rule, found = (new_id() for _ in range(8))
    account, today = estate.agent.actor.account_id, uow.now.date()
    line = {
        "position": 1,
        "code": "VISIT",
        "title": "上门服务",
        "unit": "次",
        "quantity": 1_000,
        "price": AMOUNT,
        "amount": AMOUNT,
    }
    (number,) = await take_numbers(uow, **tenant, series=BILLS)
    owed, income = Account(AccountKind.RECEIVABLE), Account(AccountKind.SERVICE_INCOME)
    billed = Posting(owed, income, AMOUNT, f"bill:{bill}", TransferPurpose.BILLED, bill)
    cash = Account(AccountKind.CASH)
    paid = Posting(cash, owed, AMOUNT, f"payment:{payment}", TransferPurpose.PAID, payment)
    await post(uow, Books(estate.group_id, estate.id, account), [billed, paid])
    (receipt,) = await take_numbers(uow, **tenant, series=RECEIPTS)
    uow.add(
        PriceList,
        **tenant,
        id=prices,
        number=number,
        title="价目表",
        state=PriceListState.PUBLISHED,
        valid_from=uow.now,
        drafted_at=uow.now,
        published_at=uow.now,
    )
    uow.add(
        PriceItem,
        **tenant,
        id=item,
        price_list_id=prices,
        code="VISIT",
        title="上门服务",
        basis=PriceBasis.VISIT,
        unit="次",
        price=AMOUNT,
        published_at=uow.now,
    )
    uow.add(
        Quote,
        **tenant,
        id=quote,
        ticket_id=ticket,
        price_list_id=prices,
        requester_id=estate.resident.id,
        state=QuoteState.ACCEPTED,
        amount=AMOUNT,
        payer=PayerKind.RESIDENT,
        offered_at=uow.now,
        valid_until=uow.now + timedelta(days=7),
        consent=ConsentForm.ON_SITE,
        evidence="签字单 12",
    )
    uow.add(
        QuoteLine,
        **tenant,
        id=new_id(),
        quote_id=quote,
        requester_id=estate.resident.id,
        basis=PriceBasis.VISIT,
        **line,
    )
    uow.add(
        FeeRule,
        **tenant,
        id=rule,
        code=f"PROPERTY-{number}",
        title="物业服务费",
        kind=FeeKind.PROPERTY,
        basis=FeeBasis.AREA,
        period=FeePeriod.YEAR,
        rate=28_000,
        due_days=30,
        valid_from=today + timedelta(days=730),
        set_at=uow.now,
    )
    uow.add(
        FeeRun,
        **tenant,
        id=new_id(),
        fee_rule_id=rule,
        period_from=today,
        period_to=today,
        bills=0,
        amount=0,
        at=uow.now,
    )
    uow.add(
        Bill,
        **tenant,
        id=bill,
        number=number,
        kind=BillKind.SERVICE,
        state=BillState.SETTLED,
        title="有偿服务",
        payer=PayerKind.RESIDENT,
        resident_id=estate.resident.id,
        ticket_id=ticket,
        quote_id=quote,
        amount=AMOUNT,
        paid=AMOUNT,
        due_on=today,
        issued_at=uow.now,
        settled_at=uow.now,
    )
    resident = {"resident_id": estate.resident.id}
    uow.add(BillLine, **tenant, id=new_id(), bill_id=bill, **resident, **line)
    uow.add(
        Relief,
        **tenant,
        id=new_id(),
        kind=ReliefKind.VOUCHER,
        state=ReliefState.PROPOSED,
        **resident,
        amount=1_000,
        reason="节日优惠",
        proposed_at=uow.now,
        proposed_by=account,
    )
    uow.add(Reminder, **tenant, id=new_id(), bill_id=bill, step=1, at=uow.now)
    uow.add(
        Payment,
        **tenant,
        id=payment,
        bill_id=bill,
        **resident,
        method=PaymentMethod.CASH,
        state=PaymentState.SETTLED,
        amount=AMOUNT,
        applied=AMOUNT,
        begun_at=uow.now,
        settled_at=uow.now,
    )
    uow.add(
        Refund,
        **tenant,
        id=refund,
        payment_id=payment,
        **resident,
        state=RefundState.PROPOSED,
        amount=1_000,
        reason="多收",
        proposed_at=uow.now,
        proposed_by=account,
    )
    uow.add(
        Receipt,
        **tenant,
        id=new_id(),
        number=receipt,
        kind=ReceiptKind.PAYMENT,
        payment_id=payment,
        **resident,
        amount=AMOUNT,
        issued_at=uow.now,
    )
    uow.add(
        ProviderNotice,
        **tenant,
        id=new_id(),
        provider="local",
        notice=f"N{payment.hex}",
        amount=AMOUNT,
        outcome=NoticeOutcome.UNKNOWN,
        at=uow.now,
    )
    uow.add(
        ProviderLine,
        **tenant,
        id=new_id(),
        provider="local",
        day=today - timedelta(days=9),
        kind=ProviderLineKind.PAYMENT,
        provider_reference=f"L{payment.hex}",
        ours=payment.hex,
        amount=AMOUNT,
    )
    uow.add(
        Reconciliation,
        **tenant,
        id=found,
        day=today - timedelta(days=9),
        at=uow.now,
        accounts=0,
        transfers=0,
        bills=0,
        payments=0,
        differences=1,
    )
    uow.add(
        Difference,
        **tenant,
        id=new_id(),
        reconciliation_id=found,
        kind=DifferenceKind.PROVIDER_MISSING_HERE,
        subject=f"local L{payment.hex}",
        expected=AMOUNT,
        found=0,
    )
    due = uow.now + timedelta(days=1)
    uow.set_timer(DOUBTFUL, f"{payment}:1", due, **tenant, payment_id=str(payment), asked=1)


TRIAL = Trial(fill, "{ bills { nodes { number outstanding lines { title } } } }")

__all__ = ["AMOUNT", "TRIAL", "fill"]
