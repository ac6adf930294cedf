"""priceListDraft, priceListRevise, priceListPublish, priceListWithdraw."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.extend import (
    Fen,
    Mutation,
    answered,
    estate_in,
    extends,
    mutation,
    perform_on,
    ref_or_nobody,
    refusals,
)
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.tickets.refs import TicketRef
from plugins.paid_services.graphql.performing import STAFF, PaidServicesError
from plugins.paid_services.graphql.price_types import PriceList
from plugins.paid_services.prices.draft import DraftPriceList, draft
from plugins.paid_services.prices.kinds import PriceBasis
from plugins.paid_services.prices.publish import PublishPriceList, publish, withdraw
from plugins.paid_services.prices.rules import Item


@strawberry.type(description="The price list as it now is, or why nothing was done.")
class PriceListPayload:
    error_type: ClassVar[type[PaidServicesError]] = PaidServicesError

    price_list: PriceList | None = answered()
    user_errors: list[PaidServicesError] = refusals()


@strawberry.input(description="A price for one unit.")
class PriceItemInput:
    code: str
    title: str
    basis: PriceBasis
    unit: str
    price: Fen
    least: Fen = Fen(0)
    most: Fen | None = None
    most_quantity: int | None = strawberry.field(
        description="Thousandths of the unit a line may be for.", default=None
    )


@strawberry.input(description="A new version of an estate's prices.")
class PriceListDraftInput:
    idempotency_key: str
    estate_id: strawberry.ID
    title: str
    items: list[PriceItemInput]


@strawberry.input(description="Another content for a draft.")
class PriceListReviseInput:
    idempotency_key: str
    price_list_id: strawberry.ID
    expected_version: int
    title: str
    items: list[PriceItemInput]


@strawberry.input(description="A draft to be published.")
class PriceListPublishInput:
    idempotency_key: str
    price_list_id: strawberry.ID
    expected_version: int
    valid_from: datetime | None = strawberry.field(
        description="From when on it is in force; now where it is not given.", default=None
    )


@strawberry.input(description="A published list that is to be in force no longer.")
class PriceListWithdrawInput:
    idempotency_key: str
    price_list_id: strawberry.ID
    expected_version: int


def _items(given: list[PriceItemInput]) -> tuple[Item, ...]:
    return tuple(
        Item(
            each.code,
            each.title,
            each.basis,
            each.unit,
            each.price,
            each.least,
            each.most,
            each.most_quantity,
        )
        for each in given
    )


async def price_list_draft(info: Info, input: PriceListDraftInput) -> PriceListPayload:
    key = TicketRef(estate_in(input.estate_id), new_id())

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = DraftPriceList(key.estate_id, input.title, _items(input.items), key.id)
        await draft(actor, new, uow)

    return await perform_on(info, PriceListPayload, {"price_list": key}, input, work)


async def price_list_revise(info: Info, input: PriceListReviseInput) -> PriceListPayload:
    key = ref_or_nobody(input.price_list_id, "PriceList")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        items = _items(input.items)
        new = DraftPriceList(key.estate_id, input.title, items, key.id, input.expected_version)
        await draft(actor, new, uow)

    return await perform_on(info, PriceListPayload, {"price_list": key}, input, work)


async def price_list_publish(info: Info, input: PriceListPublishInput) -> PriceListPayload:
    key = ref_or_nobody(input.price_list_id, "PriceList")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        new = PublishPriceList(key.estate_id, key.id, input.expected_version, input.valid_from)
        await publish(actor, new, uow)

    return await perform_on(info, PriceListPayload, {"price_list": key}, input, work)


async def price_list_withdraw(info: Info, input: PriceListWithdrawInput) -> PriceListPayload:
    key = ref_or_nobody(input.price_list_id, "PriceList")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        await withdraw(actor, key.estate_id, key.id, input.expected_version, uow)

    return await perform_on(info, PriceListPayload, {"price_list": key}, input, work)


@extends(Mutation)
class PriceMutations:
    price_list_draft = mutation(
        price_list_draft, STAFF, "Draft a version of the estate's prices (S-E3)."
    )
    price_list_revise = mutation(price_list_revise, STAFF, "Change a draft of prices.")
    price_list_publish = mutation(
        price_list_publish, STAFF, "Publish prices: they are everybody's to read, for good (S-E3)."
    )
    price_list_withdraw = mutation(
        price_list_withdraw, STAFF, "Withdraw published prices; the ones before hold again."
    )


__all__ = ["PriceListPayload", "PriceMutations"]
