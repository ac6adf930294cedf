"""Reading and writing as the system, in one estate: what is not the caller's own to see.

A developer who answers has the ticket's clocks run on, but never sees its whole history.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from core.actor import Actor, Audience, Role
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


def deputy(actor: Actor, estate_id: int) -> Actor:
    """Who takes the steps on a ticket that follow from the caller's answer: the system, under the
    caller's name."""
    return replace(
        actor,
        audience=Audience.SYSTEM,
        roles={estate_id: frozenset({Role.SYSTEM})},
        persons=(),
        _by_role={},
    )


__all__ = ["as_system", "deputy"]
