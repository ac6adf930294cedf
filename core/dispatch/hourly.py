"""An hour's tickets dispatched together, where an estate wants it so."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.db.unit_of_work import UnitOfWork
from core.dispatch.automatic import (
    Plans,
    escalate,
    lacking,
    next_on_duty,
    send_to,
    waiting,
)
from core.dispatch.candidates import candidates_for
from core.dispatch.choice import Choice
from core.dispatch.kinds import DispatchMode, Lack
from core.dispatch.ranking import Ranked
from core.dispatch.rules import ELSEWHERE, METRES_A_MINUTE, UNSENT
from core.dispatch.settings import Setting, setting_of
from core.dispatch.timers import at_the_hour, when_on_duty
from core.dispatch.together import Job, together
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing

MOST = 60
"""Tickets assigned in one go; what is beyond them goes at the next hour."""

AN_OPEN_TICKET = 45
"""Minutes taken for each ticket that somebody has at hand."""

_UNSENT = (
    select(Ticket.id, Ticket.due_at)
    .where(
        Ticket.estate_id == bindparam("estate"),
        Ticket.state.in_(UNSENT),
        Ticket.assignee_id.is_(None),
        Ticket.closed_at.is_(None),
    )
    .order_by(Ticket.due_at, Ticket.id)
    .limit(MOST + 1)
)


@dataclass(frozen=True, slots=True)
class _Open:
    """A ticket to be given out, with its candidates."""

    ticket: Standing
    ranked: Sequence[Ranked]
    job: Job

    def choice(self, staff_id: object) -> Choice:
        chosen = next(each for each in self.ranked if each.staff_id == staff_id)
        return Choice(chosen, self.ranked[0], automatic=True)


async def at_hour(uow: UnitOfWork, group_id: int, estate_id: int, plans: Plans) -> None:
    """Give out all unsent tickets of the estate together; escalate what nobody can be sent to."""
    setting = await setting_of(uow, estate_id)
    if setting.mode is not DispatchMode.TOGETHER:
        return
    uow.plan = await plans(uow)
    rows = (await uow.execute(_UNSENT, [{"estate": estate_id}])).all()
    if len(rows) > MOST:
        await at_the_hour(uow, group_id, estate_id)
    open_ = []
    for row in rows[:MOST]:
        ticket = await waiting(uow, TicketRef(estate_id, row.id))
        if ticket is not None:
            ranked = await candidates_for(uow, ticket.ref)
            due = None if row.due_at is None else round((row.due_at - uow.now).total_seconds() / 60)
            open_.append(_Open(ticket, ranked, _job(ticket, ranked, due, setting)))
    await _give_out(uow, open_, setting)


def _job(ticket: Standing, ranked: Sequence[Ranked], due: int | None, setting: Setting) -> Job:
    sendable = [each for each in ranked if each.suitable and each.score >= setting.threshold]
    far = min((each.metres for each in sendable if each.metres is not None), default=ELSEWHERE)
    minutes = (ranked[0].minutes if ranked else 0) + far // METRES_A_MINUTE
    return Job(ticket.ref.id, minutes, due, {each.staff_id: each.score for each in sendable})


async def _give_out(uow: UnitOfWork, open_: Sequence[_Open], setting: Setting) -> None:
    backlog = {
        each.staff_id: each.open_tickets * AN_OPEN_TICKET for one in open_ for each in one.ranked
    }
    assigned = together([one.job for one in open_], backlog)
    goes_to = {job.id: who for who, line in assigned.lines.items() for job in line}
    for one in open_:
        lack: Lack | None = lacking(one.ranked, setting.threshold)
        if one.job.id in goes_to:
            lack = await send_to(uow, one.ticket, one.choice(goes_to[one.job.id]))
        if lack is not None:
            await escalate(uow, one.ticket, lack, one.ranked, setting)
            await when_on_duty(uow, one.ticket, next_on_duty(one.ranked, uow.now))


__all__ = ["MOST", "at_hour"]
