"""Recharging: what the estate spent in the developer's place is claimed from it."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import RowMapping, select

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from core.tickets.rules import COST_MOST, RESULT_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.costs.models import CostClaim
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.partners.people import tell_people

CLAIMED = "developer_escalation.cost_claimed"


@dataclass(frozen=True, slots=True)
class ClaimCost:
    """`amount` fen for a matter that was with the developer, and what they were spent on."""

    estate_id: int
    hand_over_id: UUID
    amount: int
    reason: str
    id: UUID = field(default_factory=new_id)


async def claim_cost(actor: Actor, new: ClaimCost, uow: UnitOfWork) -> None:
    """Claimed: the developer's people are told, and whoever bills may listen.

    Raises `NotFound`, COST_INVALID and `TextCode` refusals.
    """
    rights.require(actor, new.estate_id, rights.CLAIM, "handOverId")
    reason = text.required("reason", new.reason, RESULT_MOST)
    if not 0 < new.amount <= COST_MOST:
        raise refuse(DeveloperCode.COST_INVALID, "amount")
    handed = await repository.seen(uow, new.estate_id, new.hand_over_id)
    tenant = {"group_id": handed.group_id, "estate_id": handed.estate_id}
    uow.add(
        CostClaim,
        **tenant,
        id=new.id,
        ticket_id=handed.ticket_id,
        hand_over_id=handed.id,
        partner_id=handed.partner_id,
        state=CostState.CLAIMED,
        amount=new.amount,
        reason=reason,
        claimed_at=uow.now,
        claimed_by=actor.account_id,
    )
    uow.emit(
        CLAIMED,
        **tenant,
        subject_id=new.id,
        ticket=str(handed.ticket_id),
        developer=str(handed.partner_id),
        amount=new.amount,
    )
    yuan = f"{new.amount // 100}.{new.amount % 100:02d}"
    values = {"number": handed.number, "amount": yuan}
    await tell_people(
        uow,
        handed.group_id,
        handed.estate_id,
        handed.partner_id,
        "cost_claimed",
        str(new.id),
        values,
    )


async def claim_on(uow: UnitOfWork, ref: TicketRef) -> RowMapping | None:
    """The last claim for a ticket that was not withdrawn."""
    return await uow.row(
        select(CostClaim.state, CostClaim.amount)
        .where(
            CostClaim.estate_id == ref.estate_id,
            CostClaim.ticket_id == ref.id,
            CostClaim.state != CostState.WITHDRAWN,
        )
        .order_by(CostClaim.claimed_at.desc(), CostClaim.id.desc())
        .limit(1)
    )


__all__ = ["CLAIMED", "ClaimCost", "claim_cost", "claim_on"]
