"""The tables that hold an estate's rows, all of them: what an export and an erasure go through.

They are found by their columns, so that a table that is added later cannot be forgotten.
"""

import importlib
import pkgutil
from functools import cache

from sqlalchemy import Table, text

import core
import tenants
from core.db.base import Base
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.plugin.catalogue import Catalogue
from tenants.errors import TenantsCode

QUEUE = "queue"


@cache
def tables_of_estates() -> tuple[Table, ...]:
    """Every table of the core and of the tenants' floor with rows of estates, parents first."""
    for package in (core, tenants):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.rpartition(".")[2] == "models":
                importlib.import_module(module.name)
    return tuple(table for table in Base.metadata.sorted_tables if "estate_id" in table.c)


def is_queue(table: Table) -> bool:
    """Whether its rows are work that waits, and no record of anything."""
    return table.info.get("wall") == QUEUE


def is_set_up(table: Table) -> bool:
    """Whether an estate is set up in it, by what its `info` says as `cloned`: such rows are copied
    to an estate that is opened after another's model. All others tell of people, places, and what
    happened. Raises KeyError where nothing is said."""
    said: bool = not is_queue(table) and table.info["cloned"]
    return said


_TABLES_OF_PLUGINS = text("""
    select quote_ident(n.nspname) as schema, quote_ident(c.relname) as table
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_attribute as a on a.attrelid = c.oid and a.attname = 'estate_id' and a.attnum > 0
    where n.nspname like 'plugin\\_%' and c.relkind in ('r', 'p')
    order by 1, 2
""")


async def require_installed(uow: UnitOfWork, installed: Catalogue, estate_id: int) -> None:
    """Refuses an estate with rows of plugins that are not installed: nobody here can say what they
    are, and what is overlooked would be lost, or left behind. Raises PLUGIN_NOT_INSTALLED."""
    known = {manifest.schema for manifest in installed.manifests.values()}
    strange: set[str] = set()
    for schema, name in [tuple(row) for row in await uow.execute(_TABLES_OF_PLUGINS)]:
        if schema not in {*known, *strange}:
            held = text(f"select exists (select from {schema}.{name} where estate_id = :estate)")
            if (await uow.execute(held.bindparams(estate=estate_id))).scalar_one():
                strange.add(schema)
    if strange:
        names = ", ".join(sorted(each.removeprefix("plugin_") for each in strange))
        raise GuanjiaError(TenantsCode.PLUGIN_NOT_INSTALLED, details={"plugins": names})


__all__ = ["is_queue", "is_set_up", "require_installed", "tables_of_estates"]
