"""apiKeyCreate: a service gets a key, shown this once."""

from datetime import datetime
from typing import ClassVar

import strawberry
from strawberry.types.info import Info

from api.graph.fields import refusals
from api.graph.payloads import Keys, told_once
from api.graph.performing import administer
from api.mutations.accounts import AccountError, account_row, answered_with_account, key_of
from api.types.accounts import Account
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.create_api_key import CreateApiKey, create_api_key


@strawberry.input(description="A key for a service's account.")
class ApiKeyCreateInput:
    idempotency_key: str
    account_id: strawberry.ID
    label: str = strawberry.field(description="What the key is for.")
    expires_at: datetime | None = None


@strawberry.type(description="The key, shown this once, or why there is none.")
class ApiKeyCreatePayload:
    error_type: ClassVar[type[AccountError]] = AccountError

    key: str | None = told_once(
        description="Send it as `Authorization: Bearer …`. Only its hash is kept: null when the "
        "same request is sent again."
    )
    account: Account | None = answered_with_account()
    user_errors: list[AccountError] = refusals()


async def api_key_create(info: Info, input: ApiKeyCreateInput) -> ApiKeyCreatePayload:
    told: dict[str, str] = {}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        new = CreateApiKey(account_id, input.label, input.expires_at)
        issued = await create_api_key(actor, new, uow)
        told["key"] = issued.key
        return account_row(actor, account_id)

    return await administer(info, ApiKeyCreatePayload, input, work, told=told)


__all__ = ["ApiKeyCreateInput", "ApiKeyCreatePayload", "api_key_create"]
