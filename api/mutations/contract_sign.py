"""contractSign: agree with an estate what its people get, from when to when (S-N1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform_over_group
from api.mutations.contracting import ContractPayload, ContractPluginInput, terms
from api.mutations.tickets import estate_in
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.sign_contract import SignContract, sign_contract


@strawberry.input(description="A contract, and the plugins it switches on.")
class ContractSignInput:
    idempotency_key: str
    estate_id: strawberry.ID
    title: str
    valid_from: datetime | None = strawberry.field(
        description="By default now. May be past: what it switches on begins now all the same.",
        default=None,
    )
    valid_to: datetime | None = strawberry.field(
        description="Exclusive; null: no end is agreed.", default=None
    )
    plugins: list[ContractPluginInput] = strawberry.field(default_factory=list)


async def contract_sign(info: Info, input: ContractSignInput) -> ContractPayload:
    estate_id = estate_in(input.estate_id)
    installed = info.context.door.catalogue

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SignContract(
            estate_id,
            input.title,
            input.valid_from or uow.now,
            input.valid_to,
            terms(input.plugins),
        )
        return {"contract": Key(*await sign_contract(actor, new, uow, installed=installed))}

    return await perform_over_group(info, ContractPayload, estate_id, input, work)


__all__ = ["ContractSignInput", "contract_sign"]
