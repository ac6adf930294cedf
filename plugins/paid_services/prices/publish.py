"""Publishing prices (S-E3): from then on they are everybody's to read, and never change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from plugins.paid_services import rights
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.prices import repository
from plugins.paid_services.prices.kinds import PriceListState


@dataclass(frozen=True, slots=True)
class PublishPriceList:
    """In force from `valid_from`, or from now on."""

    estate_id: int
    id: UUID
    expected_version: int
    valid_from: datetime | None = None


async def publish(actor: Actor, new: PublishPriceList, uow: UnitOfWork) -> None:
    """Publish a draft. Raises `NotFound`, `Conflict`, PRICE_LIST_NOT_DRAFT, PRICES_NOT_RETROACTIVE.

    Quotes that stand keep the prices they were made by.
    """
    rights.require(actor, new.estate_id, rights.PRICE)
    held = await repository.locked(uow, new.estate_id, new.id, new.expected_version)
    if held["state"] is not PriceListState.DRAFT:
        raise refuse(PaidCode.PRICE_LIST_NOT_DRAFT, "priceListId")
    since = new.valid_from or uow.now
    if since < uow.now:
        raise refuse(PaidCode.PRICES_NOT_RETROACTIVE, "validFrom")
    items = await repository.publish_items(uow, new.estate_id, new.id, uow.now)
    await repository.change(
        uow,
        new.estate_id,
        new.id,
        state=PriceListState.PUBLISHED,
        valid_from=since,
        published_at=uow.now,
        published_by=actor.account_id,
    )
    uow.emit(
        "paid_services.prices_published",
        group_id=held["group_id"],
        estate_id=new.estate_id,
        subject_id=new.id,
        valid_from=since.isoformat(),
        items=items,
    )


async def withdraw(
    actor: Actor, estate_id: int, list_id: UUID, expected_version: int, uow: UnitOfWork
) -> None:
    """Withdraw a published list: the one before it is in force again; quotes made by it stand.

    Raises `NotFound`, `Conflict` and PRICE_LIST_NOT_PUBLISHED.
    """
    rights.require(actor, estate_id, rights.PRICE)
    held = await repository.locked(uow, estate_id, list_id, expected_version)
    if held["state"] is not PriceListState.PUBLISHED:
        raise refuse(PaidCode.PRICE_LIST_NOT_PUBLISHED, "priceListId")
    await repository.change(uow, estate_id, list_id, state=PriceListState.WITHDRAWN)


__all__ = ["PublishPriceList", "publish", "withdraw"]
