"""Reading and writing price lists."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from plugins.paid_services.prices.kinds import PriceListState
from plugins.paid_services.prices.models import PriceItem, PriceList
from plugins.paid_services.prices.rules import Item


async def in_force(uow: UnitOfWork, estate_id: int, at: datetime) -> UUID | None:
    """The published list in force at an instant."""
    row = await uow.row(
        select(PriceList.id)
        .where(
            PriceList.estate_id == estate_id,
            PriceList.state == PriceListState.PUBLISHED,
            PriceList.valid_from <= at,
        )
        .order_by(PriceList.valid_from.desc(), PriceList.number.desc())
        .limit(1)
    )
    return None if row is None else row["id"]


async def items_of(uow: UnitOfWork, estate_id: int, list_id: UUID) -> Mapping[str, Item]:
    """The items of a list by code."""
    found = await uow.execute(
        select(
            PriceItem.code,
            PriceItem.title,
            PriceItem.basis,
            PriceItem.unit,
            PriceItem.price,
            PriceItem.least,
            PriceItem.most,
            PriceItem.most_quantity,
        )
        .where(PriceItem.estate_id == estate_id, PriceItem.price_list_id == list_id)
        .order_by(PriceItem.code)
    )
    return {row["code"]: Item(**row) for row in found.mappings()}


async def locked(
    uow: UnitOfWork, estate_id: int, list_id: UUID, expected_version: int
) -> RowMapping:
    """A list, nobody else's to change. Raises `NotFound` and `Conflict`."""
    row = await uow.row(
        select(PriceList.state, PriceList.version, PriceList.group_id, PriceList.valid_from)
        .where(PriceList.estate_id == estate_id, PriceList.id == list_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("priceListId")
    if row["version"] != expected_version:
        raise Conflict(row["version"])
    return row


async def change(uow: UnitOfWork, estate_id: int, list_id: UUID, **values: object) -> None:
    """Write columns of a list that is locked; its version goes up."""
    await uow.execute(
        update(PriceList)
        .where(PriceList.estate_id == estate_id, PriceList.id == list_id)
        .values(version=PriceList.version + 1, **values)
    )


async def publish_items(uow: UnitOfWork, estate_id: int, list_id: UUID, at: datetime) -> int:
    """Make the items of a list everybody's to read; how many."""
    done = await uow.execute(
        update(PriceItem)
        .where(PriceItem.estate_id == estate_id, PriceItem.price_list_id == list_id)
        .values(published_at=at)
    )
    return done.rowcount


async def clear(uow: UnitOfWork, estate_id: int, list_id: UUID) -> None:
    """Take the items out of a draft."""
    await uow.execute(
        delete(PriceItem).where(
            PriceItem.estate_id == estate_id, PriceItem.price_list_id == list_id
        )
    )


async def next_number(uow: UnitOfWork, estate_id: int) -> int:
    """The number of the estate's next version."""
    last = select(func.coalesce(func.max(PriceList.number), 0)).where(
        PriceList.estate_id == estate_id
    )
    return int((await uow.execute(last)).scalar_one()) + 1


__all__ = [
    "change",
    "clear",
    "in_force",
    "items_of",
    "locked",
    "next_number",
    "publish_items",
]
