"""quoteOffer, quoteAccept, quoteDecline."""

from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Mutation,
    Ticket,
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
from core.plugin.answers import PayerKind
from core.tickets.refs import TicketRef
from plugins.paid_services.graphql.bill_types import Quote
from plugins.paid_services.graphql.performing import (
    STAFF,
    STAFF_AND_RESIDENTS,
    PaidServicesError,
)
from plugins.paid_services.quotes.answer import AnswerQuote, answer
from plugins.paid_services.quotes.kinds import ConsentForm
from plugins.paid_services.quotes.offer import OfferQuote, Wanted, offer


@strawberry.type(description="The quote and its ticket as they now are, or why nothing was done.")
class QuotePayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    quote: Quote | None = answered()
    ticket: Ticket | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.input(description="So much of a priced item.")
class QuoteLineInput:
    code: str
    quantity: int = strawberry.field(description="Thousandths of the unit.", default=1000)


@strawberry.input(description="What the work on a ticket is to be made of.")
class QuoteOfferInput:
    idempotency_key: str
    ticket_id: strawberry.ID
    lines: list[QuoteLineInput]
    payer: PayerKind | None = strawberry.field(
        description="Who pays; worked out from warranty and responsibility if not given.",
        default=None,
    )
    payer_reason: str | None = strawberry.field(
        description="Why it is not the resident.", default=None
    )
    note: str | None = None


@strawberry.input(description="A yes. Staff say how they were given it, and its evidence.")
class QuoteAcceptInput:
    idempotency_key: str
    quote_id: strawberry.ID
    expected_version: int
    consent: ConsentForm | None = None
    evidence: str | None = strawberry.field(
        description="Where it can be looked up: a recording, a signed form.", default=None
    )


@strawberry.input(description="A no. Staff say how they were given it, and its evidence.")
class QuoteDeclineInput:
    idempotency_key: str
    quote_id: strawberry.ID
    expected_version: int
    consent: ConsentForm | None = None
    evidence: str | None = None


async def quote_offer(info: Info, input: QuoteOfferInput) -> QuotePayload:
    ticket = ref_or_nobody(input.ticket_id, "Ticket")
    key = TicketRef(ticket.estate_id, new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        lines = tuple(Wanted(each.code, each.quantity) for each in input.lines)
        new = OfferQuote(ticket, lines, input.payer, input.payer_reason, input.note, key.id)
        await offer(actor, new, uow)

    return await perform_on(info, QuotePayload, {"quote": key, "ticket": ticket}, input, work)


async def _answer(
    info: Info, input: QuoteAcceptInput | QuoteDeclineInput, *, accepted: bool
) -> QuotePayload:
    key = ref_or_nobody(input.quote_id, "Quote")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = AnswerQuote(
            key.estate_id,
            key.id,
            input.expected_version,
            accepted,
            input.consent,
            input.evidence,
        )
        await answer(actor, new, uow)

    return await perform_on(info, QuotePayload, {"quote": key}, input, work)


async def quote_accept(info: Info, input: QuoteAcceptInput) -> QuotePayload:
    return await _answer(info, input, accepted=True)


async def quote_decline(info: Info, input: QuoteDeclineInput) -> QuotePayload:
    return await _answer(info, input, accepted=False)


@extends(Mutation)
class QuoteMutations:
    quote_offer = mutation(
        quote_offer, STAFF, "Offer a quote by the published prices, before the work (S-E3)."
    )
    quote_accept = mutation(
        quote_accept, STAFF_AND_RESIDENTS, "Accept a quote: chargeable work may begin (S-E3)."
    )
    quote_decline = mutation(quote_decline, STAFF_AND_RESIDENTS, "Decline a quote.")


__all__ = ["QuoteLineInput", "QuoteMutations", "QuotePayload"]
