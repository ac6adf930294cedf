"""Setting and ending warranty terms: they are dated, and never rewritten."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.ids import new_id
from core.tickets.rules import NOTE_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.partners.people import developer
from plugins.developer_escalation.warranty import repository
from plugins.developer_escalation.warranty.kinds import Component
from plugins.developer_escalation.warranty.models import WarrantyTerm
from plugins.developer_escalation.warranty.rules import MONTHS_MOST


@dataclass(frozen=True, slots=True)
class SetTerm:
    """`months` from the hand-over date, for one building or (None) all; for tickets received from
    `valid_from` on, a day at the estate: today if not given."""

    estate_id: int
    developer_id: UUID
    component: Component
    categories: tuple[str, ...]
    months: int
    building_id: UUID | None = None
    valid_from: date | None = None
    note: str | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class EndTerm:
    """`valid_to` is the first day on which received tickets are no longer under it."""

    estate_id: int
    term_id: UUID
    expected_version: int
    valid_to: date


async def set_term(actor: Actor, new: SetTerm, uow: UnitOfWork) -> None:
    """Set it. Raises `NotFound` and TERM_INVALID."""
    rights.require(actor, new.estate_id, rights.WARRANTY, "developerId")
    company = await developer(uow, new.estate_id, new.developer_id)
    categories = tuple(dict.fromkeys(each.strip() for each in new.categories))
    if not 1 <= new.months <= MONTHS_MOST:
        raise refuse(DeveloperCode.TERM_INVALID, "months")
    if not categories or not await repository.known_categories(
        uow, company["group_id"], categories
    ):
        raise refuse(DeveloperCode.TERM_INVALID, "categories")
    if not await repository.place_of(uow, new.estate_id, new.building_id, None):
        raise NotFound("buildingId")
    uow.add(
        WarrantyTerm,
        group_id=company["group_id"],
        estate_id=new.estate_id,
        id=new.id,
        partner_id=new.developer_id,
        component=new.component,
        categories=list(categories),
        building_id=new.building_id,
        months=new.months,
        note=text.optional("note", new.note, NOTE_MOST),
        valid_from=new.valid_from or await repository.today(uow, new.estate_id),
        set_at=uow.now,
        set_by=actor.account_id,
    )


async def end_term(actor: Actor, new: EndTerm, uow: UnitOfWork) -> None:
    """End it, not before today. Raises `NotFound`, `Conflict` and TERM_INVALID."""
    rights.require(actor, new.estate_id, rights.WARRANTY, "termId")
    found = await uow.row(
        select(WarrantyTerm.version, WarrantyTerm.valid_from, WarrantyTerm.valid_to)
        .where(WarrantyTerm.estate_id == new.estate_id, WarrantyTerm.id == new.term_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound("termId")
    if found["version"] != new.expected_version:
        raise Conflict(found["version"])
    earliest = max(await repository.today(uow, new.estate_id), found["valid_from"])
    if new.valid_to < earliest or found["valid_to"] is not None:
        raise refuse(DeveloperCode.TERM_INVALID, "validTo")
    await uow.execute(
        update(WarrantyTerm)
        .where(WarrantyTerm.estate_id == new.estate_id, WarrantyTerm.id == new.term_id)
        .values(valid_to=new.valid_to, version=WarrantyTerm.version + 1)
    )


__all__ = ["EndTerm", "SetTerm", "end_term", "set_term"]
