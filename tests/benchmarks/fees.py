"""How long a period of a fee takes for a large estate: `python -m tests.benchmarks.fees [HOUSES]`.

Every house has an owner, one in ten a new one in the middle of the month. Prints a line of JSON.
"""

import asyncio
import sys
import time
from datetime import date

import orjson
from sqlalchemy import func, select, text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.fees.generate import bill_due
from plugins.paid_services.fees.kinds import FeeBasis, FeeKind, FeePeriod
from plugins.paid_services.fees.set_rule import SetFeeRule, set_rule
from plugins.paid_services.ledger.reconcile import differences
from tests.database import serving
from tests.factories import EstateWorld, make_world

DAY = date(2025, 4, 1)

FILL = """
    with made as (
        insert into core.house (group_id, estate_id, id, building_id, floor, number, label, area)
        select :group_id, :estate_id, gen_random_uuid(), :building_id, 1 + n % 30, n::text,
            '9栋' || n, 6000 + n % 9000
        from generate_series(1, :houses) as n
        returning id, area
    ), people as (
        insert into core.resident (group_id, estate_id, id, name, phone, important, created_at)
        select :group_id, :estate_id, id, '住户', '13800000000', false, now() from made
        returning id
    )
    insert into core.residency (group_id, estate_id, id, resident_id, house_id, relation, since,
        until)
    select :group_id, :estate_id, gen_random_uuid(), made.id, made.id, 'OWNER', date '2024-01-01',
        case when made.area % 10 = 0 then date '2025-04-15' end
    from made
"""


async def fill(database: Database, estate: EstateWorld, houses: int) -> None:
    async with unit_of_work(database, Scope.system(estate.group_id, estate.id)) as uow:
        given = {
            "group_id": estate.group_id,
            "estate_id": estate.id,
            "building_id": estate.building_id,
            "houses": houses,
        }
        await uow.execute(text(FILL), [given])
    actor = estate.manager.actor
    async with unit_of_work(database, Scope.of(actor, (estate.id,))) as uow:
        rule = SetFeeRule(
            estate.id,
            "PROPERTY",
            "物业服务费",
            FeeKind.PROPERTY,
            FeeBasis.AREA,
            FeePeriod.MONTH,
            28_000,
            DAY,
        )
        await set_rule(actor, rule, uow)


async def main(houses: int) -> None:
    with serving() as server, server.passing() as place:
        async with Database(place.app_url).opened() as database:
            estate = (await make_world(database, estates=1)).estates[0]
            await fill(database, estate, houses)
            scope = Scope.system(estate.group_id, estate.id)
            started = time.perf_counter()
            async with unit_of_work(database, scope) as uow:
                await bill_due(uow, estate.id, DAY)
            seconds = time.perf_counter() - started
            async with unit_of_work(database, scope) as uow:
                found = await differences(uow, estate.id, DAY)
                counted = select(func.count()).select_from(Bill)
                bills = (await uow.execute(counted)).scalar_one()
    assert found == (), found[:5]
    print(orjson.dumps({"bills": bills, "seconds": round(seconds, 2)}).decode())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
