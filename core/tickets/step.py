"""How every step on a ticket is taken: locked, checked, applied, recorded, announced.

    taken = await take(actor, new.ticket, Action.HOLD, new.expected_version, uow)
    ...                       # what is special to the step
    return await finish(actor, taken, uow, Change(...))

`take` locks the ticket by its key, compares the version and looks the step up in the table of
transitions. `finish` writes the ticket (version + 1), its history, the outbox event and the clocks,
and what belongs to the state arrived at.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import Actor, Audience
from core.db.scope import Scope
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.estates.repository import EstateFacts, estate_facts
from core.ids import new_id
from core.sla.evaluate import evaluate
from core.sla.history import Described, Entry, Held, data_of_named
from core.sla.keep import Promised, due_in, keep
from core.sla.repository import clocks_of
from core.sla.versions import POLICIES, versions_in
from core.surveys.invite import invite, void
from core.tickets.consent import consent_to_step
from core.tickets.deadlines import correct_due, named_by_plugins
from core.tickets.kinds import Kind, State
from core.tickets.models import TicketEvent
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, change, history, lock
from core.tickets.transitions import Action, Case, Goal, Transition, transition

TOPICS: Mapping[Action, str] = {
    Action.REPORT: "ticket.reported",
    Action.CLASSIFY: "ticket.classified",
    Action.DISPATCH: "ticket.dispatched",
    Action.ACCEPT: "ticket.accepted",
    Action.RETURN: "ticket.returned",
    Action.APPOINT: "ticket.appointed",
    Action.DEPART: "ticket.departed",
    Action.START: "ticket.started",
    Action.HOLD: "ticket.held",
    Action.RESUME: "ticket.resumed",
    Action.COMPLETE: "ticket.completed",
    Action.CONFIRM: "ticket.confirmed",
    Action.ANSWER_SURVEY: "ticket.surveyed",
    Action.CLOSE: "ticket.closed",
    Action.REOPEN: "ticket.reopened",
    Action.WITHDRAW: "ticket.withdrawn",
    Action.REJECT: "ticket.rejected",
    Action.EXPLAIN: "ticket.explained",
    Action.INVESTIGATE: "ticket.investigated",
    Action.COMMENT: "ticket.commented",
    Action.JOIN: "ticket.joined",
    Action.LEAVE: "ticket.left",
    Action.FIND_NOBODY: "ticket.nobody_suitable",
    Action.SKIP_REVISIT: "ticket.revisit_skipped",
    Action.HAND_OVER: "ticket.handed_over",
}
"""The outbox topic of each action."""

Stamp = Callable[[Standing, datetime], Mapping[str, Any]]

STAMPS: Mapping[State, Stamp] = {
    State.DISPATCHED: lambda ticket, at: {"dispatched_at": at, "accepted_at": None},
    State.ACCEPTED: lambda ticket, at: {"accepted_at": at},
    State.IN_PROGRESS: lambda ticket, at: {"started_at": at},
    State.COMPLETED: lambda ticket, at: {"completed_at": at},
    State.CLOSED: lambda ticket, at: {"closed_at": at},
    State.WITHDRAWN: lambda ticket, at: {"closed_at": at},
    State.REOPENED: lambda ticket, at: {
        "reopened": ticket.reopened + 1,
        "finished_at": None,
        "completed_at": None,
        "closed_at": None,
        "started_at": None,
        "appointment_at": None,
        "lead_id": None,  # the repair was not this customer's: the ticket is its own again
        "followed": None,
    },
}
"""Columns that say when a state was come into."""

RELEASED: Mapping[str, Any] = {
    "hold_reason": None,
    "hold_until": None,
    "state_before_hold": None,
}
"""Columns of a ticket that is held no longer."""

Arrival = Callable[[UnitOfWork, Standing], Awaitable[None]]


async def _invite(uow: UnitOfWork, ticket: Standing) -> None:
    await invite(uow, ticket)


async def _void(uow: UnitOfWork, ticket: Standing) -> None:
    await void(uow, ticket.ref)


ARRIVALS: Mapping[State, Arrival] = {
    State.COMPLETED: _invite,
    State.REOPENED: _void,
    State.CLOSED: _void,
}
"""What is done when a state is come into, by whichever action: the survey of S-F1 and S-F3."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a step changes beside state and version, and what its history entry says.

    `data` goes into the entry as it is: no personal data. `public` entries are the requester's
    to read. `described` (under which version of the `policy`), `held` and `finished_at` are for the
    clocks.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    public: bool = True
    described: Described | None = None
    held: Held | None = None
    policy: UUID | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What history and outbox need to know of a ticket."""

    ref: TicketRef
    group_id: int
    number: str
    kind: Kind
    requester_id: UUID | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket under lock, with the row of the table by which it will go."""

    ticket: Standing
    row: Transition

    @property
    def target(self) -> State:
        """The state it will be in."""
        if self.row.target is Goal.UNCHANGED:
            return self.ticket.state
        if self.row.target is Goal.BEFORE_HOLD:
            assert self.ticket.state_before_hold is not None
            return self.ticket.state_before_hold
        return State(self.row.target)


