"""Before a promise breaks: the customer is told, with the reason and the new time where they are
known, and whoever is responsible is asked to agree one (S-D3)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Event
from core.notify.progress import Told, at, pass_on
from core.notify.rules import STALE
from core.notify.tell import Recipient
from core.notify.tickets import TicketNews, dispatcher, holders, is_running, news_of, was_told
from core.sla.policy import COMPLETION
from core.tickets.refs import TicketRef

WARNED = "clock.warned"

LATE = "customer.late"
"""What the customer is told where the department has said why, and when it will be done (S-D2)."""

CUSTOMER, ASSIGNEE = "CUSTOMER", "ASSIGNEE"

ROLES: Mapping[str, Role] = {
    "DEPARTMENT_HEAD": Role.DEPARTMENT_HEAD,
    "FRONT_DESK": Role.CS_AGENT,
    "SUPERVISOR": Role.CS_SUPERVISOR,
    "MANAGER": Role.ESTATE_MANAGER,
}
"""Of those that a warning point names, the ones that are told by their role."""

APPOINTMENT = "APPOINTMENT"


async def on_warning(uow: UnitOfWork, event: Event) -> None:
    """Tell those whom the warning point names, while the promise can still be kept."""
    rule, round_ = str(event.payload["rule"]), int(event.payload["round"])
    ref = TicketRef(event.estate_id, event.subject_id)
    if event.payload.get("due_at") is None or event.at < uow.now - STALE:
        return
    ticket = await news_of(uow, ref)
    if ticket is None or not await is_running(uow, ref, rule, round_):
        return
    due_at = datetime.fromisoformat(str(event.payload["due_at"]))
    named = set(event.payload.get("tell", ()))
    if CUSTOMER in named:
        named.add(ASSIGNEE)
        if rule == COMPLETION and not await was_told(uow, ref, LATE, due=at(due_at)):
            occasion = f"{round_}:{at(due_at)}"
            await pass_on(uow, ref, ticket, _to_customer(ticket, due_at), occasion)
    values = {"number": ticket.number, "promise": rule, "due": at(due_at)}
    for to in await _responsible(uow, ref, ticket, named):
        told = Told("staff.promise_at_risk", to, values)
        point = event.payload.get("point")
        await pass_on(uow, ref, ticket, told, f"{rule}:{round_}:{point}:{at(due_at)}")


def _to_customer(ticket: TicketNews, due_at: datetime) -> Told:
    """With the reason and the new time where the ticket knows them."""
    values = {"number": ticket.number, "due": at(due_at)}
    held_until = ticket.hold_until
    if ticket.hold_reason is not None and held_until is not None and held_until > due_at:
        reason, until = ticket.hold_reason.value, held_until
    elif ticket.appointment_at is not None and ticket.appointment_at > due_at:
        reason, until = APPOINTMENT, ticket.appointment_at
    else:
        return Told("customer.delayed", ticket.customer, values)
    values = {**values, "reason": reason, "until": at(until)}
    return Told("customer.delayed_until", ticket.customer, values)


async def _responsible(
    uow: UnitOfWork, ref: TicketRef, ticket: TicketNews, named: Iterable[str]
) -> list[Recipient]:
    """The people a warning names, nobody twice."""
    found: dict[UUID, Recipient] = {}
    for name in sorted(named):
        if name == ASSIGNEE:
            for each in await _assignee(uow, ref, ticket):
                assert each.id is not None
                found.setdefault(each.id, each)
        elif name in ROLES:
            where = ticket.department_id if ROLES[name] is Role.DEPARTMENT_HEAD else None
            for id_ in await holders(uow, ref.estate_id, ROLES[name], where):
                found.setdefault(id_, Recipient.staff(id_))
    return list(found.values())


async def _assignee(uow: UnitOfWork, ref: TicketRef, ticket: TicketNews) -> list[Recipient]:
    """Whoever has it, and the agent who sent it there; before that, the front desk (S-C5)."""
    found = []
    if ticket.assignee_id is not None:
        found.append(Recipient.staff(ticket.assignee_id))
    sent_by = await dispatcher(uow, ref)
    if sent_by is not None:
        found.append(sent_by)
    if not found:
        desk = await holders(uow, ref.estate_id, Role.CS_AGENT)
        found = [Recipient.staff(each) for each in desk]
    return found


__all__ = ["LATE", "WARNED", "on_warning"]
