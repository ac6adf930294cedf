"""What the mutations on accounts share: their payload, their errors, and the ids they take."""

from typing import Any, ClassVar
from uuid import UUID

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds, Values
from api.graph.derived import derived
from api.graph.entity import GlobalId
from api.graph.errands import recordset
from api.graph.fields import Row, refusals
from api.graph.payloads import Key, Keys, UserError, code_of, error_codes
from api.mutations.tickets import estate_in
from api.queries.accounts import brought, uuid_of
from api.types.accounts import ACCOUNT, Account, one_account
from core.actor import Actor
from core.errors import Code, GuanjiaError, Invalid, NotFound
from core.estates import models
from core.text import TextCode
from tenants.accounts import Wanted
from tenants.errors import TenantsCode
from tenants.reach import Reach

AccountErrorCode = error_codes("AccountErrorCode", Code, TextCode, TenantsCode)


@strawberry.type(description="Why a mutation on an account was refused.")
class AccountError(UserError):
    code: Any = code_of(AccountErrorCode)


def _answered(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    def wanted(values: Values) -> Wanted | None:
        account = values.keys.get("account")
        return None if account is None else Wanted(first=1, account_id=account.id)

    return recordset(brought(binds, one_account, wanted), "account_card", **ACCOUNT)


def answered_with_account() -> Any:
    """The account a mutation answers with."""
    return derived(
        _answered,
        models.Group,
        most=1,
        description="The account as it now is; null where it is no longer yours to see.",
    )


@strawberry.type(description="The account as it now is, or why nothing was done.")
class AccountPayload:
    error_type: ClassVar[type[AccountError]] = AccountError

    account: Account | None = answered_with_account()
    user_errors: list[AccountError] = refusals()


def key_of(type_name: str, id_: str, field: str) -> UUID:
    """The key in a global id. Raises `NotFound` for any other."""
    found: UUID | None = uuid_of(type_name, id_)
    if found is None:
        raise NotFound(field)
    return found


def reach_in(estate_id: str | None, region_id: str | None) -> Reach:
    """The estate or the region named, else the whole group. Raises `NotFound` and `Invalid`."""
    if estate_id is not None and region_id is not None:
        raise Invalid("regionId", "a role is for an estate or for a region: name one of them")
    if estate_id is not None:
        return Reach.estate(_known(estate_in(estate_id), "estateId"))
    if region_id is not None:
        return Reach.region(_known(_region_in(region_id), "regionId"))
    return Reach.group()


def _known(number: int, field: str) -> int:
    if not number:
        raise NotFound(field)
    return number


def _region_in(id_: str) -> int:
    try:
        found = GlobalId.parse(id_)
    except GuanjiaError:
        return 0
    text = found.text
    right = found.type == "Region" and found.estate is None and text.isascii() and text.isdigit()
    return int(text) if right and len(text) < 19 else 0


def account_row(actor: Actor, account_id: UUID) -> Keys:
    """The row that an administration answers with."""
    return {"account": Key(actor.group_id, account_id)}


__all__ = [
    "AccountError",
    "AccountErrorCode",
    "AccountPayload",
    "account_row",
    "answered_with_account",
    "key_of",
    "reach_in",
]
