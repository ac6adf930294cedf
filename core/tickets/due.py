"""When a clock's moment comes: it breaks, or runs on after the longest pause (S-D8, S-C5)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.estates.repository import facts_of_all
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.sla.evaluate import evaluate
from core.sla.keep import DUE, Promised, changes, due_in
from core.sla.repository import clocks_of_all, rewrite
from core.sla.versions import POLICIES, versions_in
from core.tickets.refs import TicketRef
from core.tickets.repository import histories, lock_all, promise


async def clock_due(uow: UnitOfWork, timer: DueTimer) -> None:
    """Look at a ticket's clocks again, now."""
    await clocks_due(uow, (timer,))


async def clocks_due(uow: UnitOfWork, timers: Sequence[DueTimer]) -> None:
    """Look at the clocks of a group's tickets again, now.

    Idempotent: a timer whose clock has stopped, moved or broken meanwhile finds nothing to do. It
    asks about the ticket's clocks, not who it is assigned to: nothing waits unseen.
    """
    named = {TicketRef(timer.estate_id, UUID(timer.payload["ticket"])) for timer in timers}
    await reconsider(uow, timers[0].group_id, named, "on")


async def reconsider(
    uow: UnitOfWork, group_id: int, named: Iterable[TicketRef], occasion: str
) -> None:
    """Make the clocks of a group's tickets, and their promised times, what their histories give
    now: a few statements for all of them. Those that were erased since are passed over.
    """
    tickets = await lock_all(uow, named)
    if not tickets:
        return
    keys = [ticket.ref for ticket in tickets]
    pasts = await histories(uow, keys)
    kept = await clocks_of_all(uow, keys)
    earliest = min(ticket.received_at for ticket in tickets)
    facts = await facts_of_all(uow, {ref.estate_id for ref in keys}, earliest)
    versions = {version for past in pasts.values() for version in versions_in(past)}
    policies = await POLICIES.book(uow, group_id, versions)
    changed, promised = [], {}
    for ticket in tickets:
        ref, past = ticket.ref, pasts[ticket.ref]
        at = max([uow.now, *(entry.at for entry in past[-1:])])
        values = evaluate(policies, facts[ref.estate_id].calendar, past, at)
        on = Promised(
            group_id, ref.estate_id, ref.id, ticket.requester_id, f"{ticket.version}:{occasion}"
        )
        changed += changes(uow, on, values, kept.get(ref, {}))
        if due_in(values) != ticket.due_at:
            promised[ref] = due_in(values)
    await promise(uow, promised)
    await rewrite(uow, changed)


JOBS = Jobs(timers=(TimerKind(DUE, clock_due, together=clocks_due),))
"""What tickets have the workers do."""

__all__ = ["JOBS", "clock_due", "clocks_due", "reconsider"]
