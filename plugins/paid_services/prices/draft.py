"""Drafting a version of the price list, and changing the draft."""

from dataclasses import dataclass, field
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.prices import repository
from plugins.paid_services.prices.kinds import PriceListState
from plugins.paid_services.prices.models import PriceItem, PriceList
from plugins.paid_services.prices.rules import TITLE_MOST, Item, checked


@dataclass(frozen=True, slots=True)
class DraftPriceList:
    """A version with its items. `expected_version` is None for a new one."""

    estate_id: int
    title: str
    items: tuple[Item, ...]
    id: UUID = field(default_factory=new_id)
    expected_version: int | None = None


async def draft(actor: Actor, new: DraftPriceList, uow: UnitOfWork) -> None:
    """Write the draft. Raises `NotFound`, `Conflict`, PRICE_LIST_NOT_DRAFT and what items cause."""
    rights.require(actor, new.estate_id, rights.PRICE)
    title = text.required("title", new.title, TITLE_MOST)
    items = checked(new.items)
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    if new.expected_version is None:
        uow.add(
            PriceList,
            **tenant,
            id=new.id,
            number=await repository.next_number(uow, new.estate_id),
            title=title,
            state=PriceListState.DRAFT,
            drafted_at=uow.now,
            drafted_by=actor.account_id,
        )
    else:
        held = await repository.locked(uow, new.estate_id, new.id, new.expected_version)
        if held["state"] is not PriceListState.DRAFT:
            raise refuse(PaidCode.PRICE_LIST_NOT_DRAFT, "priceListId")
        await repository.clear(uow, new.estate_id, new.id)
        await repository.change(uow, new.estate_id, new.id, title=title)
    _add(uow, actor.group_id, new.estate_id, new.id, items)


async def copy_in_force(uow: UnitOfWork, source_id: int, target_id: int) -> None:
    """Another estate begins with a draft of the prices in force here, if there are any."""
    list_id = await repository.in_force(uow, source_id, uow.now)
    group_id = uow.scope.group_id
    if list_id is None or group_id is None:
        return
    items = await repository.items_of(uow, source_id, list_id)
    made = new_id()
    uow.add(
        PriceList,
        group_id=group_id,
        estate_id=target_id,
        id=made,
        number=await repository.next_number(uow, target_id),
        title="价目表（草稿）",
        state=PriceListState.DRAFT,
        drafted_at=uow.now,
    )
    _add(uow, group_id, target_id, made, list(items.values()))


def _add(uow: UnitOfWork, group_id: int, estate_id: int, list_id: UUID, items: list[Item]) -> None:
    for item in items:
        uow.add(
            PriceItem,
            group_id=group_id,
            estate_id=estate_id,
            id=new_id(),
            price_list_id=list_id,
            code=item.code,
            title=item.title,
            basis=item.basis,
            unit=item.unit,
            price=item.price,
            least=item.least,
            most=item.most,
            most_quantity=item.most_quantity,
        )


__all__ = ["DraftPriceList", "copy_in_force", "draft"]
