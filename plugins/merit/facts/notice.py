"""Seeing what happens to tickets, as far as it is somebody's own work."""

from datetime import datetime
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.jobs.handlers import Event
from core.tickets.kinds import State
from plugins.merit.configuration import configured
from plugins.merit.facts import repository
from plugins.merit.facts.keep import Happened, keep
from plugins.merit.facts.repository import BrokenClock, Holder
from plugins.merit.kinds import FactKind


def theirs_to_keep(clock: BrokenClock, holder: Holder) -> bool:
    """Whether a broken promise was the holder's: they had at least half of its time.

    What was handed to somebody when it was nearly lost is not held against them.
    """
    half = clock.started_at + (clock.broken_at - clock.started_at) / 2
    return holder.since <= half


async def promise_broken(uow: UnitOfWork, event: Event) -> None:
    """A promise was broken: a fact about who had the ticket, where it was theirs to keep.

    On a ticket that has joined an incident the work is done on its lead, which has its own.
    """
    rule, round_ = event.payload["rule"], event.payload["round"]
    if rule not in (await configured(uow, event.estate_id)).own_promises:
        return
    clock = await repository.broken(uow, event.estate_id, event.subject_id, rule, round_)
    if clock is None or clock.following:
        return
    holder = await repository.holder_at(uow, event.estate_id, event.subject_id, clock.broken_at)
    if holder is None or not theirs_to_keep(clock, holder):
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
    holder = await repository.holder_at(uow, event.estate_id, event.subject_id, event.at)
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


__all__ = ["promise_broken", "sent_back", "survey_answered", "thanked", "theirs_to_keep"]
