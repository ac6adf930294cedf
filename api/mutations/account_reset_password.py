"""accountResetPassword: somebody gets another password, and their sessions end."""

import strawberry
from strawberry.types.info import Info

from api.context import RequestContext
from api.graph.administration import Administered, administer, sealed
from api.mutations.accounts import AccountPayload, key_of, plain
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

    async def work(actor: Actor, uow: UnitOfWork) -> Administered:
        account_id = key_of("Account", input.account_id, "accountId")
        reset = ResetPassword(account_id, input.password)
        await reset_password(actor, reset, uow, context.access.attempts)
        return Administered(account_id)

    request = sealed(context, dict(plain(input)), "password")
    return await administer(info, AccountPayload, input.idempotency_key, request, work)


__all__ = ["AccountResetPasswordInput", "account_reset_password"]
