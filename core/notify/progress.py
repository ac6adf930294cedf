"""Who is told what as a ticket goes on (S-A3, S-D3, S-D4)."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Event
from core.notify.repository import hint
from core.notify.rules import STALE
from core.notify.tell import Recipient, Telling, tell
from core.notify.terms import NEXT, NEXT_STEPS
from core.notify.tickets import (
    TicketNews,
    came_from,
    dispatcher,
    holders,
    news_of,
    next_promise,
    overtaken,
)
from core.tickets.kinds import State, Urgency
from core.tickets.refs import TicketRef
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class News:
    """An event of a ticket, with the ticket as it is now."""

    event: Event
    ref: TicketRef
    ticket: TicketNews
    uow: UnitOfWork

    @property
    def number(self) -> dict[str, str]:
        """What every template names."""
        return {"number": self.ticket.number}


@dataclass(frozen=True, slots=True)
class Told:
    """A template for somebody. `once` a ticket, or at every such step."""

    template: str
    to: Recipient | None
    values: Mapping[str, str]
    once: bool = False


DONE = (Action.COMPLETE,)
ARRIVED = (Action.START, Action.COMPLETE)
"""Steps after which what came before is news no longer."""

Tell = Callable[[News], Awaitable[Iterable[Told]]]


def at(moment: datetime) -> str:
    """A time as a template's value."""
    return moment.isoformat()


async def _received(news: News) -> Iterable[Told]:
    """S-A3: the number, what happens next, and by when."""
    ticket, to = news.ticket, news.ticket.customer
    following = await next_promise(news.uow, news.ref)
    if following is None or ticket.due_at is None:
        return [Told("customer.received_without_promise", to, news.number, once=True)]
    rule, due_at = following
    values = {
        **news.number,
        "next": rule if rule in NEXT_STEPS else NEXT,
        "next_at": at(due_at),
        "due": at(ticket.due_at),
    }
    return [Told("customer.received", to, values, once=True)]


async def _taken_up(news: News) -> Iterable[Told]:
    """That somebody is being found; not where somebody has been, or who it is is told next."""
    if news.event.payload.get("state") != State.CLASSIFIED.value:
        return []
    if await overtaken(news.uow, news.ref, (Action.DISPATCH,), _version(news)):
        return []
    return [Told("customer.taken_up", news.ticket.customer, news.number, once=True)]


async def _dispatched(news: News) -> Iterable[Told]:
    """Who, and by when; the one who is to do it is told as well (S-C)."""
    ticket = news.ticket
    if await overtaken(news.uow, news.ref, (Action.DISPATCH, Action.RETURN), _version(news)):
        return []
    if ticket.due_at is None:
        return []
    values = {**news.number, "due": at(ticket.due_at)}
    if ticket.assignee_id is not None and ticket.assignee_name is not None:
        who = {**values, "assignee": ticket.assignee_name}
        told, to = [Told("customer.dispatched", ticket.customer, who)], ticket.assignee_id
        if await dispatcher(news.uow, news.ref) != Recipient.staff(to):
            told.append(Told("staff.dispatched", Recipient.staff(to), values))
        return told
    if ticket.department_id is None or ticket.department_name is None:
        return []
    where = {**values, "department": ticket.department_name}
    heads = await holders(news.uow, news.ref.estate_id, Role.DEPARTMENT_HEAD, ticket.department_id)
    return [
        Told("customer.dispatched_to_department", ticket.customer, where),
        *(Told("staff.dispatched_to_department", Recipient.staff(head), where) for head in heads),
    ]


async def _returned(news: News) -> Iterable[Told]:
    """Whoever dispatched it has to find somebody else (S-D2)."""
    sent_by = await dispatcher(news.uow, news.ref)
    if sent_by is not None:
        return [Told("staff.returned", sent_by, news.number)]
    if news.ticket.received_by is not None:
        return [Told("staff.returned", Recipient.staff(news.ticket.received_by), news.number)]
    desk = await holders(news.uow, news.ref.estate_id, Role.CS_SUPERVISOR)
    return [Told("staff.returned", Recipient.staff(each), news.number) for each in desk]


async def _appointed(news: News) -> Iterable[Told]:
    ticket = news.ticket
    if ticket.appointment_at is None:
        return []
    if await overtaken(news.uow, news.ref, (Action.APPOINT, Action.DISPATCH), _version(news)):
        return []
    values = {
        **news.number,
        "assignee": ticket.assignee_name or ticket.department_name or "",
        "appointment": at(ticket.appointment_at),
    }
    return [Told("customer.appointed", ticket.customer, values)]


