"""accountDisable: every door of an account is closed at once (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.disable_account import disable_account


@strawberry.input(description="Whose doors are closed.")
class AccountDisableInput:
    idempotency_key: str
    account_id: strawberry.ID


async def account_disable(info: Info, input: AccountDisableInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        await disable_account(actor, account_id, uow)
        return account_row(actor, account_id)

    return await administer(info, AccountPayload, input, work)


__all__ = ["AccountDisableInput", "account_disable"]
