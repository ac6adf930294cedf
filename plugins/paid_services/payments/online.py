"""What goes to providers and comes from them. No transaction is open while one is asked."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.estates.models import Estate, Group
from core.ids import new_id
from core.jobs.handlers import DueTimer, Event
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.configuration import configured
from plugins.paid_services.ledger.post import Books
from plugins.paid_services.payments import merchants, repository
from plugins.paid_services.payments.begin import DOUBT_AFTER, DOUBTFUL
from plugins.paid_services.payments.kinds import REFUSED, PaymentState, RefundState
from plugins.paid_services.payments.merchants import Merchant
from plugins.paid_services.payments.notice import take
from plugins.paid_services.payments.providers.base import (
    NotGenuine,
    Notice,
    Order,
    Progress,
    ProviderFailed,
    RefundOrder,
    Reply,
    Trade,
)
from plugins.paid_services.payments.providers.local import LocalProvider
from plugins.paid_services.payments.refund import carry_out

MOST_ASKED = 6
"""How often a payment that nobody made is asked after; then it is closed."""

DEAD_AFTER = frozenset({PaymentState.SETTLED, PaymentState.CLOSED})


class StillUnderWay(Exception):
    """The provider has not finished: to be asked again."""


@dataclass(frozen=True, slots=True)
class _Till:
    """An estate's way of being paid online."""

    merchant: Merchant
    place: str
    """The codes of group and estate, as they stand in addresses."""


async def have_it_taken(database: Database, event: Event) -> None:
    """A payment has begun: ask the provider where it can be made."""
    async with _within(database, event.group_id, event.estate_id) as uow:
        payment = await repository.find_payment(uow, event.estate_id, event.subject_id)
        if payment is None or payment.state is not PaymentState.PENDING:
            return
        title = (
            await uow.execute(
                select(Bill.title).where(
                    Bill.estate_id == event.estate_id, Bill.id == payment.bill_id
                )
            )
        ).scalar_one()
        till = await _till(uow, event.estate_id)
    assert payment.provider is not None
    url = notify_url(till.merchant, till.place, payment.provider)
    async with merchants.opened(payment.provider, till.merchant) as provider:
        where = await provider.create(Order(payment.number, payment.amount, title, url))
    async with _within(database, event.group_id, event.estate_id) as uow:
        await repository.change_payment(uow, payment, {"pay_url": where})


async def doubt(uow: UnitOfWork, timer: DueTimer) -> None:
    """No notice has come: have the provider asked."""
    payment_id = UUID(timer.payload["payment_id"])
    payment = await repository.find_payment(uow, timer.estate_id, payment_id)
    if payment is not None and payment.state is PaymentState.PENDING:
        tenant = {"group_id": timer.group_id, "estate_id": timer.estate_id}
        uow.emit(DOUBTFUL, **tenant, subject_id=payment_id, asked=timer.payload["asked"])


async def ask_after(database: Database, event: Event) -> None:
    """Ask the provider how a payment stands; settle it, wait longer, or give it up."""
    async with _within(database, event.group_id, event.estate_id) as uow:
        payment = await repository.find_payment(uow, event.estate_id, event.subject_id)
        till = await _till(uow, event.estate_id)
    if payment is None or payment.state in DEAD_AFTER or payment.provider is None:
        return
    asked = int(event.payload["asked"])
    async with merchants.opened(payment.provider, till.merchant) as provider:
        told = await provider.query(payment.number)
        last = asked >= MOST_ASKED and told.trade is Trade.WAITING
        if last and not await provider.close(payment.number):
            told = await provider.query(payment.number)  # it was paid at the last moment
    tenant = {"group_id": event.group_id, "estate_id": event.estate_id}
    async with _within(database, event.group_id, event.estate_id) as uow:
        answer = Notice(f"query:{payment.number}:{asked}", told)
        await take(uow, **tenant, provider=payment.provider, notice=answer)
        if told.trade is Trade.PAID:
            return
        if told.trade is Trade.CLOSED or asked >= MOST_ASKED:
            held = await repository.locked_payment(uow, event.estate_id, payment.id)
            if held.state is PaymentState.PENDING:
                await repository.change_payment(uow, held, {"state": PaymentState.CLOSED})
            return
        uow.set_timer(
            DOUBTFUL,
            f"{payment.id}:{asked + 1}",
            uow.now + DOUBT_AFTER * 2**asked,
            **tenant,
            payment_id=str(payment.id),
            asked=asked + 1,
        )


