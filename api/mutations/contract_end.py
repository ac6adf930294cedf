"""contractEnd: end a contract and what it switched on (S-N1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform_over_group
from api.mutations.contracting import ContractPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.end_contract import end_contract


@strawberry.input(description="When a contract ends, and all that it switched on.")
class ContractEndInput:
    idempotency_key: str
    contract_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    at: datetime | None = strawberry.field(
        description="By default now; an instant in the past is taken as now.", default=None
    )


async def contract_end(info: Info, input: ContractEndInput) -> ContractPayload:
    contract = ref_or_nobody(input.contract_id, "Contract")
    installed = info.context.door.catalogue

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        await end_contract(
            actor,
            contract.estate_id,
            contract.id,
            uow,
            at=input.at,
            expected_version=input.expected_version,
            installed=installed,
        )
        return {"contract": contract}

    return await perform_over_group(info, ContractPayload, contract.estate_id, input, work)


__all__ = ["ContractEndInput", "contract_end"]
