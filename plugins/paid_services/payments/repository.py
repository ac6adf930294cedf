"""Reading and writing payments and refunds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.payments.kinds import PaymentMethod, PaymentState, RefundState
from plugins.paid_services.payments.models import (
    Payment,
    ProviderLine,
    ProviderNotice,
    Refund,
)


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    bill_id: UUID
    resident_id: UUID | None
    method: PaymentMethod
    state: PaymentState
    version: int
    amount: int
    applied: int
    excess: int
    released: int
    returnable: int
    refunded: int
    provider: str | None
    provider_reference: str | None
    begun_at: datetime

    @property
    def number(self) -> str:
        """What providers know it by: 32 letters and digits."""
        return self.id.hex

    @property
    def ahead_left(self) -> int:
        """What of the excess was not given back."""
        return self.excess - min(self._refunded_unreleased, self.excess)

    @property
    def off_income(self) -> int:
        """What was given back of what the bill had needed."""
        return self._refunded_unreleased - min(self._refunded_unreleased, self.excess)

    @property
    def _refunded_unreleased(self) -> int:
        return self.refunded - (self.released - self.returnable)


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    payment_id: UUID
    resident_id: UUID | None
    state: RefundState
    version: int
    amount: int
    reason: str
    proposed_by: UUID

    @property
    def number(self) -> str:
        """What providers know it by."""
        return self.id.hex


_PAID = tuple(getattr(Payment, name) for name in Paid.__dataclass_fields__)
_RETURNED = tuple(getattr(Refund, name) for name in Returned.__dataclass_fields__)


async def find_payment(
    uow: UnitOfWork, estate_id: int, id_: UUID, *, lock: bool = False
) -> Paid | None:
    """A payment, or None."""
    found = select(*_PAID).where(Payment.estate_id == estate_id, Payment.id == id_)
    row = await uow.row(found.with_for_update() if lock else found)
    return None if row is None else Paid(**row)


async def locked_payment(uow: UnitOfWork, estate_id: int, id_: UUID) -> Paid:
    """A payment, nobody else's to change. Raises `NotFound`."""
    found = await find_payment(uow, estate_id, id_, lock=True)
    if found is None:
        raise NotFound("paymentId")
    return found


async def lock_settled_for(uow: UnitOfWork, estate_id: int, house_id: UUID) -> None:
    """Payments on the bills of a house, nobody else's to change."""
    await uow.execute(
        select(Payment.id)
        .join(Bill, (Bill.estate_id == Payment.estate_id) & (Bill.id == Payment.bill_id))
        .where(Payment.estate_id == estate_id, Bill.house_id == house_id)
        .order_by(Payment.id)
        .with_for_update(of=Payment)
    )


async def settled_on(uow: UnitOfWork, estate_id: int, bill_id: UUID) -> list[Paid]:
    """What has come in on a bill, the latest first."""
    return await _settled(uow, estate_id, Payment.bill_id == bill_id)


async def ahead_for(uow: UnitOfWork, estate_id: int, house_id: UUID) -> list[Paid]:
    """Of what has come in for a house what bills did not need, the latest first."""
    of_house = select(Bill.id).where(Bill.estate_id == estate_id, Bill.house_id == house_id)
    return await _settled(uow, estate_id, Payment.excess > 0, Payment.bill_id.in_(of_house))


async def _settled(uow: UnitOfWork, estate_id: int, *which: ColumnElement[bool]) -> list[Paid]:
    found = (
        select(*_PAID)
        .where(Payment.estate_id == estate_id, Payment.state == PaymentState.SETTLED, *which)
        .order_by(Payment.settled_at.desc(), Payment.id.desc())
    )
    return [Paid(**row) for row in (await uow.execute(found)).mappings()]


async def change_payment(uow: UnitOfWork, payment: Paid, values: Mapping[str, Any]) -> None:
    """Write columns of a payment; its version goes up."""
    await uow.execute(
        update(Payment)
        .where(Payment.estate_id == payment.estate_id, Payment.id == payment.id)
        .values(version=Payment.version + 1, **values)
    )


async def find_refund(
    uow: UnitOfWork, estate_id: int, id_: UUID, *, lock: bool = False
) -> Returned | None:
    """A refund, or None."""
    found = select(*_RETURNED).where(Refund.estate_id == estate_id, Refund.id == id_)
    row = await uow.row(found.with_for_update() if lock else found)
    return None if row is None else Returned(**row)


async def locked_refund(uow: UnitOfWork, estate_id: int, id_: UUID) -> Returned:
    """A refund, nobody else's to change. Raises `NotFound`."""
    found = await find_refund(uow, estate_id, id_, lock=True)
    if found is None:
        raise NotFound("refundId")
    return found


async def change_refund(uow: UnitOfWork, refund: Returned, values: Mapping[str, Any]) -> None:
    """Write columns of a refund; its version goes up."""
    await uow.execute(
        update(Refund)
        .where(Refund.estate_id == refund.estate_id, Refund.id == refund.id)
        .values(version=Refund.version + 1, **values)
    )


async def promised(uow: UnitOfWork, payment: Paid) -> int:
    """What of a payment is to be given back, or was, in fen."""
    found = await uow.execute(
        select(Refund.amount).where(
            Refund.estate_id == payment.estate_id,
            Refund.payment_id == payment.id,
            Refund.state.in_((RefundState.PROPOSED, RefundState.APPROVED, RefundState.SETTLED)),
        )
    )
    return sum(found.scalars())


async def keep_notice(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Keep a provider's notice; False where it is there already."""
    kept = (
        insert(ProviderNotice)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["estate_id", "provider", "notice"])
        .returning(ProviderNotice.id)
    )
    return (await uow.execute(kept)).one_or_none() is not None


async def keep_lines(uow: UnitOfWork, rows: list[dict[str, Any]]) -> int:
    """Keep the lines of a provider's file; how many were new."""
    if not rows:
        return 0
    kept = (
        insert(ProviderLine)
        .values(rows)
        .on_conflict_do_nothing(
            index_elements=["estate_id", "provider", "kind", "provider_reference"]
        )
        .returning(ProviderLine.id)
    )
    return len((await uow.execute(kept)).all())


__all__ = [
    "Paid",
    "Returned",
    "ahead_for",
    "change_payment",
    "change_refund",
    "find_payment",
    "find_refund",
    "keep_lines",
    "keep_notice",
    "lock_settled_for",
    "locked_payment",
    "locked_refund",
    "promised",
    "settled_on",
]
