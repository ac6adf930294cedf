"""apiKeyRevoke: the service's next request under the key is refused."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.revoke_api_key import revoke_api_key


@strawberry.input(description="Which key.")
class ApiKeyRevokeInput:
    idempotency_key: str
    key_id: strawberry.ID = strawberry.field(description="As `Account.keys` names it.")


async def api_key_revoke(info: Info, input: ApiKeyRevokeInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        key_id = key_of("ApiKey", input.key_id, "keyId")
        return account_row(actor, await revoke_api_key(actor, key_id, uow))

    return await administer(info, AccountPayload, input, work)


__all__ = ["ApiKeyRevokeInput", "api_key_revoke"]
