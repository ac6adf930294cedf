"""Opening a group 集团: the outer wall."""

import re
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor, Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import Invalid, NotFound
from core.estates.models import Group, GroupEntry
from tenants.contracts import raise_book
from tenants.errors import Taken, TenantsCode

LONGEST_NAME = 100
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """A group; `code` is what people and addresses call it, unique over all groups."""

    code: str
    name: str


async def open_group(actor: Actor, new: OpenGroup, uow: UnitOfWork) -> int:
    """Open a group; returns its id. The system's alone to do: no group may make another.

    Raises `CODE_TAKEN`, `Invalid`. The transaction must be the system's; it is left in the new
    group's scope.
    """
    if actor.audience is not Audience.SYSTEM:
        raise NotFound
    check_code(new.code)
    name = text.required("name", new.name, LONGEST_NAME)
    statement = insert(GroupEntry).values(code=new.code).on_conflict_do_nothing()
    group_id: int | None = (await uow.execute(statement.returning(GroupEntry.id))).scalar()
    if group_id is None:
        raise Taken(TenantsCode.CODE_TAKEN, "code")
    await uow.enter(Scope.system(group_id))
    await uow.execute(
        insert(Group).values(id=group_id, code=new.code, name=name, created_at=uow.now)
    )
    await raise_book(uow, group_id)
    return group_id


def check_code(code: str) -> None:
    """Codes stand in addresses: small letters, digits and hyphens. Raises `Invalid`."""
    if _CODE.fullmatch(code) is None:
        raise Invalid("code", "must be 1 to 63 small letters, digits and hyphens")


__all__ = ["LONGEST_NAME", "OpenGroup", "check_code", "open_group"]
