"""What follows when a customer is to be asked: a link, a task for an agent, and an end in sight.

Drawn by the estate's share, a completion is either asked about or visibly not (S-F1).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.repository import estate_facts
from core.ids import new_id
from core.jobs.handlers import Event
from core.notify.kinds import Topic
from core.notify.people import mutes
from core.notify.rules import STALE
from core.notify.tell import Recipient, Telling, tell
from core.plugin.plan import Plan
from core.revisit.kinds import RevisitState
from core.revisit.models import RevisitTask
from core.revisit.repository import Customer, customer_of, promised_by, waits
from core.revisit.rules import DAYS, SKIPPED, SkipReason, sampled
from core.revisit.settings import Setting, setting_of
from core.surveys.keep import SurveyRef
from core.surveys.links import Links, mark, open_link
from core.tickets.kinds import Urgency
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, lock
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

OVERDUE = "revisit.overdue"
"""The kind of the timers by which late revisits are told, and the topic they are told by."""

LAPSE = "revisit.lapse"
"""The kind of the timers by which tickets that nobody answers for are closed."""

DONE = "customer.completed"
"""It is done: who is not asked how it was, or wants no questions."""

ASKED = "customer.asked"
"""It is done, and how was it?"""

ACCOUNT = UUID(int=0)
NAME = "回访"

Plans = Callable[[UnitOfWork], Awaitable[Plan]]
"""The plugins to be asked at the one estate of a unit's scope."""


def system_at(group_id: int, estate_id: int, name: str = NAME) -> Actor:
    """The system as who acts at an estate."""
    return Actor(
        group_id=group_id,
        account_id=ACCOUNT,
        audience=Audience.SYSTEM,
        name=name,
        roles={estate_id: frozenset({Role.SYSTEM})},
    )


async def begin(uow: UnitOfWork, event: Event, links: Links, plans: Plans) -> None:
    """A customer was invited: have them asked, or put on record that they are not.

    Either way one message tells them that it is done (S-D4): with the question how it was, or
    without it.
    """
    ref = TicketRef(event.estate_id, UUID(event.payload["ticket"]))
    try:
        ticket = await lock(uow, ref)
    except NotFound:
        return  # erased since
    survey = SurveyRef(event.estate_id, event.subject_id)
    if not await waits(uow, survey.estate_id, survey.id):
        return  # answered, or overtaken, already
    setting = await setting_of(uow, ref.estate_id)
    customer = await customer_of(uow, ref)
    if setting.close_days is not None:
        silence = event.at + timedelta(days=setting.close_days)
        uow.set_timer(
            LAPSE,
            str(survey.id),
            max(silence, await promised_by(uow, ref) or silence),  # holidays may lie between
            group_id=event.group_id,
            estate_id=ref.estate_id,
            ticket=str(ref.id),
            survey=str(survey.id),
            days=setting.close_days,
        )
    skipped = _skipped(ticket, customer, setting)
    if skipped is not None:
        uow.plan = await plans(uow)
        await _skip(uow, ticket, skipped)
        if customer.known and event.at >= uow.now - STALE:
            await _tell(uow, ticket, survey, customer, DONE)
        return
    await _add_task(uow, event, ticket, survey)
    open_link(uow, links, event.group_id, survey, event.at + timedelta(days=setting.link_days))
    quiet = customer.resident_id is not None and await mutes(
        uow, ref.estate_id, customer.resident_id, Topic.REVISIT
    )
    await _tell(uow, ticket, survey, customer, DONE if quiet else ASKED)


def _skipped(ticket: Standing, customer: Customer, setting: Setting) -> SkipReason | None:
    if not customer.known:
        return SkipReason.NOBODY_TO_ASK
    return None if sampled(ticket, setting.share) else SkipReason.NOT_SAMPLED


async def _skip(uow: UnitOfWork, ticket: Standing, reason: SkipReason) -> None:
    actor = system_at(ticket.group_id, ticket.ref.estate_id)
    taken = await take(actor, ticket.ref, Action.SKIP_REVISIT, ticket.version, uow)
    made = Change(note=SKIPPED[reason], data={"reason": reason.value}, public=False)
    await finish(actor, taken, uow, made)


async def _add_task(uow: UnitOfWork, event: Event, ticket: Standing, survey: SurveyRef) -> None:
    due_at = await promised_by(uow, ticket.ref)
    if due_at is None:
        estate = await estate_facts(uow, ticket.ref.estate_id)
        due_at = estate.calendar.add_working_days(event.at, DAYS)
    task_id = new_id()
    uow.add(
        RevisitTask,
        group_id=event.group_id,
        estate_id=event.estate_id,
        id=task_id,
        ticket_id=ticket.ref.id,
        survey_id=survey.id,
        state=RevisitState.OPEN,
        due_at=due_at,
        created_at=uow.now,
    )
    uow.set_timer(
        OVERDUE,
        str(task_id),
        due_at,
        group_id=event.group_id,
        estate_id=event.estate_id,
        task=str(task_id),
    )


async def _tell(
    uow: UnitOfWork, ticket: Standing, survey: SurveyRef, customer: Customer, template: str
) -> None:
    to = (
        Recipient.contact(customer.name, customer.phone)
        if customer.resident_id is None
        else Recipient.resident(customer.resident_id)
    )
    await tell(
        uow,
        Telling(
            ticket.group_id,
            ticket.ref.estate_id,
            template,
            to,
            key=f"asked:{survey.id}",
            values={"number": ticket.number}
            | ({"link": mark(survey)} if template == ASKED else {}),
            ticket_id=ticket.ref.id,
            urgent=ticket.urgency is Urgency.EMERGENCY,
        ),
    )


__all__ = ["LAPSE", "OVERDUE", "Plans", "begin", "system_at"]
