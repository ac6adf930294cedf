"""Payments, refunds and receipts, as frontends see them; residents see their own."""

from datetime import datetime

from sqlalchemy import Text, func, literal_column

from api.extend import (
    INSIDE,
    Connection,
    Fen,
    Node,
    Order,
    Query,
    column,
    connection,
    entity,
    expression,
    extends,
    many,
    one,
)
from plugins.paid_services.graphql.bill_types import Bill
from plugins.paid_services.graphql.sight import money
from plugins.paid_services.payments import models
from plugins.paid_services.payments.kinds import (
    PaymentMethod,
    PaymentState,
    ReceiptKind,
    RefundState,
)


@entity(models.Receipt)
class Receipt(Node):
    """收据: numbered within the estate without a gap."""

    number: str = expression(
        lambda row, binds: literal_column("'R'", Text()).concat(
            func.lpad(row.c.number.cast(Text), 8, "0", type_=Text())
        )
    )
    kind: ReceiptKind = column()
    amount: Fen = column()
    issued_at: datetime = column()


@entity(models.Refund, filters=("state",))
class Refund(Node):
    """退款: money given back."""

    state: RefundState = column()
    version: int = column()
    amount: Fen = column()
    reason: str = column()
    proposed_at: datetime = column()
    decided_at: datetime | None = column()
    settled_at: datetime | None = column()
    payment: "Payment" = one("payment_id")


@entity(
    models.Payment,
    filters=("state", "method", "settled_at", "returnable"),
    orders=("begun_at",),
)
class Payment(Node):
    """收款 on a bill."""

    method: PaymentMethod = column()
    state: PaymentState = column()
    version: int = column()
    amount: Fen = column()
    applied: Fen = column(description="What of it the bill needed.")
    excess: Fen = column(description="What of it is kept as paid ahead.")
    released: Fen = column(
        description="What of it the bill needs no more, since the house has another owner."
    )
    returnable: Fen = column(description="What of that is to be given back still.")
    refunded: Fen = column()
    reference: str | None = column(audiences=INSIDE)
    provider: str | None = column()
    pay_url: str | None = column(description="Where it can be made; follows shortly.")
    begun_at: datetime = column()
    settled_at: datetime | None = column()
    bill: Bill = one("bill_id")
    receipts: list[Receipt] = many("payment_id", order=[Order("number")])
    refunds: list[Refund] = many("payment_id", order=[Order("proposed_at")])


@extends(Query)
class PaymentQueries:
    payments: Connection[Payment] = connection(
        order=[Order("begun_at", descending=True)], where=money, description="What was paid."
    )
    refunds: Connection[Refund] = connection(
        order=[Order("proposed_at", descending=True)],
        where=money,
        description="What was or is to be given back.",
    )


__all__ = ["Payment", "PaymentQueries", "Receipt", "Refund"]
