"""Queries on accounts, for those who administer people (S-K1).

Accounts are the system's alone to read, so each is an errand that keeps to what the caller
administers (`tenants.accounts`), and the operation's one statement reads what it brought.
"""

from typing import Any

import strawberry

from api.graph.arguments import Arguments
from api.graph.binds import Binds, Getter
from api.graph.derived import derived
from api.graph.entity import GlobalId
from api.graph.errands import errand, listed, recordset
from api.graph.fields import Row, argument
from api.mutations.tickets import estate_in
from api.queries.intake import ERRAND
from api.types.accounts import (
    ACCOUNT,
    PAGE,
    Account,
    AccountPage,
    AudienceName,
    account_cards,
    one_account,
)
from core.actor import Audience, Role
from core.errors import Code, GuanjiaError
from core.estates import models
from tenants.accounts import LARGEST_PAGE, Wanted

STAFF = frozenset({Audience.STAFF})
NOBODYS = 0


def brought(binds: Binds, work: Any, wanted: Getter) -> Any:
    """What an errand for accounts brings back, as a value of the statement."""
    return listed(binds, errand(binds, work, wanted=wanted))


def uuid_of(type_name: str, id_: str) -> Any:
    """The key in a global id of this type; None where it is none."""
    try:
        found = GlobalId.parse(id_)
        return found.uuid() if found.type == type_name and found.estate is None else None
    except GuanjiaError as error:
        if error.code is not Code.INVALID:
            raise
        return None


def _page(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    given = {
        name: arguments.get(name).getter
        for name in ("first", "after", "estateId", "audience", "role", "disabled")
    }

    def wanted(values: Any) -> Wanted:
        first, after, estate, audience, role, disabled = (get(values) for get in given.values())
        if not 1 <= first <= LARGEST_PAGE:
            told = {"reason": f"at most {LARGEST_PAGE} at once"}
            raise GuanjiaError(Code.INVALID, field="first", details=told)
        return Wanted(
            first=first,
            after=None if after is None else GlobalId("Account", None, after, after).uuid(),
            estate_id=None if estate is None else estate_in(estate),
            audience=None if audience is None else Audience(audience),
            role=None if role is None else Role(role),
            disabled=disabled,
        )

    return recordset(brought(binds, account_cards, wanted), "account_page", **PAGE)


def _one(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    given = arguments.get("id").getter

    def wanted(values: Any) -> Wanted | None:
        account_id = uuid_of("Account", given(values))
        return None if account_id is None else Wanted(first=1, account_id=account_id)

    return recordset(brought(binds, one_account, wanted), "account_card", **ACCOUNT)


@strawberry.type
class AccountQueries:
    """Who can log in."""

    accounts: AccountPage | None = derived(
        _page,
        models.Group,
        most=1,
        weight=ERRAND,
        audiences=STAFF,
        arguments=(
            argument("first", int, f"At most this many, up to {LARGEST_PAGE}."),
            argument("after", str | None, "An `endCursor`.", None),
            argument("estate_id", strawberry.ID | None, "Those who belong to an estate.", None),
            argument("audience", AudienceName | None, "Left out: all but residents.", None),
            argument("role", Role | None, "Those who hold a role somewhere.", None),
            argument("disabled", bool | None, "Only disabled ones, or only others.", None),
        ),
        description="The accounts the caller administers, newest first (S-K1).",
    )
    account: Account | None = derived(
        _one,
        models.Group,
        most=1,
        weight=ERRAND,
        audiences=STAFF,
        arguments=(argument("id", strawberry.ID, "The account's id."),),
        description="One of the accounts the caller administers.",
    )


__all__ = ["STAFF", "AccountQueries", "brought", "uuid_of"]
