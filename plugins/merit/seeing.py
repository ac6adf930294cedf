"""Reading and writing as the system, in one estate: what is kept from the caller's own sight.

A resident who says thank you has it kept, but sees nothing of the facts about staff.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork


@asynccontextmanager
async def as_system(uow: UnitOfWork, group_id: int, estate_id: int) -> AsyncIterator[None]:
    """The scope of the system at the estate for the length of a block; then the caller's again.

    What was added before is written before, in the caller's own scope.
    """
    await uow.flush()
    own = uow.scope
    await uow.enter(Scope.system(group_id, estate_id))
    yield
    await uow.flush()
    await uow.enter(own)


__all__ = ["as_system"]
