"""accountResetPassword: somebody gets another password, and their sessions end."""

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.reset_password import ResetPassword, reset_password


@strawberry.input(description="A new password for an account that has a login name.")
class AccountResetPasswordInput:
    idempotency_key: str
    account_id: strawberry.ID
    password: str


async def account_reset_password(info: Info, input: AccountResetPasswordInput) -> AccountPayload:
    context: RequestContext = info.context

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        reset = ResetPassword(account_id, input.password)
        await reset_password(actor, reset, uow, context.access.attempts)
        return account_row(actor, account_id)

    return await administer(info, AccountPayload, input, work, secrets=["password"])


__all__ = ["AccountResetPasswordInput", "account_reset_password"]
