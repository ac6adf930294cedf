"""Reads that have something worked out in Python first (`api.graph.errands`).

Errands and statement share one transaction in the caller's scope, so that what was found is what
is read.
"""

from dataclasses import replace

from sqlalchemy.exc import DBAPIError

from api.context import RequestContext
from api.graph.binds import Values
from api.graph.errands import Errands
from api.graph.plan import Plan
from api.graph.run import StaleRights, read_within
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from tenants.entering import is_stale


async def read_after_errands(context: RequestContext, plan: Plan, values: Values) -> bytes:
    """The plan's answer, the JSON of `data`. Raises what the errands refuse, and StaleRights."""
    scope = Scope.of(context.actor, context.door.estates)
    try:
        async with unit_of_work(context.access.database, scope) as uow:
            errands = Errands(context.actor, uow, context.door.plan)
            found = {each.key: await each.run(errands, values) for each in plan.errands}
            driver = (await uow.connection.get_raw_connection()).driver_connection
            assert driver is not None
            return await read_within(driver, plan, replace(values, found=found))
    except DBAPIError as error:
        if is_stale(error):
            raise StaleRights from None
        raise


__all__ = ["read_after_errands"]
