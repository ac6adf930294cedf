"""Loading the demo group, once, in one transaction: all of it, checked, or nothing."""

import asyncio
from functools import partial

from psycopg import AsyncConnection
from rich.progress import Progress, TaskID
from sqlalchemy import text

from api.demo.accounts import PASSWORD
from api.demo.blueprint import GROUP, SEED, TICKETS
from api.demo.check import check_estate
from api.demo.copying import Copying
from api.demo.estate import Making, shares
from api.demo.opening import open_everything
from core.config import Settings
from core.db.bootstrap import Access
from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from tenants.directory import find_group
from tenants.passwords import hash_now

ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('guanjia demo'))")
PATIENT = text("set local idle_in_transaction_session_timeout = 0")


def load(access: Access, settings: Settings, bar: Progress) -> bool:
    """Load the demo group unless it is there; whether it was loaded now.

    Everything is drawn from one seed and dated back from the present moment. A process that dies
    half way leaves nothing behind. Raises `LOGIN_NAME_TAKEN`... where another group has its names.
    """
    return asyncio.run(_load(access.app_url, bar))


async def _load(app_url: str, bar: Progress) -> bool:
    async with Database(app_url, size=1, name="guanjia demo").opened() as database:
        async with unit_of_work(database, Scope.system()) as uow:
            await uow.execute(ONE_AT_A_TIME)
            if await find_group(uow, GROUP) is not None:
                return False
            await uow.execute(PATIENT)
            await _everything(uow, bar)
    return True


async def _everything(uow: UnitOfWork, bar: Progress) -> None:
    making_bar = bar.add_task("Making the demo group's tickets", total=TICKETS)
    loading_bar = bar.add_task("Loading them", total=TICKETS)
    checking_bar = bar.add_task("Checking them against the rules", total=TICKETS)
    keys = await open_everything(uow)
    await uow.enter(Scope.system(keys.group, *keys.estates.values()))
    raw = await uow.connection.get_raw_connection()
    assert isinstance(raw.driver_connection, AsyncConnection)
    copying = Copying(raw.driver_connection)
    making = Making(keys, SEED, uow.now, hash_now(PASSWORD))
    for share in shares():
        rows = making.estate(share, partial(bar.advance, making_bar))
        await copying.load(making.group.taken())
        await copying.load(rows)
        bar.advance(loading_bar, share.tickets)
    for share in shares():
        estate_id = keys.estates[share.plan.code]
        await check_estate(uow, estate_id, uow.now, partial(bar.advance, checking_bar))


__all__ = ["load"]
