"""A joined ticket takes the steps of the one on which the work is done (S-A7).

It reads the lead's history from where it has followed it to, and takes each step of the work by
the table of transitions: with its own clocks, survey and events, so that its reporter is told like
anybody's. What its own state does not allow (it was withdrawn, or is done) it does not take.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor, Audience, Role
from core.db.unit_of_work import UnitOfWork
from core.incidents.repository import Lead, Step, lead_of, steps_of
from core.sla.history import Held, data_of_hold
from core.tickets.errors import StepNotAllowed
from core.tickets.kinds import HoldReason, State
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, change, lock
from core.tickets.step import RELEASED, Change, finish, take
from core.tickets.transitions import Action

NAME = "事件联动"
ACCOUNT = UUID(int=0)

Made = Callable[[Standing, Step, Lead], Change]


def _dispatched(ticket: Standing, step: Step, lead: Lead) -> Change:
    to = {name: step.data.get(name) for name in ("department", "assignee")}
    values = {f"{name}_id": key and UUID(key) for name, key in to.items()}
    return Change({**values, "appointment_at": None}, data=to)


def _returned(ticket: Standing, step: Step, lead: Lead) -> Change:
    values = ("department_id", "assignee_id", "accepted_at", "appointment_at")
    kept = {name: step.data.get(name) for name in ("department", "assignee")}
    return Change(dict.fromkeys(values), data=kept, public=False)


def _appointed(ticket: Standing, step: Step, lead: Lead) -> Change:
    at = datetime.fromisoformat(step.data["at"])
    return Change({"appointment_at": at}, data={"at": step.data["at"]})


def _held(ticket: Standing, step: Step, lead: Lead) -> Change:
    held = Held(HoldReason(step.data["reason"]), datetime.fromisoformat(step.data["until"]))
    values = {
        "hold_reason": held.reason,
        "hold_until": held.until,
        "state_before_hold": ticket.state,
    }
    return Change(values, data=data_of_hold(held), held=held)


def _completed(ticket: Standing, step: Step, lead: Lead) -> Change:
    values = {"result": lead.result, "labour_minutes": None, "outcome": None}
    return Change(values, lead.result)


FOLLOWED: Mapping[Action, Made] = {
    Action.DISPATCH: _dispatched,
    Action.ACCEPT: lambda ticket, step, lead: Change(),
    Action.RETURN: _returned,
    Action.APPOINT: _appointed,
    Action.DEPART: lambda ticket, step, lead: Change(),
    Action.START: lambda ticket, step, lead: Change(),
    Action.HOLD: _held,
    Action.RESUME: lambda ticket, step, lead: Change(RELEASED),
    Action.COMPLETE: _completed,
}
"""The steps of the work, and what each changes. Notes stay with the customer they were written for;
the result is everybody's. Labour and materials are the lead's: there was one repair."""


def system_at(group_id: int, estate_id: int) -> Actor:
    """The system, as who carries a lead's steps over."""
    roles = {estate_id: frozenset({Role.SYSTEM})}
    return Actor(group_id, ACCOUNT, Audience.SYSTEM, NAME, roles)


async def follow(uow: UnitOfWork, ref: TicketRef) -> int:
    """Take what steps the lead has taken since; says how many. Does nothing for who has no lead."""
    ticket = await lock(uow, ref)
    if ticket.lead_id is None:
        return 0
    lead_ref = TicketRef(ref.estate_id, ticket.lead_id)
    lead = await lead_of(uow, lead_ref)
    steps = await steps_of(uow, lead_ref, ticket.followed or 0)
    if not steps:
        return 0
    taken = 0
    for step in worth_following(steps):
        taken += await _take(uow, ref, step, lead)
    await change(uow, ref, {"followed": steps[-1].sequence})
    return taken


def worth_following(steps: tuple[Step, ...]) -> list[Step]:
    """The steps of the work, but no completion that was taken back afterwards."""
    again = max((each.sequence for each in steps if each.to_state is State.REOPENED), default=0)
    return [
        each
        for each in steps
        if each.action in FOLLOWED
        and not (each.action is Action.COMPLETE and each.sequence < again)
    ]


async def _take(uow: UnitOfWork, ref: TicketRef, step: Step, lead: Lead) -> bool:
    """One step; False where the ticket's own state does not allow it."""
    uow_actor = system_at(_group(uow), ref.estate_id)
    try:
        taken = await take(uow_actor, ref, step.action, None, uow, following=True)
    except StepNotAllowed:
        return False
    made = FOLLOWED[step.action](taken.ticket, step, lead)
    data: dict[str, Any] = {**made.data, "lead": lead.number, "step": step.sequence}
    whole = Change(made.values, made.note, data, step.public, made.described, made.held)
    await finish(uow_actor, taken, uow, whole)
    return True


def _group(uow: UnitOfWork) -> int:
    assert uow.scope.group_id is not None
    return uow.scope.group_id


def where_to_begin(steps: tuple[Step, ...]) -> int:
    """The entry of a lead's history behind which one who joins now begins: its latest dispatch."""
    sent = [each for each in steps if each.action is Action.DISPATCH]
    given_back = max((each.sequence for each in steps if each.action is Action.RETURN), default=0)
    if sent and sent[-1].sequence > given_back:
        return sent[-1].sequence - 1
    return steps[-1].sequence if steps else 0


__all__ = ["FOLLOWED", "follow", "system_at", "where_to_begin", "worth_following"]
