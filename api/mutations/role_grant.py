"""roleGrant: a role for an account, at an estate, in a region, or in the group (S-K1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of, reach_in
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from tenants.grant_role import GrantRole, grant_role


@strawberry.input(description="A role over an estate, a region, or (neither) the whole group.")
class RoleGrantInput:
    idempotency_key: str
    account_id: strawberry.ID
    role: Role
    estate_id: strawberry.ID | None = None
    region_id: strawberry.ID | None = None
    valid_to: datetime | None = strawberry.field(
        description="It holds until then, itself not in it; left out: until taken away.",
        default=None,
    )


async def role_grant(info: Info, input: RoleGrantInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        reach = reach_in(input.estate_id, input.region_id)
        await grant_role(actor, GrantRole(account_id, input.role, reach, input.valid_to), uow)
        return account_row(actor, account_id)

    return await administer(info, AccountPayload, input, work)


__all__ = ["RoleGrantInput", "role_grant"]
