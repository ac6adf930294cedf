"""Reads that have something worked out in Python first (`api.graph.errands`).

Errands and statement share one transaction in the caller's scope, so that what was found is what
is read.
"""

from collections.abc import Sequence

from api.context import RequestContext
from api.graph.binds import Values
from api.graph.errands import Errand, Errands, run_errands
from api.graph.plan import Plan
from api.graph.run import read_within
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work


async def read_after_errands(
    context: RequestContext, plan: Plan, wanted: Sequence[Errand], values: Values
) -> bytes:
    """The plan's answer, the JSON of `data`. Raises what the errands refuse, and StaleRights."""
    scope = Scope.of(context.actor, context.door.estates)
    async with unit_of_work(context.access.database, scope) as uow:
        errands = Errands(context.actor, uow, context.door.plan)
        values = await run_errands(wanted, errands, values)
        return await read_within(uow, plan, values)


__all__ = ["read_after_errands"]
