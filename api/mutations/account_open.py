"""accountOpen: somebody, or something, may log in from now on (S-K1)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import administer
from api.mutations.accounts import AccountPayload, account_row, reach_in
from api.mutations.tickets import ref
from api.types.accounts import AudienceName
from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from tenants.open_account import FirstGrant, OpenAccount, open_account


@strawberry.input(description="A role over an estate, a region, or (neither) the whole group.")
class FirstRoleInput:
    role: Role
    estate_id: strawberry.ID | None = None
    region_id: strawberry.ID | None = None
    valid_to: datetime | None = None


@strawberry.input(description="An account, how it comes in, what it may do, and who it is.")
class AccountOpenInput:
    idempotency_key: str
    audience: AudienceName
    name: str
    login_name: str | None = strawberry.field(
        description="Comes with a password; unique over all groups.", default=None
    )
    password: str | None = None
    roles: list[FirstRoleInput] = strawberry.field(default_factory=list)
    staff_ids: list[strawberry.ID] = strawberry.field(
        description="Their places among the staff, one for each estate served.",
        default_factory=list,
    )
    resident_ids: list[strawberry.ID] = strawberry.field(
        description="Their records as a resident.", default_factory=list
    )
    locale: str = "zh-CN"


async def account_open(info: Info, input: AccountOpenInput) -> AccountPayload:
    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        audience = Audience(input.audience)
        type_name = "Resident" if audience is Audience.RESIDENT else "Staff"
        given = [*input.staff_ids, *input.resident_ids]
        people = [ref(each, type_name, "staffIds") for each in given]
        new = OpenAccount(
            audience=audience,
            name=input.name,
            login_name=input.login_name,
            password=input.password,
            grants=tuple(
                FirstGrant(each.role, reach_in(each.estate_id, each.region_id), each.valid_to)
                for each in input.roles
            ),
            people=tuple((each.estate_id, each.id) for each in people),
            locale=input.locale,
        )
        return account_row(actor, await open_account(actor, new, uow))

    return await administer(info, AccountPayload, input, work, secrets=["password"])


__all__ = ["AccountOpenInput", "FirstRoleInput", "account_open"]
