"""accountLink: somebody on record is an account's person; so one serves several estates (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, key_of
from api.mutations.tickets import ref
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from tenants.link_person import LinkPerson, link_person


@strawberry.input(description="Whose person this is: one of the two.")
class AccountLinkInput:
    idempotency_key: str
    account_id: strawberry.ID
    staff_id: strawberry.ID | None = None
    resident_id: strawberry.ID | None = None


async def account_link(info: Info, input: AccountLinkInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        account_id = key_of("Account", input.account_id, "accountId")
        if input.staff_id is not None:
            person = ref(input.staff_id, "Staff", "staffId")
        elif input.resident_id is not None:
            person = ref(input.resident_id, "Resident", "residentId")
        else:
            raise NotFound("staffId")
        await link_person(actor, LinkPerson(account_id, person.estate_id, person.id), uow)
        return account_row(actor, account_id)

    return await administer(info, AccountPayload, input, work)


__all__ = ["AccountLinkInput", "account_link"]
