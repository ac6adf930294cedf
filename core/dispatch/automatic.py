"""Dispatch by the system itself (S-C2), where an estate wants it: at once, or an escalation.

A ticket that nobody suitable can be found for is escalated there and then (S-C5): a history entry
and `ticket.nobody_suitable`. It is looked at again, quietly, when somebody able comes on duty.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.dispatch.candidates import candidates_for
from core.dispatch.choice import Choice
from core.dispatch.kinds import SENDS_ITSELF, DispatchMode, Lack
from core.dispatch.ranking import Ranked
from core.dispatch.rules import UNSENT
from core.dispatch.settings import Setting, setting_of
from core.dispatch.timers import at_the_hour, when_on_duty
from core.errors import GuanjiaError, NotFound
from core.jobs.handlers import Event
from core.plugin.plan import Plan
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.errors import TicketCode
from core.tickets.kinds import Urgency
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, lock
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action

TOPICS = frozenset({"ticket.reported", "ticket.classified", "ticket.returned"})

NAME = "自动派单"
ACCOUNT = UUID(int=0)

Plans = Callable[[UnitOfWork], Awaitable[Plan]]
"""The plugins to be asked at the one estate of a unit's scope."""

TOLD: dict[Lack, str] = {
    Lack.NOBODY_THERE: "没有对应部门或技能的人员",
    Lack.NOBODY_ABLE: "无人达到所需的技能等级",
    Lack.NOBODY_ON_DUTY: "有能力的人员均未当班，或曾退回本工单",
    Lack.BELOW_THRESHOLD: "最合适人选的得分低于自动派单阈值",
    Lack.REFUSED: "插件不同意派单",
}
"""What the supervisor reads."""


def system_at(group_id: int, estate_id: int) -> Actor:
    """The system as who acts at an estate."""
    return Actor(
        group_id=group_id,
        account_id=ACCOUNT,
        audience=Audience.SYSTEM,
        name=NAME,
        roles={estate_id: frozenset({Role.SYSTEM})},
    )


async def on_event(uow: UnitOfWork, event: Event, plans: Plans) -> None:
    """A ticket was reported, classified or given back: dispatch it, where that is the system's."""
    setting = await setting_of(uow, event.estate_id)
    if setting.mode not in SENDS_ITSELF:
        return
    ref = TicketRef(event.estate_id, event.subject_id)
    ticket = await waiting(uow, ref)
    if ticket is None:
        return
    gathered = setting.mode is DispatchMode.TOGETHER and ticket.urgency is Urgency.ROUTINE
    if gathered and await at_the_hour(uow, event.group_id, event.estate_id, event.at):
        return
    uow.plan = await plans(uow)
    await send(uow, ticket, setting)


async def again(uow: UnitOfWork, ref: TicketRef, plans: Plans) -> None:
    """Somebody able may be on duty now. What is still to be sent to nobody was told already."""
    setting = await setting_of(uow, ref.estate_id)
    ticket = await waiting(uow, ref) if setting.mode in SENDS_ITSELF else None
    if ticket is not None:
        uow.plan = await plans(uow)
        await send(uow, ticket, setting, quietly=True)


async def waiting(uow: UnitOfWork, ref: TicketRef) -> Standing | None:
    """The ticket, locked, if it is there, by itself, and nobody has it yet."""
    try:
        ticket = await lock(uow, ref)
    except NotFound:
        return None  # erased since
    unsent = ticket.state in UNSENT and ticket.assignee_id is None and ticket.lead_id is None
    return ticket if unsent else None


async def send(
    uow: UnitOfWork, ticket: Standing, setting: Setting, *, quietly: bool = False
) -> None:
    """Dispatch to the best, if that one is good enough; otherwise escalate, unless `quietly`."""
    ranked = await candidates_for(uow, ticket.ref)
    lack = lacking(ranked, setting.threshold)
    if lack is None:
        lack = await send_to(uow, ticket, Choice(ranked[0], ranked[0], automatic=True))
    if lack is None:
        return
    if not quietly:
        await escalate(uow, ticket, lack, ranked, setting)
    await when_on_duty(uow, ticket, next_on_duty(ranked, uow.now))


async def send_to(uow: UnitOfWork, ticket: Standing, choice: Choice) -> Lack | None:
    """Dispatch to the person chosen; REFUSED where a plugin has it so, and nothing is written."""
    assert choice.chosen is not None
    new = Dispatch(ticket.ref, ticket.version, assignee_id=choice.chosen.staff_id, choice=choice)
    try:
        await dispatch(system_at(ticket.group_id, ticket.ref.estate_id), new, uow)
    except GuanjiaError as error:
        if error.code is not TicketCode.VETOED:
            raise
        return Lack.REFUSED
    return None


def lacking(ranked: Sequence[Ranked], threshold: int) -> Lack | None:
    """What the best of a ranking lacks for being sent by the system."""
    if not ranked:
        return Lack.NOBODY_THERE
    if not any(each.able for each in ranked):
        return Lack.NOBODY_ABLE
    if not ranked[0].suitable:
        return Lack.NOBODY_ON_DUTY
    return Lack.BELOW_THRESHOLD if ranked[0].score < threshold else None


def next_on_duty(ranked: Sequence[Ranked], now: datetime) -> datetime | None:
    """When the next able person comes on duty."""
    begins = [each.next_duty_at for each in ranked if each.able and each.next_duty_at is not None]
    return min((at for at in begins if at > now), default=None)


async def escalate(
    uow: UnitOfWork, ticket: Standing, lack: Lack, ranked: Sequence[Ranked], setting: Setting
) -> None:
    """Put on record, and tell by `ticket.nobody_suitable`, that a person must dispatch (S-C5)."""
    actor = system_at(ticket.group_id, ticket.ref.estate_id)
    taken = await take(actor, ticket.ref, Action.FIND_NOBODY, ticket.version, uow)
    best = ranked[0] if ranked else None
    data = {
        "lack": lack.value,
        "candidates": len(ranked),
        "best": None if best is None else str(best.staff_id),
        "bestScore": None if best is None else best.score,
        "threshold": setting.threshold,
    }
    note = f"系统未能自动派单：{TOLD[lack]}，请客服主管处理。"
    await finish(actor, taken, uow, Change(note=note, data=data, public=False))


__all__ = [
    "ACCOUNT",
    "NAME",
    "TOPICS",
    "Plans",
    "again",
    "escalate",
    "lacking",
    "next_on_duty",
    "on_event",
    "send",
    "send_to",
    "system_at",
    "waiting",
]
