"""A plugin's data of one estate, as a whole: exported, or erased.

Every table of a plugin carries the estate, so that both are complete by construction; what a
plugin keeps beside its tables it adds by its lifecycle hooks. The caller is in the scope of the
estate, as the system.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Table, delete, func, select

from core.db.unit_of_work import UnitOfWork
from core.jobs.models import CronSlot, Delivery, Timer
from core.plugin import hooks
from core.plugin.answers import Attachment
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


async def erase(
    catalogue: Catalogue, plugin: str, uow: UnitOfWork, estate_id: int
) -> dict[str, int]:
    """Delete everything the plugin has of the estate; says how many rows of which table.

    What it has waiting in the queues goes with it.
    """
    plan = catalogue.plan(catalogue.with_required(plugin))
    await carry_out(plan, plugin, hooks.estate_erasing, uow, estate_id=estate_id)
    await uow.flush()
    # what is kept for good otherwise (`append_only: until_erased`) may go now, of this estate
    await uow.execute(select(func.set_config("app.erasing", str(estate_id), True)))
    deleted: dict[str, int] = {}
    for table in reversed(tables(catalogue, plugin)):
        statement = delete(table).where(table.c.estate_id == estate_id)
        deleted[table.name] = (await uow.execute(statement)).rowcount
    for name, waiting in _waiting(catalogue, plugin, estate_id):
        deleted[name] = (await uow.execute(waiting)).rowcount
    return deleted


def _waiting(catalogue: Catalogue, plugin: str, estate_id: int) -> Iterator[tuple[str, Any]]:
    jobs = catalogue.jobs.get(plugin)
    names = [] if jobs is None else list(jobs.names())
    for model, column in (
        (Timer, Timer.kind),
        (Delivery, Delivery.consumer),
        (CronSlot, CronSlot.job),
    ):
        yield (
            model.__tablename__,
            delete(model).where(model.estate_id == estate_id, column.in_(names)),
        )


__all__ = ["beside", "erase", "tables"]
