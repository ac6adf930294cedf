"""Seeing what happens to tickets, as far as it is somebody's own work."""

from datetime import datetime
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.estates.repository import estate_facts
from core.jobs.handlers import Event
from core.sla.models import Basis
from core.tickets.kinds import State
from plugins.merit.configuration import configured
from plugins.merit.facts import repository
from plugins.merit.facts.keep import Happened, keep
from plugins.merit.facts.keeping import Measure, keeper
from plugins.merit.facts.repository import BrokenClock, Holder
from plugins.merit.kinds import FactKind


async def promise_broken(uow: UnitOfWork, event: Event) -> None:
    """A promise was broken: a fact about whose it was to keep, where it was anybody's."""
    rule, round_ = event.payload["rule"], event.payload["round"]
    settings = await configured(uow, event.estate_id)
    if rule not in settings.own_promises:
        return
    clock = await repository.broken(uow, event.estate_id, event.subject_id, rule, round_)
    if clock is None:
        return
    found = keeper(
        await repository.history(uow, event.estate_id, event.subject_id),
        clock.started_at,
        clock.broken_at,
        frozenset(settings.excused_holds),
        await _measure(uow, event.estate_id, clock),
    )
    holder = await repository.place_of(uow, event.estate_id, found)
    if holder is None:
        return
    await keep(
        uow,
        Happened(
            event.group_id,
            event.estate_id,
            FactKind.BROKEN_PROMISE,
            f"{event.subject_id}:{rule}:{round_}",
            holder.staff_id,
            holder.department_id,
            clock.broken_at,
            event.subject_id,
            clock_id=clock.id,
            promise=rule,
        ),
    )


async def _measure(uow: UnitOfWork, estate_id: int, clock: BrokenClock) -> Measure:
    """The promise's own kind of time: nobody has had a ticket over a night that does not count."""
    if clock.basis in (None, Basis.ELAPSED):
        return lambda begin, end: end - begin
    facts = await estate_facts(uow, estate_id, clock.started_at)
    return facts.calendar.working_time_between


async def survey_answered(uow: UnitOfWork, event: Event) -> None:
    """A customer has scored somebody's work. An answer of one tap has no scores, and is none."""
    found = await repository.answer(uow, event.estate_id, event.subject_id)
    if found is None:
        return
    await keep(
        uow,
        Happened(
            event.group_id,
            event.estate_id,
            FactKind.ANSWER,
            str(event.subject_id),
            found.staff_id,
            found.department_id,
            found.at,
            found.ticket_id,
            survey_id=event.subject_id,
            score=found.score,
        ),
    )


async def sent_back(uow: UnitOfWork, event: Event) -> None:
    """Finished work was sent back: a fact about who had finished it."""
    if event.payload["state"] != State.REOPENED.value:
        return
    holder = await repository.worker_at(uow, event.estate_id, event.subject_id, event.at)
    if holder is None:
        return
    await keep(
        uow,
        Happened(
            event.group_id,
            event.estate_id,
            FactKind.REOPENED,
            f"{event.subject_id}:{event.payload['version']}",
            holder.staff_id,
            holder.department_id,
            event.at,
            event.subject_id,
        ),
    )


async def thanked(
    uow: UnitOfWork,
    group_id: int,
    estate_id: int,
    ticket_id: UUID,
    holder: Holder,
    at: datetime,
    note: str,
) -> bool:
    """A customer has said thank you for the work on a ticket; once for each ticket and person."""
    return await keep(
        uow,
        Happened(
            group_id,
            estate_id,
            FactKind.THANKS,
            f"{ticket_id}:{holder.staff_id}",
            holder.staff_id,
            holder.department_id,
            at,
            ticket_id,
            note=note,
        ),
    )


__all__ = ["promise_broken", "sent_back", "survey_answered", "thanked"]
