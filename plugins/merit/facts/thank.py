"""Recording a customer's thanks 致谢: in the app by themselves, or by the staff who were told."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import NotFound
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from plugins.merit import rights
from plugins.merit.errors import MeritCode, refuse
from plugins.merit.facts import repository
from plugins.merit.facts.notice import thanked

NOTE_MOST = 500


@dataclass(frozen=True, slots=True)
class Thank:
    """Thanks for the work on a ticket, in the customer's words or by what was handed over."""

    ticket: TicketRef
    note: str


async def thank(actor: Actor, new: Thank, uow: UnitOfWork) -> None:
    """Keep it as a fact about who did the work; nobody records thanks to themselves.

    Raises `NotFound`, MERIT_OWN_CASE, MERIT_NOBODY_TO_THANK and MERIT_THANKED_ALREADY.
    """
    estate_id = new.ticket.estate_id
    found = await uow.row(
        select(Ticket.group_id, Ticket.requester_id).where(
            Ticket.estate_id == estate_id, Ticket.id == new.ticket.id
        )
    )
    if found is None:
        raise NotFound("ticketId")
    if actor.audience is Audience.RESIDENT:
        if found["requester_id"] not in actor.persons:
            raise NotFound("ticketId")
    else:
        rights.require(actor, estate_id, rights.THANK, "ticketId")
    note = text.required("note", new.note, NOTE_MOST)
    async with as_system(uow, actor.group_id, estate_id):
        holder = await repository.worker_at(uow, estate_id, new.ticket.id, uow.now)
        if holder is None:
            raise refuse(MeritCode.MERIT_NOBODY_TO_THANK, "ticketId")
        if is_own(holder.staff_id, actor):
            raise refuse(MeritCode.MERIT_OWN_CASE, "ticketId")
        if not await thanked(uow, actor.group_id, estate_id, new.ticket.id, holder, uow.now, note):
            raise refuse(MeritCode.MERIT_THANKED_ALREADY, "ticketId")


def is_own(staff_id: UUID, actor: Actor) -> bool:
    """Whether a place is the caller's own."""
    return staff_id in actor.persons


__all__ = ["Thank", "thank"]
