"""Handing a ticket on to a colleague in the middle of the work, at the end of a shift or for good.

State and promises stay as they are: it is the estate that promised, and not the person (S-M1).
"""

from dataclasses import dataclass, replace
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.notify.tell import Recipient, Telling, tell
from core.staff.repository import find_colleague
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class HandOver:
    """To whom, and why. `told`: the colleague knows of it already, and is not told."""

    ticket: TicketRef
    expected_version: int | None
    assignee_id: UUID
    reason: str | None = None
    told: bool = False


def for_the_estate(actor: Actor, estate_id: int) -> Actor:
    """The actor with the estate's own right to hand tickets on: where somebody leaves, or a shift
    ends, it is the estate that does so by their hand."""
    return replace(actor, roles={estate_id: frozenset({Role.SYSTEM})}, _by_role={})


async def hand_over(actor: Actor, new: HandOver, uow: UnitOfWork) -> TicketRef:
    """The colleague is responsible from now on, and is told.

    Raises `NotFound` for who does not work here, or is responsible already.
    """
    reason = text.required("reason", new.reason, rules.NOTE_MOST)
    colleague = await find_colleague(uow, new.ticket.estate_id, new.assignee_id, uow.now)
    if colleague is None:
        raise NotFound("assigneeId")
    taken = await take(actor, new.ticket, Action.HAND_OVER, new.expected_version, uow)
    ticket = taken.ticket
    if colleague.id == ticket.assignee_id:
        raise NotFound("assigneeId")
    values = {"assignee_id": colleague.id, "department_id": colleague.department_id}
    data = {
        "from": None if ticket.assignee_id is None else str(ticket.assignee_id),
        "assignee": str(colleague.id),
        "department": str(colleague.department_id),
    }
    ref = await finish(actor, taken, uow, Change(values, reason, data))
    if not new.told:
        await tell(
            uow,
            Telling(
                ticket.group_id,
                ticket.ref.estate_id,
                "staff.handed_over",
                Recipient.staff(colleague.id),
                key=f"handed_over:{ticket.ref.id}:{ticket.version + 1}",
                values={"number": ticket.number, "reason": reason},
                ticket_id=ticket.ref.id,
            ),
        )
    return ref


__all__ = ["HandOver", "for_the_estate", "hand_over"]
