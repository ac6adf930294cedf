"""Quotes and bills, as frontends see them; residents see their own."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.extend import (
    INSIDE,
    Connection,
    Fen,
    House,
    Node,
    Order,
    Query,
    Resident,
    Staff,
    Ticket,
    column,
    connection,
    entity,
    expression,
    extends,
    many,
    one,
)
from core.plugin.answers import PayerKind
from plugins.paid_services.bills import models
from plugins.paid_services.bills.kinds import BillKind, BillState, ReliefKind, ReliefState
from plugins.paid_services.fees import models as fees
from plugins.paid_services.graphql.price_types import PriceList
from plugins.paid_services.graphql.sight import mine, money
from plugins.paid_services.prices.kinds import PriceBasis
from plugins.paid_services.quotes import models as quotes
from plugins.paid_services.quotes.kinds import ConsentForm, QuoteState

if TYPE_CHECKING:
    from plugins.paid_services.graphql.fee_types import FeeRule
    from plugins.paid_services.graphql.payment_types import Payment

_Payment = Annotated["Payment", strawberry.lazy("plugins.paid_services.graphql.payment_types")]
_FeeRule = Annotated["FeeRule", strawberry.lazy("plugins.paid_services.graphql.fee_types")]


@entity(quotes.QuoteLine)
class QuoteLine(Node):
    """A line of a quote."""

    position: int = column()
    code: str = column()
    title: str = column()
    basis: PriceBasis | None = column()
    unit: str = column()
    quantity: int = column(description="Thousandths of the unit.")
    price: Fen = column()
    amount: Fen = column()
    plugin: str | None = column(description="Whose line it is, where another plugin charges it.")


@entity(quotes.Quote)
class Quote(Node):
    """报价: what the work on a ticket is to cost; it is accepted before the work begins."""

    state: QuoteState = column()
    version: int = column()
    amount: Fen = column()
    payer: PayerKind = column()
    payer_reason: str | None = column()
    note: str | None = column()
    offered_at: datetime = column()
    valid_until: datetime = column()
    answered_at: datetime | None = column()
    consent: ConsentForm | None = column(description="How the answer was given.")
    evidence: str | None = column(audiences=INSIDE)
    ticket: Ticket = one("ticket_id")
    price_list: PriceList | None = one("price_list_id")
    lines: list[QuoteLine] = many("quote_id", order=[Order("position")])


@entity(models.BillLine)
class BillLine(Node):
    """A line of a bill."""

    position: int = column()
    code: str = column()
    title: str = column()
    unit: str = column()
    quantity: int = column(description="Thousandths of the unit.")
    price: Fen = column()
    amount: Fen = column()
    plugin: str | None = column()


@entity(models.Relief, filters=("kind", "state"))
class Relief(Node):
    """减免与优惠券: what need not be paid; decided by somebody else than proposed it."""

    kind: ReliefKind = column()
    state: ReliefState = column()
    version: int = column()
    amount: Fen = column()
    reason: str = column(audiences=INSIDE)
    proposed_at: datetime = column()
    decided_at: datetime | None = column()
    decision_note: str | None = column(audiences=INSIDE)
    used_at: datetime | None = column()
    valid_from: date | None = column()
    valid_to: date | None = column()
    bill: "Bill | None" = one("bill_id")
    resident: Resident | None = one("resident_id")


@entity(fees.Reminder)
class BillFollowUp(Node):
    """催缴: a bill was followed up."""

    step: int | None = column(description="From 1; null where a person called.")
    at: datetime = column()
    note: str | None = column()
    promised_on: date | None = column()
    butler: Staff | None = one("butler_id")


@entity(
    models.Bill,
    filters=("state", "kind", "payer", "due_on", "house_id", "butler_id", "estate_id"),
    orders=("issued_at", "due_on", "number"),
)
class Bill(Node):
    """账单: what is owed, by whom, for what."""

    number: int = column()
    kind: BillKind = column()
    state: BillState = column()
    version: int = column()
    title: str = column()
    payer: PayerKind = column()
    amount: Fen = column()
    waived: Fen = column(description="Remitted, by waivers and vouchers.")
    paid: Fen = column()
    refunded: Fen = column()
    outstanding: Fen = expression(
        lambda row, binds: row.c.amount - row.c.waived - row.c.paid,
        description="What is left to pay.",
    )
    due_on: date = column()
    issued_at: datetime = column()
    settled_at: datetime | None = column()
    period_from: date | None = column()
    period_to: date | None = column(description="The last day it is for.")
    reminders: int = column(audiences=INSIDE)
    promised_on: date | None = column(description="Until when payment was promised.")
    house: House | None = one("house_id")
    resident: Resident | None = one("resident_id")
    ticket: Ticket | None = one("ticket_id")
    quote: Quote | None = one("quote_id")
    fee_rule: _FeeRule | None = one("fee_rule_id")
    butler: Staff | None = one("butler_id", description="Who follows it up.")
    lines: list[BillLine] = many("bill_id", order=[Order("position")])
    payments: list[_Payment] = many("bill_id", order=[Order("begun_at")])
    reliefs: list[Relief] = many("bill_id", order=[Order("proposed_at")])
    follow_ups: list[BillFollowUp] = many("bill_id", order=[Order("at")], audiences=INSIDE)


@extends(Ticket)
class TicketMoney:
    quote: Quote | None = one(
        lambda ticket, quote: quote.c.ticket_id == ticket.c.id,
        order=[Order("offered_at", descending=True)],
        description="The latest quote.",
    )
    quotes: list[Quote] | None = many("ticket_id", order=[Order("offered_at")])
    bill: Bill | None = one(
        lambda ticket, bill: bill.c.ticket_id == ticket.c.id,
        order=[Order("issued_at", descending=True)],
        description="The latest bill.",
    )


@extends(House)
class HouseMoney:
    bills: Connection[Bill] | None = connection(
        "house_id",
        order=[Order("issued_at", descending=True)],
        where=money,
        description="What is and was owed for the house; a resident sees their own.",
    )


@extends(Resident)
class ResidentMoney:
    bills: Connection[Bill] | None = connection(
        "resident_id", order=[Order("issued_at", descending=True)], where=money
    )


@extends(Query)
class BillQueries:
    bills: Connection[Bill] = connection(
        order=[Order("issued_at", descending=True)], where=money, description="What is owed."
    )
    my_bills: Connection[Bill] = connection(
        order=[Order("issued_at", descending=True)],
        where=mine,
        description="What the caller owes, and owed.",
    )
    reliefs: Connection[Relief] = connection(
        order=[Order("proposed_at", descending=True)],
        where=money,
        description="Waivers and vouchers.",
    )


__all__ = [
    "Bill",
    "BillFollowUp",
    "BillLine",
    "BillQueries",
    "HouseMoney",
    "Quote",
    "QuoteLine",
    "Relief",
    "ResidentMoney",
    "TicketMoney",
]
