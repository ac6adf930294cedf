"""The caller: who they are, where they may do what (S-K1)."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, cast, column, func

from api.graph.arguments import Arguments
from api.graph.binds import Binds
from api.graph.derived import derived
from api.graph.fields import Row, expression, one
from api.types.notify import PEOPLE, unread
from api.types.roles import permissions_at, roles_at
from core.actor import Actor, Role
from core.staff import models as staff
from tenants.roles import PERMISSIONS, Permission

if TYPE_CHECKING:
    from api.types.estates import Estate

_Estate = Annotated["Estate", strawberry.lazy("api.types.estates")]

MOST_ESTATES = 200


def _estates(row: Row | None, arguments: Arguments, binds: Binds) -> Row:
    group = binds.bind(lambda v: [v.actor.group_id] * len(v.estates), ARRAY(BigInteger))
    listed = func.unnest(binds.estates(), group).table_valued(
        column("estate_id", BigInteger()),
        column("group_id", BigInteger()),
        with_ordinality="position",
    )
    return listed.render_derived()


def _group_roles(actor: Actor) -> list[str]:
    return [role.value for role in Role if role in actor.group_roles]


def _group_permissions(actor: Actor) -> list[str]:
    held = frozenset().union(*(PERMISSIONS[role] for role in actor.group_roles))
    return [permission.value for permission in Permission if permission in held]


def _list(binds: Binds, name: str, found: Any) -> ColumnElement[Any]:
    return binds.bind(lambda v: found(v.actor), ARRAY(Text), name=("me", name))


@strawberry.type(description="One of the estates the caller may see anything of.")
class MyEstate:
    estate: _Estate = one("estate_id")
    roles: list[Role] = expression(lambda row, binds: roles_at(row.c.estate_id, binds))
    permissions: list[Permission] = expression(
        lambda row, binds: permissions_at(row.c.estate_id, binds)
    )


@strawberry.type(description="The caller.")
class Me:
    account: str = expression(lambda row, binds: cast(binds.account(), Text))
    name: str = expression(lambda row, binds: binds.text(lambda actor: actor.name, "name"))
    audience: str = expression(
        lambda row, binds: binds.text(lambda actor: actor.audience.value, "audience")
    )
    locale: str = expression(lambda row, binds: binds.text(lambda actor: actor.locale, "locale"))
    unread_notifications: int = expression(
        unread, audiences=PEOPLE, description="Messages of the caller's that wait."
    )
    roles: list[Role] = expression(
        lambda row, binds: _list(binds, "roles", _group_roles),
        description="Held over the whole group.",
    )
    permissions: list[Permission] = expression(
        lambda row, binds: _list(binds, "permissions", _group_permissions),
        description="What those roles allow that is no step of a ticket.",
    )
    estates: list[MyEstate] = derived(
        _estates,
        staff.Staff,
        most=MOST_ESTATES,
        description="Where the caller has roles, and which; the first 200.",
    )


__all__ = ["Me", "MyEstate"]
