"""The directory of groups and estates: how the system learns whose rows there are."""

from uuid import UUID

from sqlalchemy import select

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.estates.models import EstateEntry, GroupEntry
from tenants.models import KeyPrefix, LoginName


async def find_group(uow: UnitOfWork, code: str) -> int | None:
    """The group of a code. The transaction must be the system's."""
    statement = select(GroupEntry.id).where(GroupEntry.code == code)
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def find_estate(uow: UnitOfWork, group_id: int, code: str) -> int | None:
    """The estate of a code within a group, open or closed. The transaction must be the system's."""
    statement = select(EstateEntry.id).where(
        EstateEntry.group_id == group_id, EstateEntry.code == code
    )
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def estates_of(uow: UnitOfWork, group_id: int) -> tuple[int, ...]:
    """Every estate of a group, open or closed. The transaction must be the system's."""
    statement = (
        select(EstateEntry.id).where(EstateEntry.group_id == group_id).order_by(EstateEntry.id)
    )
    return tuple((await uow.execute(statement)).scalars())


async def find_account(uow: UnitOfWork, group_id: int, login_name: str) -> UUID | None:
    """The account of a login name within a group. The transaction must be the system's."""
    statement = select(LoginName.account_id).where(
        LoginName.group_id == group_id, LoginName.name == login_name
    )
    found: UUID | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def find_key(uow: UnitOfWork, group_id: int, prefix: str) -> UUID | None:
    """The API key of a public prefix within a group. The transaction must be the system's."""
    statement = select(KeyPrefix.key_id).where(
        KeyPrefix.group_id == group_id, KeyPrefix.prefix == prefix
    )
    found: UUID | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def enter_group(uow: UnitOfWork, group_id: int) -> tuple[int, ...]:
    """Widen the system's transaction to all estates of a group, and return them."""
    estates = await estates_of(uow, group_id)
    await uow.enter(Scope.system(group_id, *estates))
    return estates


__all__ = ["enter_group", "estates_of", "find_account", "find_estate", "find_group", "find_key"]