def _by_assignee(news: News, template: str) -> Iterable[Told]:
    name = news.ticket.assignee_name or news.ticket.department_name or ""
    return [Told(template, news.ticket.customer, {**news.number, "assignee": name})]


async def _departed(news: News) -> Iterable[Told]:
    if await overtaken(news.uow, news.ref, ARRIVED, _version(news)):
        return []
    return _by_assignee(news, "customer.on_the_way")


async def _started(news: News) -> Iterable[Told]:
    """Who was told that somebody is coming sees them begin."""
    if await came_from(news.uow, news.ref, _version(news)) is State.ON_THE_WAY:
        return []
    if await overtaken(news.uow, news.ref, DONE, _version(news)):
        return []
    return _by_assignee(news, "customer.started")


async def _resumed(news: News) -> Iterable[Told]:
    if await overtaken(news.uow, news.ref, (*DONE, Action.HOLD), _version(news)):
        return []
    return [Told("customer.resumed", news.ticket.customer, news.number)]


async def _held(news: News) -> Iterable[Told]:
    """S-D3, S-D8: the reason, and until when."""
    ticket = news.ticket
    if ticket.hold_reason is None or ticket.hold_until is None:
        return []
    values = {
        **news.number,
        "reason": ticket.hold_reason.value,
        "until": at(ticket.hold_until),
    }
    return [Told("customer.held", ticket.customer, values)]


def _plainly(template: str) -> Tell:
    async def told(news: News) -> Iterable[Told]:
        return [Told(template, news.ticket.customer, news.number)]

    return told


async def _ended(news: News) -> Iterable[Told]:
    """By the state it came into: confirming and answering may send a ticket back. Whose answer
    closes it need not be told so."""
    state = news.event.payload.get("state")
    if state == State.REOPENED.value:
        told = [Told("customer.reopened", news.ticket.customer, news.number)]
        if news.ticket.assignee_id is not None:
            assignee = Recipient.staff(news.ticket.assignee_id)
            told.append(Told("staff.reopened", assignee, news.number))
        return told
    return []


TELLINGS: Mapping[str, Tell] = {
    "ticket.reported": _received,
    "ticket.classified": _taken_up,
    "ticket.dispatched": _dispatched,
    "ticket.returned": _returned,
    "ticket.appointed": _appointed,
    "ticket.departed": _departed,
    "ticket.started": _started,
    "ticket.held": _held,
    "ticket.resumed": _resumed,
    "ticket.confirmed": _ended,
    "ticket.surveyed": _ended,
    "ticket.reopened": _ended,
    "ticket.closed": _plainly("customer.closed"),
    "ticket.withdrawn": _plainly("customer.withdrawn"),
}
"""What is told of which event. That the work is done is told with the question how it was, or
without it, by `core.revisit`: one message for both."""


async def on_ticket(uow: UnitOfWork, event: Event) -> None:
    """Tell the customer and the staff of a step. Nobody is told news older than a day."""
    if event.at < uow.now - STALE:
        return
    ref = TicketRef(event.estate_id, event.subject_id)
    ticket = await news_of(uow, ref)
    if ticket is None:
        return
    for told in await TELLINGS[event.topic](News(event, ref, ticket, uow)):
        occasion = "once" if told.once else str(event.payload.get("version"))
        await pass_on(uow, ref, ticket, told, occasion)
    await hint(uow)


async def pass_on(
    uow: UnitOfWork, ref: TicketRef, ticket: TicketNews, told: Told, occasion: str
) -> UUID | None:
    """Tell it, once on this occasion; None where there is nobody to tell, or it was told."""
    if told.to is None:
        return None
    to = told.to.id or "contact"
    return await tell(
        uow,
        Telling(
            group_id=ticket.group_id,
            estate_id=ref.estate_id,
            template=told.template,
            to=told.to,
            key=f"{ref.id}:{told.template}:{occasion}:{to}",
            values=told.values,
            ticket_id=ref.id,
            urgent=ticket.urgency is Urgency.EMERGENCY,
        ),
    )


def _version(news: News) -> int:
    return int(news.event.payload["version"])


__all__ = ["TELLINGS", "News", "Told", "at", "on_ticket", "pass_on"]
