"""The tables that hold an estate's rows, all of them: what an export and an erasure go through.

They are found by their columns, so that a table that is added later cannot be forgotten.
"""

import importlib
import pkgutil
from functools import cache

from sqlalchemy import Table

import core
import tenants
from core.db.base import Base

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


__all__ = ["is_queue", "tables_of_estates"]
