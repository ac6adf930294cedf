"""Explaining to a customer why a complaint was judged unjustified (S-B4)."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.staff.repository import department_head, find_colleague, own_place
from core.tickets import rules
from core.tickets.errors import TicketCode
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action, Case


@dataclass(frozen=True, slots=True)
class Explain:
    """What was explained, and whether the customer was persuaded.

    `head_id` is the department head who takes over otherwise: left out, the one who explained, if
    they are one, or the head of the ticket's department.
    """

    ticket: TicketRef
    expected_version: int
    explanation: str
    persuaded: bool
    head_id: UUID | None = None


async def explain(actor: Actor, new: Explain, uow: UnitOfWork) -> TicketRef:
    """Persuaded: completed, and asked like any other. Not persuaded: the head takes over in person.

    Raises `NotFound` where `head_id` is no department head of the estate, and
    DEPARTMENT_HEAD_MISSING where none was named or found.
    """
    explanation = text.required("explanation", new.explanation, rules.RESULT_MOST)
    case = Case.PERSUADED if new.persuaded else Case.UNPERSUADED
    taken = await take(actor, new.ticket, Action.EXPLAIN, new.expected_version, uow, case)
    if new.persuaded:
        values = {"result": explanation, "outcome": None}
        return await finish(actor, taken, uow, Change(values, explanation, {"persuaded": True}))
    head_id, department_id = await _head(actor, new, taken.ticket, uow)
    values_of_head = {"assignee_id": head_id, "department_id": department_id}
    data = {"persuaded": False, "assignee": str(head_id), "department": str(department_id)}
    return await finish(actor, taken, uow, Change(values_of_head, explanation, data))


async def _head(actor: Actor, new: Explain, ticket: Standing, uow: UnitOfWork) -> tuple[UUID, UUID]:
    estate_id, at = ticket.ref.estate_id, uow.now
    if new.head_id is not None:
        named = await find_colleague(uow, estate_id, new.head_id, at)
        if named is None or named.role is not Role.DEPARTMENT_HEAD:
            raise NotFound("headId")
        return named.id, named.department_id
    if Role.DEPARTMENT_HEAD in actor.roles_at(estate_id):
        own = await own_place(uow, estate_id, actor.persons, at)
        if own is not None:
            return own.id, own.department_id
    if ticket.department_id is not None:
        head = await department_head(uow, estate_id, ticket.department_id, at)
        if head is not None:
            return head.id, head.department_id
    raise GuanjiaError(TicketCode.DEPARTMENT_HEAD_MISSING, field="headId")


__all__ = ["Explain", "explain"]
