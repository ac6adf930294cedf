"""Erasing an estate: nothing of it is left but that it was there.

What stays is the line of the directory and the estate's own row, with its code, its name and when
it was opened and closed. Whoever belonged to this estate alone can no longer log in, and has no
name any more.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import delete, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.estates.models import Estate, Resident
from core.plugin.catalogue import Catalogue
from core.plugin.estate_data import erase
from core.staff.models import Staff
from tenants.errors import TenantsCode
from tenants.estate_rows import tables_of_estates
from tenants.models import (
    Account,
    ApiKey,
    Credential,
    KeyPrefix,
    LoginName,
    OutsideIdentity,
    RefreshToken,
    RoleGrant,
)

NOBODY = "已注销"
GONE = ""

Tell = Callable[[str, int], None]
"""Called after each table, with its name and how many rows went."""


async def erase_estate(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    installed: Catalogue,
    tell: Tell = lambda table, rows: None,
) -> dict[str, int]:
    """Erase a closed estate; says how many rows went of which table.

    The transaction must be the system's over the group's estates, of the tables' owner
    (`Database(become=OWNER)`): what is only ever added to can be taken away by nobody else. Raises
    `NotFound`, and ESTATE_NOT_CLOSED.
    """
    this = (Estate.group_id == group_id) & (Estate.id == estate_id)
    estate = await uow.row(select(Estate.closed_at).where(this).with_for_update())
    if estate is None:
        raise NotFound("estateId")
    if estate["closed_at"] is None:
        raise GuanjiaError(TenantsCode.ESTATE_NOT_CLOSED, field="estateId")
    people = await _people(uow, estate_id)
    erased: dict[str, int] = {}
    for plugin in reversed(list(installed.manifests)):
        for name, rows in (await erase(installed, plugin, uow, estate_id)).items():
            _count(erased, tell, f"plugin_{plugin}.{name}", rows)
    for table in reversed(tables_of_estates()):
        gone = await uow.execute(delete(table).where(table.c.estate_id == estate_id))
        _count(erased, tell, f"{table.schema}.{table.name}", gone.rowcount)
    for account_id in await _nowhere_else(uow, group_id, people):
        await _forget(uow, group_id, account_id)
        _count(erased, tell, "tenants.account", 1)
    await uow.execute(update(Estate).where(this).values(address=GONE))
    return erased


def _count(erased: dict[str, int], tell: Tell, name: str, rows: int) -> None:
    erased[name] = erased.get(name, 0) + rows
    tell(name, rows)


async def _people(uow: UnitOfWork, estate_id: int) -> set[UUID]:
    """The accounts of those who are somebody at the estate, or hold a role there."""
    found: set[UUID] = set()
    for model in (Resident, Staff, RoleGrant):
        statement = select(model.account_id).where(
            model.estate_id == estate_id, model.account_id.is_not(None)
        )
        found.update((await uow.execute(statement)).scalars())
    return found


async def _nowhere_else(uow: UnitOfWork, group_id: int, people: set[UUID]) -> set[UUID]:
    """Of some accounts, those that are nobody anywhere in the group any more."""
    elsewhere: set[UUID] = set()
    for model in (Resident, Staff, RoleGrant):
        statement = select(model.account_id).where(
            model.group_id == group_id, model.account_id.in_(people)
        )
        elsewhere.update((await uow.execute(statement)).scalars())
    return people - elsewhere


async def _forget(uow: UnitOfWork, group_id: int, account_id: UUID) -> None:
    """Close every door of an account and take its name away."""
    keys = select(ApiKey.id).where(ApiKey.group_id == group_id, ApiKey.account_id == account_id)
    await uow.execute(delete(KeyPrefix).where(KeyPrefix.key_id.in_(keys)))
    for model in (ApiKey, Credential, LoginName, OutsideIdentity, RefreshToken):
        mine = (model.group_id == group_id) & (model.account_id == account_id)
        await uow.execute(delete(model).where(mine))
    await uow.execute(
        update(Account)
        .where(Account.group_id == group_id, Account.id == account_id)
        .values(name=NOBODY, disabled_at=func.coalesce(Account.disabled_at, uow.now))
    )


__all__ = ["NOBODY", "erase_estate"]
