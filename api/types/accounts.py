"""Accounts, as those see them who administer people (S-K1). Made from cards, not from tables."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ARRAY, BigInteger, Boolean, DateTime, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.errands import Errands, Found, recordset
from api.graph.fields import Row, column, one
from core.actor import Audience, Role
from core.estates import models as estates
from core.staff import models as staff
from tenants import models
from tenants.accounts import AccountCard, Wanted, read_accounts
from tenants.models import ScopeKind

if TYPE_CHECKING:
    from api.types.staff import Staff

_Staff = Annotated["Staff", strawberry.lazy("api.types.staff")]

AudienceName: Any = strawberry.enum(Audience, name="Audience", description="A kind of caller.")
Reach: Any = strawberry.enum(ScopeKind, name="RoleReach", description="How far a role reaches.")

GRANT: Mapping[str, Any] = {
    "id": Text,
    "role": Text,
    "reach": Text,
    "region_id": Text,
    "region": Text,
    "estate_id": Text,
    "estate": Text,
    "granted_at": DateTime(timezone=True),
    "valid_to": DateTime(timezone=True),
}
KEY: Mapping[str, Any] = {
    "id": Text,
    "label": Text,
    "prefix": Text,
    "created_at": DateTime(timezone=True),
    "expires_at": DateTime(timezone=True),
    "revoked_at": DateTime(timezone=True),
}
PLACE: Mapping[str, Any] = {"group_id": BigInteger, "estate_id": BigInteger, "staff_id": Uuid}
ACCOUNT: Mapping[str, Any] = {
    "id": Text,
    "name": Text,
    "audience": Text,
    "locale": Text,
    "created_at": DateTime(timezone=True),
    "disabled_at": DateTime(timezone=True),
    "login_names": ARRAY(Text),
    "issuers": ARRAY(Text),
    "grants": JSONB,
    "keys": JSONB,
    "places": JSONB,
}
PAGE: Mapping[str, Any] = {"nodes": JSONB, "end_cursor": Text, "has_next_page": Boolean}
"""The columns of what errands bring back."""


def _within(name: str, columns: Mapping[str, Any]) -> Any:
    def rows(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
        assert row is not None
        return recordset(row.c[name], f"account_{name}", **columns)

    return rows


@strawberry.type(description="A role an account holds, and where.")
class RoleGrant:
    id: strawberry.ID = column()
    role: Role = column()
    reach: Reach = column()
    region_id: strawberry.ID | None = column()
    region: str | None = column(description="The region's name.")
    estate_id: strawberry.ID | None = column()
    estate: str | None = column(description="The estate's name.")
    granted_at: datetime = column()
    valid_to: datetime | None = column(description="It holds until then, itself not in it.")


@strawberry.type(description="A service's key; the key itself was shown once.")
class ApiKey:
    id: strawberry.ID = column()
    label: str = column()
    prefix: str = column(description="The part by which it is known: gj_<prefix>_…")
    created_at: datetime = column()
    expires_at: datetime | None = column()
    revoked_at: datetime | None = column()


@strawberry.type(description="Where an account's person works.")
class AccountPlace:
    staff: _Staff | None = one("staff_id", description="Null where they are not yours to see.")


@strawberry.type(description="Somebody or something that can log in (S-K1).")
class Account:
    id: strawberry.ID = column()
    name: str = column(description="Residents' names are masked: see their own record.")
    audience: AudienceName = column()
    locale: str = column()
    created_at: datetime = column()
    disabled_at: datetime | None = column()
    login_names: list[str] = column()
    issuers: list[str] = column(description="Outside issuers whose tokens let it in.")
    roles: list[RoleGrant] = derived(
        _within("grants", GRANT),
        models.RoleGrant,
        most=50,
        description="Roles in force; of those for single estates, where you administer people.",
    )
    keys: list[ApiKey] = derived(_within("keys", KEY), models.ApiKey, most=20)
    places: list[AccountPlace] = derived(
        _within("places", PLACE),
        staff.Staff,
        most=50,
        description="Where its person works; one account serves several estates.",
    )


@strawberry.type(description="A page of accounts, newest first.")
class AccountPage:
    nodes: list[Account] = derived(  # counted with the page's own argument `first`
        _within("nodes", ACCOUNT), estates.Group, most=1
    )
    end_cursor: str | None = column(description="Goes into `after` for the next page.")
    has_next_page: bool = column()


async def account_cards(errands: Errands, wanted: Wanted | None) -> Sequence[Found]:
    """One page of accounts, as an errand brings it."""
    if wanted is None:
        return ()
    page = await read_accounts(errands.uow, errands.actor, wanted)
    cursor = str(page.cards[-1].id) if page.cards else None
    nodes = [_card(card) for card in page.cards]
    return [{"nodes": nodes, "end_cursor": cursor, "has_next_page": page.more}]


async def one_account(errands: Errands, wanted: Wanted | None) -> Sequence[Found]:
    """One account, or none."""
    if wanted is None:
        return ()
    page = await read_accounts(errands.uow, errands.actor, wanted)
    return [_card(card) for card in page.cards]


def _card(card: AccountCard) -> Found:
    return {
        "id": f"Account:{card.id}",
        "name": card.name,
        "audience": card.audience.value,
        "locale": card.locale,
        "created_at": card.created_at,
        "disabled_at": card.disabled_at,
        "login_names": list(card.login_names),
        "issuers": list(card.issuers),
        "grants": [
            {
                "id": f"RoleGrant:{each['id']}",
                "role": each["role"].value,
                "reach": each["scope"].value,
                "region_id": _numbered("Region", each["region_id"]),
                "region": each["region_name"],
                "estate_id": _numbered("Estate", each["estate_id"]),
                "estate": each["estate_name"],
                "granted_at": each["granted_at"],
                "valid_to": each["valid_to"],
            }
            for each in card.grants
        ],
        "keys": [
            {**{name: each[name] for name in KEY}, "id": f"ApiKey:{each['id']}"}
            for each in card.keys
        ],
        "places": [{name: each[name] for name in PLACE} for each in card.places],
    }


def _numbered(type_name: str, id_: int | None) -> str | None:
    return None if id_ is None else f"{type_name}:{id_}"


__all__ = ["ACCOUNT", "PAGE", "Account", "AccountPage", "account_cards", "one_account"]
