"""When a clock's moment comes: it breaks, or runs on after the longest pause (S-D8, S-C5)."""

from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.errors import NotFound
from core.estates.repository import estate_facts
from core.jobs.handlers import DueTimer, Jobs, TimerKind
from core.sla.evaluate import evaluate
from core.sla.keep import DUE, Promised, due_in, keep
from core.sla.repository import clocks_of
from core.sla.versions import policies_of, versions_in
from core.tickets.refs import TicketRef
from core.tickets.repository import change, history, lock


async def clock_due(uow: UnitOfWork, timer: DueTimer) -> None:
    """Look at a ticket's clocks again, now.

    Idempotent: a timer whose clock has stopped, moved or broken meanwhile finds nothing to do. It
    asks about the ticket's clocks, not who it is assigned to: nothing waits unseen.
    """
    await reconsider(uow, TicketRef(timer.estate_id, UUID(timer.payload["ticket"])), "on")


async def reconsider(uow: UnitOfWork, ref: TicketRef, occasion: str) -> None:
    """Make the clocks of a ticket, and its promised time, what its history gives now."""
    try:
        ticket = await lock(uow, ref)
    except NotFound:
        return  # the ticket was erased since
    past = await history(uow, ref)
    estate = await estate_facts(uow, ref.estate_id, ticket.received_at)
    policies = await policies_of(uow, ticket.group_id, versions_in(past))
    at = max([uow.now, *(entry.at for entry in past[-1:])])
    values = evaluate(policies, estate.calendar, past, at)
    on = Promised(
        ticket.group_id, ref.estate_id, ref.id, ticket.requester_id, f"{ticket.version}:{occasion}"
    )
    await keep(uow, on, values, await clocks_of(uow, ref.estate_id, ref.id))
    if due_in(values) != ticket.due_at:
        await change(uow, ref, {"due_at": due_in(values)})


JOBS = Jobs(timers=(TimerKind(DUE, clock_due),))
"""What tickets have the workers do."""

__all__ = ["JOBS", "clock_due", "reconsider"]
