"""What a clone of an estate has is what each table says of itself."""

from sqlalchemy import Table, insert, select

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.plugin.catalogue import Catalogue
from tenants.clone_estate import CloneEstate, clone_estate
from tenants.entering import administering
from tenants.estate_rows import is_queue, is_set_up, tables_of_estates
from tenants.roles import console
from tests.api.door import serving
from tests.database import TestDatabase
from tests.graph.world import make_rich

OWN = {"id", "estate_id", "version"}
"""Columns in which a copy differs."""

OPENED_WITH = {"tenants.contract"}
"""Tables that say that there is an estate, and since when."""


async def test_a_clone_has_what_is_set_up_row_for_row_and_nothing_else(
    fresh_database: TestDatabase,
) -> None:
    async with serving(fresh_database) as door:
        rich = await make_rich(door)
        source = rich.home.id
        async with unit_of_work(door.database, Scope.system(rich.home.group_id, source)) as uow:
            for table in filter(is_set_up, tables_of_estates()):
                if not await _rows(uow, table, source):
                    whose = {"group_id": rich.home.group_id, "estate_id": source}
                    await uow.execute(insert(table).values(rich.rows.make(table, **whose)))
        async with administering(door.access, console(rich.home.group_id)) as (actor, uow):
            region = rich.groups[0].region_id
            new = CloneEstate(source, "like-it", "新苑", region, "新路 1 号", "物业服务合同")
            target = await clone_estate(actor, new, uow, installed=Catalogue())
        both = Scope.system(rich.home.group_id, source, target)
        async with unit_of_work(door.database, both) as uow:
            for table in tables_of_estates():
                if is_queue(table) or table.fullname in OPENED_WITH:
                    continue
                copied = await _rows(uow, table, target)
                assert copied == (await _rows(uow, table, source) if is_set_up(table) else [])
                assert copied or not is_set_up(table), f"{table.fullname}: nothing to copy"


async def _rows(uow: UnitOfWork, table: Table, estate: int) -> list[str]:
    """An estate's rows without what a copy has of its own."""
    columns = [column for column in table.columns if column.name not in OWN]
    found = await uow.execute(select(*columns).where(table.c.estate_id == estate))
    return sorted(map(repr, found.all()))
