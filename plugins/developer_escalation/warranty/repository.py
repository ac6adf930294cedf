"""Reading and writing terms, hand-over dates, and what was found of tickets."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, select, update

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Building, Estate, House
from core.tickets.models import Category, Ticket
from core.tickets.refs import TicketRef
from plugins.developer_escalation.warranty.models import Warranty, WarrantyStart, WarrantyTerm
from plugins.developer_escalation.warranty.rules import Matter, Start, Term


async def today(uow: UnitOfWork, estate_id: int, at: datetime | None = None) -> date:
    """The day at the estate, now or at an instant."""
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == estate_id))).scalar_one()
    return (at or uow.now).astimezone(ZoneInfo(zone)).date()


async def terms_of(uow: UnitOfWork, estate_id: int) -> list[Term]:
    """Every term of an estate."""
    found = await uow.execute(
        select(
            WarrantyTerm.id,
            WarrantyTerm.partner_id,
            WarrantyTerm.component,
            WarrantyTerm.categories,
            WarrantyTerm.building_id,
            WarrantyTerm.months,
            WarrantyTerm.valid_from,
            WarrantyTerm.valid_to,
        ).where(WarrantyTerm.estate_id == estate_id)
    )
    return [Term(**{**row, "categories": tuple(row["categories"])}) for row in found.mappings()]


async def starts_of(uow: UnitOfWork, estate_id: int) -> list[Start]:
    """Every hand-over date of an estate."""
    found = await uow.execute(
        select(WarrantyStart.building_id, WarrantyStart.house_id, WarrantyStart.starts_on).where(
            WarrantyStart.estate_id == estate_id
        )
    )
    return [Start(**row) for row in found.mappings()]


async def matter_of(uow: UnitOfWork, ref: TicketRef) -> tuple[int, Matter] | None:
    """The group and what of a ticket decides; None where it is not there."""
    row = await uow.row(
        select(
            Ticket.group_id,
            Ticket.category_code,
            Ticket.house_id,
            Ticket.received_at,
            House.building_id,
        )
        .outerjoin(House, (House.estate_id == Ticket.estate_id) & (House.id == Ticket.house_id))
        .where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
    )
    if row is None:
        return None
    day = await today(uow, ref.estate_id, row["received_at"])
    matter = Matter(row["category_code"], row["building_id"], row["house_id"], day)
    return row["group_id"], matter


async def warranty_of(uow: UnitOfWork, ref: TicketRef, *, lock: bool = False) -> RowMapping | None:
    """What was found of a ticket."""
    statement = select(
        Warranty.id,
        Warranty.term_id,
        Warranty.partner_id,
        Warranty.component,
        Warranty.state,
        Warranty.ends_on,
        Warranty.version,
    ).where(Warranty.estate_id == ref.estate_id, Warranty.ticket_id == ref.id)
    return await uow.row(statement.with_for_update() if lock else statement)


async def change_warranty(
    uow: UnitOfWork, estate_id: int, id_: UUID, values: Mapping[str, Any]
) -> None:
    """Write columns of what was found; its version goes up."""
    await uow.execute(
        update(Warranty)
        .where(Warranty.estate_id == estate_id, Warranty.id == id_)
        .values(version=Warranty.version + 1, **values)
    )


async def place_of(
    uow: UnitOfWork, estate_id: int, building_id: UUID | None, house_id: UUID | None
) -> bool:
    """Whether the building and the house, as far as named, stand in the estate."""
    for model, key in ((Building, building_id), (House, house_id)):
        if key is not None:
            found = select(model.id).where(model.estate_id == estate_id, model.id == key)
            if await uow.row(found) is None:
                return False
    return True


async def known_categories(uow: UnitOfWork, group_id: int, codes: tuple[str, ...]) -> bool:
    """Whether the group has all of these categories."""
    found = select(Category.code).where(Category.group_id == group_id, Category.code.in_(codes))
    return set((await uow.execute(found)).scalars()) == set(codes)


__all__ = [
    "change_warranty",
    "known_categories",
    "matter_of",
    "place_of",
    "starts_of",
    "terms_of",
    "today",
    "warranty_of",
]
