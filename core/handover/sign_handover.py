"""The incoming shift accepts the list, and takes tickets over (S-M1)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.handover.errors import HandoverCode
from core.handover.models import HandoverSigning
from core.handover.open_handover import NOTE_MOST
from core.handover.repository import Listed, Opened, find_handover, listed
from core.ids import new_id
from core.staff.repository import Colleague, own_place
from core.tickets.hand_over import HandOver, for_the_estate, hand_over
from core.tickets.phases import OPEN
from core.tickets.refs import TicketRef


@dataclass(frozen=True, slots=True)
class SignHandover:
    """`take_over` are tickets of the outgoing person that are the signer's from now on."""

    estate_id: int
    handover_id: UUID
    take_over: tuple[UUID, ...] = ()
    note: str | None = None


async def sign_handover(actor: Actor, new: SignHandover, uow: UnitOfWork) -> None:
    """The list is accepted as it stood, with what changed since kept beside it.

    Raises `NotFound`, NOT_ON_STAFF_HERE, SAME_PERSON, SIGNED_ALREADY, and NOT_ON_THE_LIST for
    tickets that are not there, or not the outgoing person's any more.
    """
    note = text.optional("note", new.note, NOTE_MOST)
    if not actor.roles_at(new.estate_id):
        raise NotFound("handoverId")
    opened = await find_handover(uow, new.estate_id, new.handover_id)
    incoming = await own_place(uow, new.estate_id, actor.persons, uow.now)
    if incoming is None:
        raise GuanjiaError(HandoverCode.NOT_ON_STAFF_HERE, field="handoverId")
    if incoming.id == opened.outgoing_id:
        raise GuanjiaError(HandoverCode.SAME_PERSON, field="handoverId")
    tickets = await listed(uow, new.estate_id, opened.id)
    taken = _taken(new, opened, tickets)
    tenant = {"group_id": actor.group_id, "estate_id": new.estate_id}
    signed = await uow.execute(
        insert(HandoverSigning)
        .values(
            **tenant,
            id=new_id(),
            handover_id=opened.id,
            incoming_id=incoming.id,
            signed_at=uow.now,
            note=note,
            changes=[_change(each) for each in tickets if each.version != each.version_then],
            taken_over=[str(each.ticket_id) for each in taken],
        )
        .on_conflict_do_nothing()
        .returning(HandoverSigning.id)
    )
    if signed.first() is None:
        raise GuanjiaError(HandoverCode.SIGNED_ALREADY, field="handoverId")
    await _take_over(actor, new.estate_id, incoming, taken, uow)
    uow.emit("handover.signed", **tenant, subject_id=opened.id)


def _taken(new: SignHandover, opened: Opened, tickets: list[Listed]) -> list[Listed]:
    theirs = {
        each.ticket_id: each
        for each in tickets
        if each.assignee_id == opened.outgoing_id and each.state in OPEN
    }
    if not set(new.take_over) <= theirs.keys():
        raise GuanjiaError(HandoverCode.NOT_ON_THE_LIST, field="ticketIds")
    return [theirs[ticket_id] for ticket_id in dict.fromkeys(new.take_over)]


def _change(ticket: Listed) -> dict[str, Any]:
    return {
        "ticket": str(ticket.ticket_id),
        "number": ticket.number,
        "state": [ticket.state_then, ticket.state],
        "reassigned": ticket.assignee_then != ticket.assignee_id,
    }


async def _take_over(
    actor: Actor, estate_id: int, incoming: Colleague, taken: list[Listed], uow: UnitOfWork
) -> None:
    by = for_the_estate(actor, estate_id)
    for each in taken:
        to = HandOver(
            TicketRef(estate_id, each.ticket_id), each.version, incoming.id, "交接班", told=True
        )
        await hand_over(by, to, uow)


__all__ = ["SignHandover", "sign_handover"]
