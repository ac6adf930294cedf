"""Loading the demo group, once, in one transaction: all of it, checked, or nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

from psycopg import sql
from rich.progress import Progress
from sqlalchemy import select, text

from api.demo.accounts import PASSWORD
from api.demo.blueprint import GROUP, SEED, TICKETS
from api.demo.check import check_estate
from api.demo.copying import Copying
from api.demo.estate import Making, Share, shares
from api.demo.logins import logins
from api.demo.opening import open_everything
from api.demo.plugged import fill_plugins
from api.demo.rows import Rows
from core.config import Settings
from core.db.base import Base
from core.db.bootstrap import APP, OWNER, Access
from core.db.engine import Database
from core.db.policies import walled
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.db.urls import connect
from core.operating import OperatorCode, OperatorError
from core.plugin.catalogue import Catalogue
from tenants.directory import find_group
from tenants.login import normalised
from tenants.models import LoginName
from tenants.passwords import hash_now

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('guanjia demo'))")
MAY_LOAD = text("select has_database_privilege(current_database(), 'TEMPORARY')")
PATIENT = text("set local idle_in_transaction_session_timeout = 0")


def load(access: Access, settings: Settings, bar: Progress, installed: Catalogue) -> bool:
    """Load the demo group unless it is there; whether it was loaded now.

    Everything is drawn from one seed and dated back from the present moment; the installed plugins
    add what they show. A process that dies half way leaves nothing behind. Raises `CONFIGURATION`
    where its login names are taken, and `GRANTS_MISSING` where the application may make no
    temporary tables.
    """
    if not asyncio.run(_load(access.app_url, bar, installed)):
        return False
    if access.owner_url is not None:
        _analyse(access.owner_url)
    return True


def _analyse(owner_url: str) -> None:
    """Let the planner know what came in, without waiting for autovacuum to notice."""
    with connect(owner_url) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(OWNER)))
        for table in walled(Base.metadata):
            connection.execute(
                sql.SQL("analyze {}").format(sql.Identifier(str(table.schema), table.name))
            )


async def _load(app_url: str, bar: Progress, installed: Catalogue) -> bool:
    async with (
        Database(app_url, size=1, name="guanjia demo").opened() as database,
        unit_of_work(database, Scope.system()) as uow,
    ):
        await uow.execute(ONE_AT_A_TIME)
        if await find_group(uow, GROUP) is not None:
            return False
        await _check_grants(uow)
        await _check_names(uow, installed)
        await uow.execute(PATIENT)
        await _everything(uow, bar, installed)
    return True


async def _check_grants(uow: UnitOfWork) -> None:
    """Loading in bulk takes temporary tables, which PostgreSQL grants to all unless told not to."""
    if not (await uow.execute(MAY_LOAD)).scalar_one():
        raise OperatorError(
            OperatorCode.GRANTS_MISSING,
            f"{APP} may make no temporary tables in this database.",
            f"An administrator runs there: grant temporary on database <its name> to {APP};",
        )


async def _check_names(uow: UnitOfWork, installed: Catalogue) -> None:
    """The logins are to be as they are printed; names are unique over all groups."""
    names = {normalised(login.name) for login in logins(installed)}
    taken = await uow.execute(select(LoginName.name).where(LoginName.name.in_(names)))
    if found := sorted(taken.scalars()):
        raise OperatorError(
            OperatorCode.CONFIGURATION,
            f"login names of the demo group are another group's: {', '.join(found)}.",
            "Load it into a database of its own.",
        )


async def _everything(uow: UnitOfWork, bar: Progress, installed: Catalogue) -> None:
    made, loaded, checked = (
        bar.add_task(title, total=TICKETS)
        for title in ("Making the demo group's tickets", "Loading them", "Checking them")
    )
    keys = await open_everything(uow, installed)
    copying = Copying(await uow.driver())
    making = Making(keys, SEED, uow.now, hash_now(PASSWORD))
    async for share, accounts, rows in _one_ahead(making, partial(bar.advance, made)):
        await copying.load(accounts)
        await copying.load(rows)
        bar.advance(loaded, share.tickets)
    for estate_id in keys.estates.values():
        await check_estate(uow, estate_id, uow.now, partial(bar.advance, checked))
    await fill_plugins(uow, keys, installed, bar)


async def _one_ahead(
    making: Making, tell: Callable[[int], None]
) -> AsyncIterator[tuple[Share, Rows, Rows]]:
    """Each estate's accounts and rows; the next is made while the database takes one in."""

    def make(share: Share) -> tuple[Share, Rows, Rows]:
        rows = making.estate(share, tell)
        return share, making.group.taken(), rows

    first, *others = shares()
    following = asyncio.create_task(asyncio.to_thread(make, first))
    for share in others:
        done = await following
        following = asyncio.create_task(asyncio.to_thread(make, share))
        yield done
    yield await following


__all__ = ["load"]
