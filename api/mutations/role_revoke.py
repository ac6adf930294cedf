"""roleRevoke: a role is taken away, with its holder's next request (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.revoke_role import revoke_role


@strawberry.input(description="Which of an account's roles.")
class RoleRevokeInput:
    idempotency_key: str
    grant_id: strawberry.ID = strawberry.field(description="As `Account.roles` names it.")


async def role_revoke(info: Info, input: RoleRevokeInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        grant_id = key_of("RoleGrant", input.grant_id, "grantId")
        return account_row(actor, await revoke_role(actor, grant_id, uow))

    return await administer(info, AccountPayload, input, work)


__all__ = ["RoleRevokeInput", "role_revoke"]
