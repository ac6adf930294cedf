"""roleRevoke: a role is taken away, with its holder's next request (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.administration import Administered, administer
from api.mutations.accounts import AccountPayload, key_of, plain
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.revoke_role import revoke_role


@strawberry.input(description="Which of an account's roles.")
class RoleRevokeInput:
    idempotency_key: str
    grant_id: strawberry.ID = strawberry.field(description="As `Account.roles` names it.")


async def role_revoke(info: Info, input: RoleRevokeInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Administered:
        grant_id = key_of("RoleGrant", input.grant_id, "grantId")
        return Administered(await revoke_role(actor, grant_id, uow))

    return await administer(info, AccountPayload, input.idempotency_key, plain(input), work)


__all__ = ["RoleRevokeInput", "role_revoke"]
