"""What becomes of a claim: the developer agrees or disputes; the estate withdraws it, or has been
paid."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.rules import NOTE_MOST, RESULT_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.costs.booking import book, change, claim_at, take_out
from plugins.developer_escalation.costs.kinds import OPEN, CostState
from plugins.developer_escalation.errors import DeveloperCode, refuse

ANSWERED = "developer_escalation.cost_answered"
"""The topic of every step of a claim; the payload has its state."""


@dataclass(frozen=True, slots=True)
class AnswerCost:
    """The developer acknowledges the claim, or contests it with a reason."""

    estate_id: int
    id: UUID
    expected_version: int
    acknowledged: bool
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class EndClaim:
    """The estate withdraws its claim, or (`paid`) has the money; `note` is why, or by what slip."""

    estate_id: int
    id: UUID
    expected_version: int
    note: str
    paid: bool = False


async def answer_cost(actor: Actor, new: AnswerCost, uow: UnitOfWork) -> None:
    """Agreed, it is booked by whoever keeps the estate's books; disputed afterwards, while it is
    unpaid, that is reversed.

    Raises `NotFound`, `Conflict`, COST_NOT_OPEN, COST_NOT_BOOKABLE, and TEXT_REQUIRED for
    contesting without a reason.
    """
    said = text.required if not new.acknowledged else text.optional
    answer = said("answer", new.answer, RESULT_MOST)
    claim = await claim_at(uow, new.estate_id, new.id, new.expected_version)
    state = CostState.ACKNOWLEDGED if new.acknowledged else CostState.CONTESTED
    if claim["state"] not in OPEN or claim["state"] is state:
        raise refuse(DeveloperCode.COST_NOT_OPEN, "costId")
    if new.acknowledged:
        booking = await book(actor, claim, uow)
    else:
        booking = await take_out(actor, claim, (answer or "")[:NOTE_MOST], uow)
    await change(uow, claim, state=state, answer=answer, answered_at=uow.now, **booking)
    _tell(uow, new.estate_id, claim["group_id"], new.id, claim["ticket_id"], state)


async def end_claim(actor: Actor, new: EndClaim, uow: UnitOfWork) -> None:
    """Withdrawn, with what was booked reversed; or paid, where nobody keeps books that say so.

    Raises `NotFound`, `Conflict`, COST_NOT_OPEN, COST_NOT_BOOKABLE and `TextCode` refusals.
    """
    rights.require(actor, new.estate_id, rights.CLAIM, "costId")
    note = text.required("reference" if new.paid else "reason", new.note, NOTE_MOST)
    claim = await claim_at(uow, new.estate_id, new.id, new.expected_version)
    kept = claim["booked_by"] in uow.plan.plugins
    if claim["state"] not in OPEN or (
        new.paid and (kept or claim["state"] is not CostState.ACKNOWLEDGED)
    ):
        raise refuse(DeveloperCode.COST_NOT_OPEN, "costId")
    state = CostState.PAID if new.paid else CostState.WITHDRAWN
    booking = {} if new.paid else await take_out(actor, claim, note, uow)
    await change(uow, claim, state=state, end_note=note, settled_at=uow.now, **booking)
    _tell(uow, new.estate_id, claim["group_id"], new.id, claim["ticket_id"], state)


def _tell(
    uow: UnitOfWork, estate_id: int, group_id: int, id_: UUID, ticket_id: UUID, state: CostState
) -> None:
    uow.emit(
        ANSWERED,
        group_id=group_id,
        estate_id=estate_id,
        subject_id=id_,
        ticket=str(ticket_id),
        state=state.value,
    )


__all__ = ["ANSWERED", "AnswerCost", "EndClaim", "answer_cost", "end_claim"]
