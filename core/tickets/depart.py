"""Setting out to the customer, who is told (S-D4)."""

from dataclasses import dataclass

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Depart:
    """On the way, from now on."""

    ticket: TicketRef
    expected_version: int


async def depart(actor: Actor, new: Depart, uow: UnitOfWork) -> TicketRef:
    """The person responsible is on the way."""
    taken = await take(actor, new.ticket, Action.DEPART, new.expected_version, uow)
    return await finish(actor, taken, uow, Change())


__all__ = ["Depart", "depart"]
