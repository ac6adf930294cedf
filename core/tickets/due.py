"""When a clock's moment comes: it breaks, or runs on after the longest pause (S-D8, S-C5)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.estates.repository import estate_facts
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.sla.evaluate import evaluate
from core.sla.keep import DUE, Promised, changes, due_in
from core.sla.repository import clocks_of_all, rewrite
from core.sla.versions import policies_of, versions_in
from core.tickets.repository import change, histories, lock_all


async def clock_due(uow: UnitOfWork, timer: DueTimer) -> None:
    """Look at a ticket's clocks again, now."""
    await clocks_due(uow, (timer,))


async def clocks_due(uow: UnitOfWork, timers: Sequence[DueTimer]) -> None:
    """Look at the clocks of an estate's tickets again, now.

    Idempotent: a timer whose clock has stopped, moved or broken meanwhile finds nothing to do. It
    asks about the ticket's clocks, not who it is assigned to: nothing waits unseen.
    """
    named = {UUID(timer.payload["ticket"]) for timer in timers}
    await reconsider(uow, timers[0].estate_id, named, "on")


async def reconsider(uow: UnitOfWork, estate_id: int, named: Iterable[UUID], occasion: str) -> None:
    """Make the clocks of an estate's tickets, and their promised times, what their histories give
    now: a few statements for all of them. Those that were erased since are passed over.
    """
    tickets = await lock_all(uow, estate_id, named)
    if not tickets:
        return
    keys = [ticket.ref.id for ticket in tickets]
    pasts = await histories(uow, estate_id, keys)
    kept = await clocks_of_all(uow, estate_id, keys)
    earliest = min(ticket.received_at for ticket in tickets)
    calendar = (await estate_facts(uow, estate_id, earliest)).calendar
    versions = {version for past in pasts.values() for version in versions_in(past)}
    policies = await policies_of(uow, tickets[0].group_id, versions)
    changed = []
    for ticket in tickets:
        past = pasts[ticket.ref.id]
        at = max([uow.now, *(entry.at for entry in past[-1:])])
        values = evaluate(policies, calendar, past, at)
        on = Promised(
            ticket.group_id,
            estate_id,
            ticket.ref.id,
            ticket.requester_id,
            f"{ticket.version}:{occasion}",
        )
        changed += changes(uow, on, values, kept.get(ticket.ref.id, {}))
        if due_in(values) != ticket.due_at:
            await change(uow, ticket.ref, {"due_at": due_in(values)})
    await rewrite(uow, estate_id, changed)


JOBS = Jobs(timers=(TimerKind(DUE, clock_due, together=clocks_due),))
"""What tickets have the workers do."""

__all__ = ["JOBS", "clock_due", "clocks_due", "reconsider"]