async def take(
    actor: Actor,
    ref: TicketRef,
    action: Action,
    expected_version: int | None,
    uow: UnitOfWork,
    case: Case | None = None,
    *,
    following: bool = False,
) -> Taken:
    """Lock the ticket and check the step; `following`, because the ticket's lead has taken it.

    Raises `NotFound`, `Conflict` where the version is another (None where the caller's version is
    not the ticket's but of something under its lock), and `StepNotAllowed`.
    """
    ticket = await lock(uow, ref)
    if expected_version is not None and expected_version != ticket.version:
        raise Conflict(ticket.version)
    row = transition(actor, ticket.facts, action, case, following=following)
    await consent_to_step(actor, ref, action, uow)
    return Taken(ticket, row)


async def finish(actor: Actor, taken: Taken, uow: UnitOfWork, made: Change) -> TicketRef:
    """Carry out the step: ticket, history, outbox, clocks, and what arriving brings."""
    ticket, target = taken.ticket, taken.target
    arrives = target is not ticket.state and taken.row.target is not Goal.BEFORE_HOLD
    async with _seeing_all(uow, actor, ticket.ref.estate_id):
        past = await history(uow, ticket.ref)
        estate = await estate_facts(uow, ticket.ref.estate_id, ticket.received_at)
        clocks = await clocks_of(uow, ticket.ref.estate_id, ticket.ref.id)
    at = max([uow.now, *(entry.at for entry in past[-1:])])
    done = Entry(
        at,
        taken.row.action,
        ticket.state,
        target,
        made.described,
        made.held,
        policy=made.policy,
        finished_at=made.finished_at,
    )
    policies = await POLICIES.book(uow, ticket.group_id, versions_in((*past, done)))
    values = evaluate(policies, estate.calendar, (*past, done), at)
    due_at = due_in(values)
    stamps = STAMPS[target](ticket, at) if arrives and target in STAMPS else {}
    await change(
        uow,
        ticket.ref,
        {
            "state": target,
            "version": ticket.version + 1,
            "updated_at": at,
            "due_at": due_at,
            **stamps,
            **made.values,
        },
    )
    if made.described is not None or (arrives and target is State.REOPENED):
        named = await named_by_plugins(uow, ticket.ref)
        if named is not None:
            made = replace(made, data={**made.data, **data_of_named(named)})
            done = replace(done, named=named)
            values = evaluate(policies, estate.calendar, (*past, done), at)
            await correct_due(uow, ticket.ref, due_at, values)
    subject = Subject(ticket.ref, ticket.group_id, ticket.number, ticket.kind, ticket.requester_id)
    record(uow, actor, subject, done, ticket.version + 1, made)
    on = Promised(
        ticket.group_id,
        ticket.ref.estate_id,
        ticket.ref.id,
        ticket.requester_id,
        str(ticket.version + 1),
    )
    await keep(uow, on, values, clocks)
    if arrives and target in ARRIVALS:
        await ARRIVALS[target](uow, ticket)
    await uow.flush()
    return ticket.ref


def record(
    uow: UnitOfWork, actor: Actor, ticket: Subject, done: Entry, version: int, made: Change
) -> None:
    """The history entry and the outbox event of a step. The entry's sequence is the version."""
    tenant = {"group_id": ticket.group_id, "estate_id": ticket.ref.estate_id}
    uow.add(
        TicketEvent,
        **tenant,
        id=new_id(),
        ticket_id=ticket.ref.id,
        sequence=version,
        at=uow.now if done.action is Action.REPORT else done.at,
        action=done.action.value,
        from_state=done.from_state,
        to_state=done.to_state,
        actor_id=actor.account_id,
        actor_name=actor.name,
        actor_audience=actor.audience.value,
        note=made.note,
        data=dict(made.data),
        public=made.public,
        requester_id=ticket.requester_id,
    )
    uow.emit(
        TOPICS[done.action],
        **tenant,
        subject_id=ticket.ref.id,
        number=ticket.number,
        state=done.to_state.value,
        version=version,
        kind=ticket.kind.value,
    )


def description(ticket: Standing, estate: EstateFacts) -> Described:
    """What of the ticket and its estate decides its promises."""
    return Described(
        kind=ticket.kind,
        urgency=ticket.urgency,
        channel=ticket.channel,
        property_type=estate.property_type,
        category_code=ticket.category_code,
        severity=ticket.severity,
    )


@asynccontextmanager
async def _seeing_all(uow: UnitOfWork, actor: Actor, estate_id: int) -> AsyncIterator[None]:
    """Read as the system, in this estate alone, where the caller may not see the whole history.

    Clocks are made of entries that are not the requester's to read (a department's return).
    """
    if actor.audience not in (Audience.RESIDENT, Audience.PARTNER):
        yield
        return
    own = uow.scope
    await uow.enter(Scope.system(actor.group_id, estate_id))
    yield
    await uow.enter(own)


__all__ = [
    "ARRIVALS",
    "RELEASED",
    "STAMPS",
    "TOPICS",
    "Change",
    "Subject",
    "Taken",
    "description",
    "finish",
    "record",
    "take",
]
