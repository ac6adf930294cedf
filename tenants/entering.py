"""The one way from an actor into a transaction, for requests that write and for administration.

Both begin with the version of the actor's rights. Where those have changed, the actor is made
afresh and enters once more: as somebody with the rights of now, or not at all.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from core.actor import Actor, Audience
from core.db.scope import Scope, StaleRights
from core.db.unit_of_work import UnitOfWork, unit_of_work
from core.errors import Code, GuanjiaError
from tenants.access import Access
from tenants.directory import enter_group

TRIES = 3  # a second change may follow the first; a third in a row is a fault


@asynccontextmanager
async def entered(
    access: Access, actor: Actor, estates: tuple[int, ...] | None = None
) -> AsyncIterator[tuple[Actor, UnitOfWork]]:
    """A transaction in the actor's scope, narrowed to `estates`, with the actor as of now.

    Raises `Unauthenticated` where the actor's account or session has ended meanwhile.
    """
    async with AsyncExitStack() as stack:
        yield await _enter(stack, access, actor, lambda caller: Scope.of(caller, estates))


@asynccontextmanager
async def administering(access: Access, actor: Actor) -> AsyncIterator[tuple[Actor, UnitOfWork]]:
    """A transaction of the system over the actor's whole group, with the actor as of now.

    For the use cases of this floor alone: they see everything in the group and check by
    `tenants.roles` and `tenants.reach` what the actor may do to it.
    """
    async with AsyncExitStack() as stack:
        actor, uow = await _enter(stack, access, actor, _as_system)
        await enter_group(uow, actor.group_id)
        yield actor, uow


def _as_system(actor: Actor) -> Scope:
    return Scope(
        group_id=actor.group_id,
        audience=Audience.SYSTEM,
        account_id=actor.account_id,
        rights_version=actor.rights_version,
    )


async def _enter(
    stack: AsyncExitStack, access: Access, actor: Actor, scope_of: Callable[[Actor], Scope]
) -> tuple[Actor, UnitOfWork]:
    for _ in range(TRIES):
        opening = unit_of_work(access.database, scope_of(actor))
        try:
            return actor, await stack.enter_async_context(opening)
        except StaleRights:
            actor = await access.refresh(actor)
    raise GuanjiaError(Code.UNAVAILABLE)


__all__ = ["administering", "entered"]
