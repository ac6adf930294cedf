"""identityLink: an outside issuer's subject comes in as an account (OIDC)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from tenants.link_identity import LinkIdentity, link_identity


@strawberry.input(description="Whom an issuer's subject is here.")
class IdentityLinkInput:
    idempotency_key: str
    account_id: strawberry.ID
    issuer: str = strawberry.field(description="The tokens' `iss`.")
    subject: str = strawberry.field(description="The tokens' `sub`.")


async def identity_link(info: Info, input: IdentityLinkInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        await link_identity(actor, LinkIdentity(account_id, input.issuer, input.subject), uow)
        return account_row(actor, account_id)

    return await administer(info, AccountPayload, input, work)


__all__ = ["IdentityLinkInput", "identity_link"]
