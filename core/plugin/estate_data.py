"""A plugin's data of one estate, as a whole: exported, or erased.

Every table of a plugin carries the estate, so that both are complete by construction; what a
plugin keeps beside its tables it adds by its lifecycle hooks. The caller is in the scope of the
estate, as the system.
"""

from collections.abc import Iterator, Sequence
from itertools import filterfalse
from typing import Any

from sqlalchemy import Table, delete, func, select, update

from core.db.erasing import emptied, stays
from core.db.unit_of_work import UnitOfWork
from core.jobs.models import CronSlot, Delivery, Timer
from core.plugin import hooks
from core.plugin.answers import Attachment, Unsettled
from core.plugin.catalogue import Catalogue
from core.plugin.fold import carry_out


def tables(catalogue: Catalogue, plugin: str) -> tuple[Table, ...]:
    """A plugin's tables, each after those it refers to."""
    manifest = catalogue[plugin]
    base = manifest.load(manifest.models)
    return () if base is None else tuple(base.metadata.sorted_tables)


async def beside(
    catalogue: Catalogue, plugin: str, uow: UnitOfWork, estate_id: int
) -> Sequence[Attachment]:
    """What the plugin keeps of the estate beside its tables, whether it is on there or not."""
    plan = catalogue.plan(catalogue.with_required(plugin))
    return await carry_out(plan, plugin, hooks.estate_exporting, uow, estate_id=estate_id)


async def unsettled(
    catalogue: Catalogue, plugin: str, uow: UnitOfWork, estate_id: int
) -> Sequence[Unsettled]:
    """What is still open at the estate by the plugin's account."""
    plan = catalogue.plan(catalogue.with_required(plugin))
    found = await carry_out(plan, plugin, hooks.estate_unsettled, uow, estate_id=estate_id)
    return [each for each in found if each.count]


async def erase(
    catalogue: Catalogue, plugin: str, uow: UnitOfWork, estate_id: int
) -> dict[str, int]:
    """Delete what the plugin has of the estate; empty what must stay (`core.db.erasing`).

    Says how many rows of which table. What waits in the queues goes with it. The transaction must
    be of the tables' owner.
    """
    plan = catalogue.plan(catalogue.with_required(plugin))
    await carry_out(plan, plugin, hooks.estate_erasing, uow, estate_id=estate_id)
    await uow.flush()
    # what is kept for good otherwise (`append_only: until_erased`) may go now, of this estate
    await uow.execute(select(func.set_config("app.erasing", str(estate_id), True)))
    own = tables(catalogue, plugin)
    done: dict[str, int] = {}
    for table in filter(stays, own):
        nothing = emptied(table) or {"estate_id": table.c.estate_id}
        statement = update(table).where(table.c.estate_id == estate_id).values(nothing)
        done[f"{table.schema}.{table.name}"] = (await uow.execute(statement)).rowcount
    for table in filterfalse(stays, reversed(own)):
        gone = await uow.execute(delete(table).where(table.c.estate_id == estate_id))
        done[f"{table.schema}.{table.name}"] = gone.rowcount
    for name, waiting in _waiting(catalogue, plugin, estate_id):
        done[name] = (await uow.execute(waiting)).rowcount
    return done


def _waiting(catalogue: Catalogue, plugin: str, estate_id: int) -> Iterator[tuple[str, Any]]:
    jobs = catalogue.jobs.get(plugin)
    names = [] if jobs is None else list(jobs.names())
    for model, column in (
        (Timer, Timer.kind),
        (Delivery, Delivery.consumer),
        (CronSlot, CronSlot.job),
    ):
        yield (
            f"core.{model.__tablename__}",
            delete(model).where(model.estate_id == estate_id, column.in_(names)),
        )


__all__ = ["beside", "erase", "tables", "unsettled"]
