"""estateClone: open an estate after another's model, its plugins' configuration included (S-N1)."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.entity import GlobalId, is_key
from api.graph.fields import answered, refusals
from api.graph.payloads import Key, Keys
from api.graph.performing import perform_over_group
from api.mutations.contracting import ContractError
from api.mutations.tickets import estate_in
from api.types.estates import Estate
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from tenants.clone_estate import CloneEstate, clone_estate


@strawberry.input(description="A new estate, set up as another one is.")
class EstateCloneInput:
    idempotency_key: str
    estate_id: strawberry.ID = strawberry.field(description="The estate to be like.")
    code: str = strawberry.field(description="Small letters, digits and hyphens; in addresses.")
    name: str
    region_id: strawberry.ID
    address: str
    title: str = strawberry.field(description="Of its contract, which begins now.")
    valid_to: datetime | None = strawberry.field(
        description="When its contract ends; null: no end is agreed.", default=None
    )


@strawberry.type(description="The new estate, or why nothing was done.")
class EstateClonePayload:
    error_type: ClassVar[type[ContractError]] = ContractError

    estate: Estate | None = answered()
    user_errors: list[ContractError] = refusals()


async def estate_clone(info: Info, input: EstateCloneInput) -> EstateClonePayload:
    source = estate_in(input.estate_id)
    installed = info.context.door.catalogue

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = CloneEstate(
            source_id=source,
            code=input.code,
            name=input.name,
            region_id=_region(input.region_id),
            address=input.address,
            title=input.title,
            valid_to=input.valid_to,
        )
        made = await clone_estate(actor, new, uow, installed=installed)
        return {"estate": Key(made, made)}

    return await perform_over_group(info, EstateClonePayload, source, input, work)


def _region(id_: str) -> int:
    """The number in a `Region:` id. Anything else is NOT_FOUND."""
    try:
        found = GlobalId.parse(id_)
    except GuanjiaError:
        raise NotFound("regionId") from None
    if found.type != "Region" or not is_key(found.key):
        raise NotFound("regionId")
    return int(found.key)


__all__ = ["EstateCloneInput", "estate_clone"]