async def give_back(database: Database, event: Event) -> None:
    """A refund was approved: have the provider give the money back, then post it."""
    async with _within(database, event.group_id, event.estate_id) as uow:
        refund = await repository.locked_refund(uow, event.estate_id, event.subject_id)
        payment = await repository.locked_payment(uow, event.estate_id, refund.payment_id)
        till = await _till(uow, event.estate_id)
    if refund.state is not RefundState.APPROVED or payment.provider is None:
        return
    asked = RefundOrder(
        refund.number,
        payment.number,
        refund.amount,
        payment.amount,
        refund.reason,
        notify_url(till.merchant, till.place, payment.provider),
    )
    async with merchants.opened(payment.provider, till.merchant) as provider:
        told = await provider.refund(asked)
    if told.progress is Progress.UNDER_WAY:
        raise StillUnderWay
    async with _within(database, event.group_id, event.estate_id) as uow:
        held = await repository.locked_payment(uow, event.estate_id, payment.id)
        refund = await repository.locked_refund(uow, event.estate_id, refund.id)
        if refund.state is not RefundState.APPROVED:
            return
        if told.progress is Progress.FAILED:
            await repository.change_refund(uow, refund, {"state": RefundState.FAILED})
            return
        books = Books(event.group_id, event.estate_id)
        await carry_out(uow, books, refund, held, told.reference)


async def fetch_statement(database: Database, event: Event) -> None:
    """Fetch the provider's file of a day, for the reconciliation."""
    day = date.fromisoformat(event.payload["day"])
    async with _within(database, event.group_id, event.estate_id) as uow:
        till = await _till(uow, event.estate_id)
    name = str(event.payload["provider"])
    async with merchants.opened(name, till.merchant) as provider:
        lines = await provider.statement(day)
    async with _within(database, event.group_id, event.estate_id) as uow:
        await repository.keep_lines(
            uow,
            [
                {
                    "group_id": event.group_id,
                    "estate_id": event.estate_id,
                    "id": new_id(),
                    "provider": name,
                    "day": day,
                    "kind": line.kind,
                    "provider_reference": line.reference,
                    "ours": line.ours,
                    "amount": line.amount,
                }
                for line in lines
            ],
        )


async def receive(
    database: Database,
    group_id: int,
    estate_id: int,
    name: str,
    headers: Mapping[str, str],
    body: bytes,
) -> Reply:
    """A provider's notice came in: the answer it wants. What is not genuine gets a bare 400."""
    async with _within(database, group_id, estate_id) as uow:
        till = await _till(uow, estate_id)
    async with merchants.opened(name, till.merchant) as provider:
        try:
            notice = provider.read_notice(headers, body)
        except NotGenuine:
            return Reply(400, b"", "text/plain")
        async with _within(database, group_id, estate_id) as uow:
            outcome = await take(uow, group_id, estate_id, name, notice)
        return provider.reply(taken=outcome not in REFUSED)


async def pay_locally(database: Database, group_id: int, estate_id: int, order: str) -> bool:
    """Somebody pays an order of the local provider, which then sends its notice; False where there
    is no such order, or the estate is paid by another provider."""
    async with _within(database, group_id, estate_id) as uow:
        settings = await configured(uow, estate_id)
        till = await _till(uow, estate_id)
    if settings.online_provider != merchants.LOCAL:
        return False
    async with merchants.opened(merchants.LOCAL, till.merchant) as provider:
        assert isinstance(provider, LocalProvider)
        try:
            headers, body = provider.pay(order)
        except ProviderFailed:
            return False
    reply = await receive(database, group_id, estate_id, merchants.LOCAL, headers, body)
    return reply.status < 300


def notify_url(merchant: Merchant, place: str, provider: str) -> str:
    """Where a provider sends its notices."""
    return f"{merchant.public_url}/plugins/paid_services/{place}/notices/{provider}"


async def _till(uow: UnitOfWork, estate_id: int) -> _Till:
    settings = await configured(uow, estate_id)
    codes = select(Group.code.label("group"), Estate.code.label("estate")).join(
        Estate, Estate.group_id == Group.id
    )
    row = await uow.row(codes.where(Estate.id == estate_id))
    assert row is not None
    return _Till(
        merchants.merchant(settings.merchant, estate_id), f"{row['group']}/{row['estate']}"
    )


@asynccontextmanager
async def _within(database: Database, group_id: int, estate_id: int) -> AsyncIterator[UnitOfWork]:
    async with unit_of_work(database, Scope.system(group_id, estate_id)) as uow:
        yield uow


__all__ = [
    "MOST_ASKED",
    "StillUnderWay",
    "ask_after",
    "doubt",
    "fetch_statement",
    "give_back",
    "have_it_taken",
    "notify_url",
    "pay_locally",
    "receive",
]
