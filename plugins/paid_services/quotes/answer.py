"""The answer to a quote: only an accepted one lets chargeable work begin (S-E3)."""

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.quotes import repository
from plugins.paid_services.quotes.consent import given_by
from plugins.paid_services.quotes.kinds import ConsentForm, QuoteState


@dataclass(frozen=True, slots=True)
class AnswerQuote:
    """Yes or no. Staff say how they were told, and where that can be looked up."""

    estate_id: int
    quote_id: UUID
    expected_version: int
    accepted: bool
    consent: ConsentForm | None = None
    evidence: str | None = None


async def answer(actor: Actor, new: AnswerQuote, uow: UnitOfWork) -> None:
    """Keep the answer.

    Raises `NotFound`, `Conflict`, EVIDENCE_REQUIRED, QUOTE_NOT_OPEN and QUOTE_EXPIRED.
    """
    quote = await repository.locked(uow, new.estate_id, new.quote_id)
    given = given_by(actor, new.estate_id, quote.requester_id, new.consent, new.evidence)
    if quote.version != new.expected_version:
        raise Conflict(quote.version)
    if quote.state is not QuoteState.OFFERED:
        raise refuse(PaidCode.QUOTE_NOT_OPEN, "quoteId")
    if new.accepted and quote.valid_until <= uow.now:
        raise refuse(PaidCode.QUOTE_EXPIRED, "quoteId")
    await repository.change(
        uow,
        new.estate_id,
        new.quote_id,
        {
            "state": QuoteState.ACCEPTED if new.accepted else QuoteState.DECLINED,
            "answered_at": uow.now,
            "answered_by": actor.account_id,
            "consent": given.consent,
            "evidence": given.evidence,
        },
    )
    uow.emit(
        "paid_services.quote_accepted" if new.accepted else "paid_services.quote_declined",
        group_id=quote.group_id,
        estate_id=new.estate_id,
        subject_id=new.quote_id,
        ticket=str(quote.ticket_id),
        consent=given.consent.value,
    )


__all__ = ["AnswerQuote", "answer"]
