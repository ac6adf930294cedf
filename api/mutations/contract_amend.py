"""contractAmend: change what a contract switches on, from an instant on (S-N1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform_over_group
from api.mutations.contracting import ContractPayload, ContractPluginInput, terms
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.amend_contract import AmendContract, NewEnd, PluginEnd, amend_contract


@strawberry.input(description="A plugin to be switched off.")
class ContractPluginEndInput:
    plugin: str
    at: datetime | None = strawberry.field(
        description="By default now; not before now.", default=None
    )


@strawberry.input(description="What becomes different; what is left out stays as it is.")
class ContractAmendInput:
    idempotency_key: str
    contract_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    title: str | None = None
    valid_to: datetime | None = strawberry.field(
        description="Another end; plugins that ran to the old one run to it.", default=None
    )
    open_ended: bool = strawberry.field(
        description="The contract has no end any more.", default=False
    )
    plugins: list[ContractPluginInput] = strawberry.field(
        description="To be switched on, or to go on with another configuration.",
        default_factory=list,
    )
    ends: list[ContractPluginEndInput] = strawberry.field(
        description="To be switched off.", default_factory=list
    )


async def contract_amend(info: Info, input: ContractAmendInput) -> ContractPayload:
    contract = ref_or_nobody(input.contract_id, "Contract")
    installed = info.context.door.catalogue

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        moved = input.open_ended or input.valid_to is not None
        new = AmendContract(
            contract.estate_id,
            contract.id,
            input.expected_version,
            input.title,
            NewEnd(None if input.open_ended else input.valid_to) if moved else None,
            terms(input.plugins),
            tuple(PluginEnd(each.plugin, each.at) for each in input.ends),
        )
        await amend_contract(actor, new, uow, installed=installed)
        return {"contract": contract}

    return await perform_over_group(info, ContractPayload, contract.estate_id, input, work)


__all__ = ["ContractAmendInput", "ContractPluginEndInput", "contract_amend"]
