"""Ending a session, or all of an account's."""

from core.actor import Actor, Audience
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.estates.rights import bump
from tenants.access import Access
from tenants.models import AccountAction
from tenants.record import record
from tenants.sessions import end_sessions


async def logout(access: Access, actor: Actor, *, everywhere: bool = False) -> None:
    """End the session the actor came in by, or every session of the account.

    Access tokens made from it stop at once. Callers by API key or outside token have no session of
    ours to end: nothing happens.
    """
    if actor.session_id is None or actor.audience is Audience.SERVICE:
        return
    async with unit_of_work(access.database, Scope.system(actor.group_id)) as uow:
        await bump(uow, actor.group_id, [actor.account_id])
        await end_sessions(
            uow,
            actor.group_id,
            actor.account_id,
            only=None if everywhere else actor.session_id,
        )
        record(
            uow,
            actor.group_id,
            actor.account_id,
            AccountAction.LOGGED_OUT,
            by=actor,
            everywhere=everywhere,
        )


__all__ = ["logout"]
