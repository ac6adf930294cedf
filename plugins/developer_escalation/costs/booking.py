"""What was agreed is booked by whoever keeps books at the estate, and taken out again.

With nobody who does, a claim stands as a claim, and is settled by hand.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, select, update

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict, NotFound
from core.ids import new_id
from core.jobs.handlers import Event
from core.plugin import recharging
from core.plugin.answers import Veto
from core.plugin.recharging import Recharge
from core.tickets.refs import TicketRef
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.costs.models import CostClaim
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.partners.people import developer

TOPICS = frozenset({recharging.SETTLED, recharging.CANCELLED})

_CLAIM = (
    CostClaim.group_id,
    CostClaim.estate_id,
    CostClaim.id,
    CostClaim.ticket_id,
    CostClaim.hand_over_id,
    CostClaim.partner_id,
    CostClaim.state,
    CostClaim.version,
    CostClaim.amount,
    CostClaim.booked_by,
    CostClaim.recharge_id,
)


async def claim_at(uow: UnitOfWork, estate_id: int, id_: UUID, expected_version: int) -> RowMapping:
    """A claim, locked. Raises `NotFound` and `Conflict`."""
    found = await uow.row(
        select(*_CLAIM)
        .where(CostClaim.estate_id == estate_id, CostClaim.id == id_)
        .with_for_update()
    )
    if found is None:
        raise NotFound("costId")
    if found["version"] != expected_version:
        raise Conflict(found["version"])
    return found


async def change(uow: UnitOfWork, claim: RowMapping, **values: Any) -> None:
    """Write columns of a claim that is locked; its version goes up."""
    await uow.execute(
        update(CostClaim)
        .where(CostClaim.estate_id == claim["estate_id"], CostClaim.id == claim["id"])
        .values(version=CostClaim.version + 1, **values)
    )


async def book(actor: Actor, claim: RowMapping, uow: UnitOfWork) -> dict[str, Any]:
    """What the claim says of its booking from now on: nothing, where nobody keeps books.

    Raises COST_NOT_BOOKABLE with the reason of who keeps them, and `PluginFailed`.
    """
    recharge_id = new_id()
    async with as_system(uow, claim["group_id"], claim["estate_id"]):
        recharge = await _recharge(actor, claim, recharge_id, uow)
        found = await recharging.agreed(uow, recharge)
    if found is None:
        return {}
    if isinstance(found.value, Veto):
        reason = found.value.reason
        raise refuse(DeveloperCode.COST_NOT_BOOKABLE, "costId", reason=reason)
    return {
        "recharge_id": recharge_id,
        "booked_by": found.plugin,
        "booked_as": found.value.reference,
    }


async def take_out(actor: Actor, claim: RowMapping, reason: str, uow: UnitOfWork) -> dict[str, Any]:
    """What the claim says of its booking then: nothing any more.

    Raises COST_NOT_BOOKABLE where it was paid, or those books are closed, and `PluginFailed`.
    """
    if claim["booked_by"] is None:
        return {}
    if claim["booked_by"] not in uow.plan.plugins:
        closed = f"记账的插件 {claim['booked_by']} 已停用"
        raise refuse(DeveloperCode.COST_NOT_BOOKABLE, "costId", reason=closed)
    async with as_system(uow, claim["group_id"], claim["estate_id"]):
        recharge = await _recharge(actor, claim, claim["recharge_id"], uow)
        veto = await recharging.withdrawn(uow, recharge, reason)
    if veto is not None:
        raise refuse(DeveloperCode.COST_NOT_BOOKABLE, "costId", reason=veto.reason)
    return {"recharge_id": None, "booked_by": None, "booked_as": None}


async def follow(uow: UnitOfWork, event: Event) -> None:
    """What became of it in the books: paid, or taken out there, so that it stands as a claim."""
    found = await uow.row(
        select(*_CLAIM)
        .where(
            CostClaim.estate_id == event.estate_id,
            CostClaim.recharge_id == event.subject_id,
            CostClaim.state == CostState.ACKNOWLEDGED,
        )
        .with_for_update()
    )
    if found is None:
        return
    if event.topic == recharging.SETTLED:
        await change(uow, found, state=CostState.PAID, settled_at=event.at)
    else:
        await change(uow, found, recharge_id=None, booked_by=None, booked_as=None)


async def _recharge(
    actor: Actor, claim: RowMapping, recharge_id: UUID, uow: UnitOfWork
) -> Recharge:
    handed = await repository.seen(uow, claim["estate_id"], claim["hand_over_id"])
    company = await developer(uow, claim["estate_id"], claim["partner_id"])
    return Recharge(
        id=recharge_id,
        group_id=claim["group_id"],
        ticket=TicketRef(claim["estate_id"], claim["ticket_id"]),
        debtor_id=claim["partner_id"],
        debtor=company["name"],
        title=f"向{company['name']}追偿：工单 {handed.number}",
        amount=claim["amount"],
        by=actor.account_id,
    )


__all__ = ["TOPICS", "book", "change", "claim_at", "follow", "take_out"]
