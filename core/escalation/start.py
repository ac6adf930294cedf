"""Escalating by hand: somebody sees what no rule has seen."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.escalation.begin import Beginning, Occasion, begin
from core.escalation.errors import EscalationCode
from core.escalation.kinds import Cause, EscalationState
from core.escalation.repository import matter, runs
from core.escalation.versions import chains_at
from core.ids import new_id
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef
from core.tickets.rules import REASON_MOST


@dataclass(frozen=True, slots=True)
class Start:
    """Which ticket, and why."""

    ticket: TicketRef
    reason: str


async def start(actor: Actor, new: Start, uow: UnitOfWork) -> UUID:
    """Begin the chain of S-G1 to S-G3, whatever the ticket's grade; its key.

    For all staff of the estate. Raises `NotFound`, TICKET_NOT_OPEN, ALREADY_RUNNING.
    """
    reason = text.required("reason", new.reason, REASON_MOST)
    if actor.audience is not Audience.STAFF or not actor.roles_at(new.ticket.estate_id):
        raise NotFound("ticketId")
    about = await matter(uow, new.ticket, locked=True)
    if about is None:
        raise NotFound("ticketId")
    if about.state not in OPEN:
        raise GuanjiaError(EscalationCode.TICKET_NOT_OPEN, field="ticketId")
    in_force = await chains_at(uow, about, uow.now)
    chain = in_force.chains.by_hand(about.grade)
    for each in await runs(uow, new.ticket):
        if each.chain is chain.code and each.state is EscalationState.RUNNING:
            raise GuanjiaError(EscalationCode.ALREADY_RUNNING, field="ticketId")
    why = Occasion(Cause.MANUAL, str(new_id()), uow.now, reason=reason)
    key = await begin(uow, Beginning(about, chain, in_force.version, why, by=actor))
    assert key is not None
    return key


__all__ = ["Start", "start"]
