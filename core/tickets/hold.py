"""Waiting for what is not the estate's to do: clocks may stop (S-D8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.sla.history import Held, data_of_hold
from core.sla.versions import POLICIES, versions_in
from core.tickets import rules
from core.tickets.errors import TicketCode
from core.tickets.kinds import HoldReason
from core.tickets.refs import TicketRef
from core.tickets.repository import history
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Hold:
    """`reason` decides whether clocks stop; `until` is when the waiting ends at the latest."""

    ticket: TicketRef
    expected_version: int
    reason: HoldReason
    until: datetime
    note: str


async def hold(actor: Actor, new: Hold, uow: UnitOfWork) -> TicketRef:
    """On hold. Clocks that may wait stop until the ticket goes on or `until` comes.

    For a reason that stops clocks `until` is bounded by the policy; raises HOLD_TOO_LONG, and
    TIME_IN_PAST.
    """
    note = text.required("note", new.note, rules.NOTE_MOST)
    rules.future("until", new.until, uow.now)
    taken = await take(actor, new.ticket, Action.HOLD, new.expected_version, uow)
    limit = await _limit(uow, taken.ticket.group_id, new)
    if limit is not None and new.until > uow.now + limit:
        raise GuanjiaError(
            TicketCode.HOLD_TOO_LONG,
            field="until",
            details={"latest": uow.now + limit},
        )
    held = Held(new.reason, new.until)
    values = {
        "hold_reason": new.reason,
        "hold_until": new.until,
        "state_before_hold": taken.ticket.state,
    }
    return await finish(actor, taken, uow, Change(values, note, data_of_hold(held), held=held))


async def _limit(uow: UnitOfWork, group_id: int, new: Hold) -> timedelta | None:
    """How long the policy that the ticket is under lets this reason stop a clock."""
    versions = list(versions_in(await history(uow, new.ticket)))
    policies = await POLICIES.book(uow, group_id, versions[-1:])
    return policies.of(versions[-1]).longest_hold(new.reason)


__all__ = ["Hold", "hold"]
