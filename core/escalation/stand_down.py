"""Ending an escalation by hand, with the reason, by somebody who stands over it."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, GuanjiaError, NotFound
from core.escalation.end import end
from core.escalation.errors import EscalationCode
from core.escalation.kinds import Ending, EscalationState
from core.escalation.repository import matter, run
from core.escalation.versions import kept_by
from core.tickets.refs import TicketRef
from core.tickets.rules import REASON_MOST


@dataclass(frozen=True, slots=True)
class StandDown:
    """Which escalation, and why."""

    estate_id: int
    id: UUID
    expected_version: int
    reason: str


async def stand_down(actor: Actor, new: StandDown, uow: UnitOfWork) -> UUID:
    """Ended: nobody further is told, and no report is owed any more; its key.

    Raises `NotFound` also for who may not by its chains, `Conflict`, ALREADY_ENDED.
    """
    reason = text.required("reason", new.reason, REASON_MOST)
    seen = await run(uow, new.estate_id, new.id)
    if seen is None:
        raise NotFound("escalationId")
    allowed = (await kept_by(uow, seen)).may_stand_down(seen.chain)
    if not actor.roles_at(new.estate_id) & allowed:
        raise NotFound("escalationId")
    await matter(uow, TicketRef(new.estate_id, seen.ticket_id), locked=True)
    found = await run(uow, new.estate_id, new.id)
    assert found is not None
    if found.version != new.expected_version:
        raise Conflict(found.version)
    if found.state is EscalationState.ENDED:
        raise GuanjiaError(EscalationCode.ALREADY_ENDED, field="escalationId")
    await end(uow, found, Ending.STOOD_DOWN, actor, reason)
    return new.id


__all__ = ["StandDown", "stand_down"]
