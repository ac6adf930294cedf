"""paymentRecord, paymentBegin, refundPropose, refundDecide."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Fen,
    Mutation,
    answered,
    extends,
    mutation,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.paid_services.graphql.bill_types import Bill
from plugins.paid_services.graphql.payment_types import Payment, Refund
from plugins.paid_services.graphql.performing import (
    STAFF,
    STAFF_AND_RESIDENTS,
    PaidServicesError,
)
from plugins.paid_services.payments.begin import BeginPayment, begin
from plugins.paid_services.payments.kinds import PaymentMethod
from plugins.paid_services.payments.record import RecordPayment, record
from plugins.paid_services.payments.refund import (
    DecideRefund,
    ProposeRefund,
    decide_refund,
    propose_refund,
)


@strawberry.type(description="The payment and its bill as they now are, or why nothing was done.")
class PaymentPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    payment: Payment | None = answered()
    bill: Bill | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="The refund as it now is, or why nothing was done.")
class RefundPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    refund: Refund | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.input(description="Money that came in at the counter or by transfer.")
class PaymentRecordInput:
    idempotency_key: str
    bill_id: strawberry.ID
    method: PaymentMethod
    amount: Fen
    reference: str | None = strawberry.field(
        description="A slip's or a transfer's number.", default=None
    )


@strawberry.input(description="A payment to be made online.")
class PaymentBeginInput:
    idempotency_key: str
    bill_id: strawberry.ID
    amount: Fen | None = strawberry.field(
        description="Part of what is owed; all of it where it is not given.", default=None
    )


@strawberry.input(description="Part of a payment that is to be given back.")
class RefundProposeInput:
    idempotency_key: str
    payment_id: strawberry.ID
    amount: Fen
    reason: str


@strawberry.input(description="A decision, by somebody else than proposed it.")
class RefundDecideInput:
    idempotency_key: str
    refund_id: strawberry.ID
    expected_version: int
    approved: bool


async def payment_record(info: Info, input: PaymentRecordInput) -> PaymentPayload:
    bill = ref_or_nobody(input.bill_id, "Bill")
    key = TicketRef(bill.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = RecordPayment(
            bill.estate_id, bill.id, input.method, input.amount, input.reference, key.id
        )
        await record(actor, new, uow)

    return await perform_on(info, PaymentPayload, {"payment": key, "bill": bill}, input, work)


async def payment_begin(info: Info, input: PaymentBeginInput) -> PaymentPayload:
    bill = ref_or_nobody(input.bill_id, "Bill")
    key = TicketRef(bill.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await begin(actor, BeginPayment(bill.estate_id, bill.id, input.amount, key.id), uow)

    return await perform_on(info, PaymentPayload, {"payment": key, "bill": bill}, input, work)


async def refund_propose(info: Info, input: RefundProposeInput) -> RefundPayload:
    payment = ref_or_nobody(input.payment_id, "Payment")
    key = TicketRef(payment.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ProposeRefund(payment.estate_id, payment.id, input.amount, input.reason, key.id)
        await propose_refund(actor, new, uow)

    return await perform_on(info, RefundPayload, {"refund": key}, input, work)


async def refund_decide(info: Info, input: RefundDecideInput) -> RefundPayload:
    key = ref_or_nobody(input.refund_id, "Refund")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = DecideRefund(key.estate_id, key.id, input.expected_version, input.approved)
        await decide_refund(actor, new, uow)

    return await perform_on(info, RefundPayload, {"refund": key}, input, work)


@extends(Mutation)
class PaymentMutations:
    payment_record = mutation(
        payment_record, STAFF, "Record a payment in cash, by transfer or from what was paid ahead."
    )
    payment_begin = mutation(
        payment_begin, STAFF_AND_RESIDENTS, "Begin an online payment; `payUrl` follows shortly."
    )
    refund_propose = mutation(refund_propose, STAFF, "Propose to give money back.")
    refund_decide = mutation(
        refund_decide, STAFF, "Approve or reject a refund that somebody else proposed."
    )


__all__ = ["PaymentMutations", "PaymentPayload", "RefundPayload"]
