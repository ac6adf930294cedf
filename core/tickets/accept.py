"""Taking a ticket on: the department's answer within two hours (S-D2)."""

from dataclasses import dataclass

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.repository import own_place
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Accept:
    """Ours, from now on."""

    ticket: TicketRef
    expected_version: int


async def accept(actor: Actor, new: Accept, uow: UnitOfWork) -> TicketRef:
    """Accepted. A ticket given to a department alone becomes that of the head who accepts it."""
    taken = await take(actor, new.ticket, Action.ACCEPT, new.expected_version, uow)
    if taken.ticket.assignee_id is not None:
        return await finish(actor, taken, uow, Change())
    place = await own_place(uow, new.ticket.estate_id, actor.persons, uow.now)
    if place is None:
        return await finish(actor, taken, uow, Change())
    return await finish(
        actor, taken, uow, Change({"assignee_id": place.id}, data={"assignee": str(place.id)})
    )


__all__ = ["Accept", "accept"]
