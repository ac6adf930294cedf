"""billIssue, billConsent, billCancel, billFollowUp; reliefPropose, reliefDecide, voucherRedeem."""

from datetime import date
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Fen,
    Mutation,
    Ticket,
    answered,
    estate_in,
    extends,
    key_at,
    mutation,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.paid_services.bills.cancel import CancelBill, cancel
from plugins.paid_services.bills.consent import ConsentToBill, consent_to_bill
from plugins.paid_services.bills.issue import IssueBill, issue
from plugins.paid_services.bills.kinds import ReliefKind
from plugins.paid_services.bills.reliefs import DecideRelief, ProposeRelief, decide, propose, redeem
from plugins.paid_services.fees.dunning import FollowUp, follow_up
from plugins.paid_services.graphql.bill_types import Bill, Relief
from plugins.paid_services.graphql.performing import (
    STAFF,
    STAFF_AND_RESIDENTS,
    PaidServicesError,
)
from plugins.paid_services.graphql.quote_mutations import QuoteLineInput
from plugins.paid_services.quotes.kinds import ConsentForm


@strawberry.type(description="The bill and its ticket as they now are, or why nothing was done.")
class BillPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    bill: Bill | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.type(description="The relief and its bill as they now are, or why nothing was done.")
class ReliefPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    relief: Relief | None = answered()
    bill: Bill | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.input(description="A completed ticket to be billed by what was used.")
class BillIssueInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    lines: list[QuoteLineInput] = strawberry.field(
        description="Quantities other than the ticket's and the quote's; 0 takes an item off.",
        default_factory=list,
    )
    limit_to_quote: bool = strawberry.field(
        description="Charge no more than was agreed.", default=False
    )


@strawberry.input(description="The answer to a bill above its quote.")
class BillConsentInput:
    idempotency_key: str
    bill_id: strawberry.ID
    expected_version: int
    accepted: bool = strawberry.field(description="No: what was quoted is charged.")
    consent: ConsentForm | None = None
    evidence: str | None = None


@strawberry.input(description="A bill that was wrong.")
class BillCancelInput:
    idempotency_key: str
    bill_id: strawberry.ID
    expected_version: int
    reason: str


@strawberry.input(description="What came of asking for payment.")
class BillFollowUpInput:
    idempotency_key: str
    bill_id: strawberry.ID
    note: str
    promised_on: date | None = None


@strawberry.input(description="A waiver of part of a bill, or a voucher for a resident.")
class ReliefProposeInput:
    idempotency_key: str
    estate_id: strawberry.ID
    kind: ReliefKind
    amount: Fen
    reason: str
    bill_id: strawberry.ID | None = None
    resident_id: strawberry.ID | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.input(description="A decision, by somebody else than proposed it.")
class ReliefDecideInput:
    idempotency_key: str
    relief_id: strawberry.ID
    expected_version: int
    granted: bool
    note: str | None = None


@strawberry.input(description="A voucher, and the bill it is used on.")
class VoucherRedeemInput:
    idempotency_key: str
    relief_id: strawberry.ID
    bill_id: strawberry.ID


async def bill_issue(info: Info, input: BillIssueInput) -> BillPayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")
    key = TicketRef(ticket.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        stated = {each.code: each.quantity for each in input.lines}
        await issue(actor, IssueBill(ticket, stated, input.limit_to_quote, key.id), uow)

    return await perform_on(info, BillPayload, {"bill": key, "ticket": ticket}, input, work)


async def bill_consent(info: Info, input: BillConsentInput) -> BillPayload:
    key = ref_or_nobody(input.bill_id, "Bill")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ConsentToBill(
            key.estate_id,
            key.id,
            input.expected_version,
            input.accepted,
            input.consent,
            input.evidence,
        )
        await consent_to_bill(actor, new, uow)

    return await perform_on(info, BillPayload, {"bill": key}, input, work)


async def bill_cancel(info: Info, input: BillCancelInput) -> BillPayload:
    key = ref_or_nobody(input.bill_id, "Bill")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = CancelBill(key.estate_id, key.id, input.expected_version, input.reason)
        await cancel(actor, new, uow)

    return await perform_on(info, BillPayload, {"bill": key}, input, work)


async def bill_follow_up(info: Info, input: BillFollowUpInput) -> BillPayload:
    key = ref_or_nobody(input.bill_id, "Bill")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = FollowUp(key.estate_id, key.id, input.note, input.promised_on)
        await follow_up(actor, new, uow)

    return await perform_on(info, BillPayload, {"bill": key}, input, work)


async def relief_propose(info: Info, input: ReliefProposeInput) -> ReliefPayload:
    estate_id = estate_in(input.estate_id)
    key = TicketRef(estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = ProposeRelief(
            estate_id,
            input.kind,
            input.amount,
            input.reason,
            key_at(estate_id, input.bill_id, "Bill", "billId"),
            key_at(estate_id, input.resident_id, "Resident", "residentId"),
            input.valid_from,
            input.valid_to,
            key.id,
        )
        await propose(actor, new, uow)

    return await perform_on(info, ReliefPayload, {"relief": key}, input, work)


async def relief_decide(info: Info, input: ReliefDecideInput) -> ReliefPayload:
    key = ref_or_nobody(input.relief_id, "Relief")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = DecideRelief(key.estate_id, key.id, input.expected_version, input.granted, input.note)
        await decide(actor, new, uow)

    return await perform_on(info, ReliefPayload, {"relief": key}, input, work)


async def voucher_redeem(info: Info, input: VoucherRedeemInput) -> ReliefPayload:
    key, bill = ref_or_nobody(input.relief_id, "Relief"), ref_or_nobody(input.bill_id, "Bill")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        bill_id = key_at(key.estate_id, input.bill_id, "Bill", "billId")
        assert bill_id is not None
        await redeem(actor, key.estate_id, key.id, bill_id, uow)

    return await perform_on(info, ReliefPayload, {"relief": key, "bill": bill}, input, work)


@extends(Mutation)
class BillMutations:
    bill_issue = mutation(
        bill_issue, STAFF, "Bill a completed ticket by what was used (S-E1, S-E3)."
    )
    bill_consent = mutation(
        bill_consent, STAFF_AND_RESIDENTS, "Answer a bill that is above its quote (S-E3)."
    )
    bill_cancel = mutation(bill_cancel, STAFF, "Cancel a bill on which nothing was paid.")
    bill_follow_up = mutation(bill_follow_up, STAFF, "Keep what came of asking for payment (S-L5).")
    relief_propose = mutation(relief_propose, STAFF, "Propose a waiver or a voucher.")
    relief_decide = mutation(
        relief_decide, STAFF, "Grant or reject a relief that somebody else proposed."
    )
    voucher_redeem = mutation(voucher_redeem, STAFF_AND_RESIDENTS, "Use a voucher on a bill.")


__all__ = ["BillMutations", "BillPayload", "ReliefPayload"]
