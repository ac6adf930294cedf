"""Where the plugin has a say: who the developer's people are, who pays, and its settings."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, func, select

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.plugin.answers import Payer, Represented, Unsettled
from core.plugin.hooks import hook
from core.tickets.refs import TicketRef
from plugins.developer_escalation.costs.kinds import CostState
from plugins.developer_escalation.costs.models import CostClaim
from plugins.developer_escalation.costs.payer import payer_of
from plugins.developer_escalation.handover.take_back import settle
from plugins.developer_escalation.partners.models import Developer
from plugins.developer_escalation.partners.people import companies_of
from plugins.developer_escalation.warranty.models import WarrantyTerm


@hook()
async def partner_persons(uow: UnitOfWork, estate_id: int, account_id: UUID) -> list[Represented]:
    """The developers whose people the account is one of."""
    return [Represented(each) for each in await companies_of(uow, estate_id, account_id)]


@hook()
async def ticket_payer(uow: UnitOfWork, ticket: TicketRef) -> Payer | None:
    """Who pays for what is, was, or should be the developer's."""
    return await payer_of(uow, ticket)


@hook()
async def plugin_disabling(uow: UnitOfWork, estate_id: int) -> None:
    """What is with a developer comes back to the estate, and its clocks run on."""
    await settle(uow, estate_id)


@hook()
async def estate_cloning(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """The new estate begins with the developers, without their people, and with the warranty
    terms that are for all buildings; hand-over dates are its own."""
    terms = select(WarrantyTerm).where(
        WarrantyTerm.estate_id == source_id,
        WarrantyTerm.building_id.is_(None),
        WarrantyTerm.valid_to.is_(None),
    )
    companies = select(Developer).where(Developer.estate_id == source_id)
    new: dict[UUID, UUID] = {}
    for row in (await uow.execute(select(companies.subquery()))).mappings():
        new[row["id"]] = new_id()
        kept = {"id": new[row["id"]], "estate_id": target_id, "registered_by": None, "version": 1}
        uow.add(Developer, **{**_plain(row), **kept, "registered_at": uow.now})
    for row in (await uow.execute(select(terms.subquery()))).mappings():
        kept = {"id": new_id(), "estate_id": target_id, "set_by": None, "version": 1}
        uow.add(
            WarrantyTerm,
            **{**_plain(row), **kept, "partner_id": new[row["partner_id"]], "set_at": uow.now},
        )


@hook()
async def estate_unsettled(uow: UnitOfWork, estate_id: int) -> Unsettled:
    """Costs claimed from a developer who has not answered."""
    claimed = select(func.count()).where(
        CostClaim.estate_id == estate_id, CostClaim.state == CostState.CLAIMED
    )
    count = (await uow.execute(claimed)).scalar_one()
    return Unsettled("笔费用追偿未答复", "claims not answered", count)


def _plain(row: RowMapping) -> dict[str, Any]:
    """A row's columns under plain names."""
    return {str(name): value for name, value in row.items()}


__all__ = [
    "estate_cloning",
    "estate_unsettled",
    "partner_persons",
    "plugin_disabling",
    "ticket_payer",
]
