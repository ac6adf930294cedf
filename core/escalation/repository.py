"""Reading tickets and escalations. The area's SQL stands here and in `ledger`."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.db.keys import THEM, Key, is_one, keys
from core.db.unit_of_work import UnitOfWork
from core.dispatch.listing import NEEDS_IN_FORCE
from core.escalation.chains import Grade
from core.escalation.kinds import Cause, ChainCode, Ending, EscalationState
from core.escalation.models import Escalation, LateNotice
from core.sla.models import Clock
from core.staff.models import Department
from core.tickets.kinds import Nature, State
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef, key_of


@dataclass(frozen=True, slots=True)
class Matter:
    """What escalation needs to know of a ticket."""

    ref: TicketRef
    group_id: int
    number: str
    state: State
    category_code: str | None
    nature: Nature | None
    grade: Grade
    department_id: UUID | None
    assignee_id: UUID | None
    received_at: datetime
    dispatched_at: datetime | None
    completed_at: datetime | None
    updated_at: datetime
    reopened: int


@dataclass(frozen=True, slots=True)
class Run:
    """An escalation as it stands."""

    id: UUID
    group_id: int
    estate_id: int
    ticket_id: UUID
    version: int
    chain: ChainCode
    chains_id: UUID | None
    cause: Cause
    cause_rule: str | None
    cause_round: int | None
    round: int
    state: EscalationState
    ending: Ending | None
    urgent: bool
    started_at: datetime

    @property
    def ref(self) -> TicketRef:
        """The ticket."""
        return TicketRef(self.estate_id, self.ticket_id)


_RUN = tuple(getattr(Escalation, name) for name in Run.__dataclass_fields__)


_TICKET: tuple[Any, ...] = (Ticket.estate_id, Ticket.id)
_MATTER = (
    select(
        *_TICKET,
        Ticket.group_id,
        Ticket.number,
        Ticket.state,
        Ticket.kind,
        Ticket.category_code,
        Ticket.nature,
        Ticket.urgency,
        Ticket.severity,
        Ticket.needs_developer,
        Ticket.important,
        Ticket.department_id,
        Ticket.assignee_id,
        Ticket.received_at,
        Ticket.dispatched_at,
        Ticket.completed_at,
        Ticket.updated_at,
        Ticket.reopened,
    )
    .join_from(THEM, Ticket, is_one(*_TICKET))
    .order_by(*_TICKET)
)
_RUNS = (
    select(*_RUN)
    .join_from(THEM, Escalation, is_one(Escalation.estate_id, Escalation.ticket_id))
    .order_by(Escalation.started_at, Escalation.id)
)
_THESE_RUNS = select(*_RUN).join_from(THEM, Escalation, is_one(Escalation.estate_id, Escalation.id))


async def matter(uow: UnitOfWork, ref: TicketRef, *, locked: bool = False) -> Matter | None:
    """The ticket, `locked` for the transaction; None where it is not in scope."""
    return (await matters(uow, (ref,), locked=locked)).get(ref)


async def matters(
    uow: UnitOfWork, tickets: Iterable[TicketRef], *, locked: bool = False
) -> dict[TicketRef, Matter]:
    """Those of the tickets that are in scope, `locked` in the order in which all lock them."""
    statement = _MATTER.with_for_update(of=Ticket) if locked else _MATTER
    rows = await uow.execute(statement, [keys(key_of(ref) for ref in tickets)])
    told: dict[TicketRef, Matter] = {}
    for found in map(dict, rows.mappings()):
        ref = TicketRef(found.pop("estate_id"), found.pop("id"))
        names = ("kind", "urgency", "severity", "needs_developer", "important")
        grade = Grade(**{name: found.pop(name) for name in names})
        told[ref] = Matter(ref=ref, grade=grade, **found)
    return told


async def runs(uow: UnitOfWork, ref: TicketRef) -> tuple[Run, ...]:
    """Every escalation of a ticket, in the order they began."""
    return (await runs_of(uow, (ref,)))[ref]


async def runs_of(
    uow: UnitOfWork, tickets: Collection[TicketRef]
) -> dict[TicketRef, tuple[Run, ...]]:
    """The same for several tickets."""
    rows = await uow.execute(_RUNS, [keys(key_of(ref) for ref in tickets)])
    told: dict[TicketRef, list[Run]] = {ref: [] for ref in tickets}
    for row in rows.mappings():
        run_ = Run(**row)
        told[run_.ref].append(run_)
    return {ref: tuple(found) for ref, found in told.items()}


async def run(uow: UnitOfWork, estate_id: int, id_: UUID) -> Run | None:
    """One escalation."""
    return (await runs_named(uow, ((estate_id, id_),))).get((estate_id, id_))


async def runs_named(uow: UnitOfWork, them: Iterable[Key]) -> dict[Key, Run]:
    """Escalations by their own keys."""
    rows = await uow.execute(_THESE_RUNS, [keys(them)])
    return {(row["estate_id"], row["id"]): Run(**row) for row in rows.mappings()}


async def insert_runs(uow: UnitOfWork, rows: list[dict[str, Any]]) -> frozenset[UUID]:
    """Write escalations; the ids of those whose key there was not yet, and only these."""
    return await uow.add_new(Escalation, rows, ("estate_id", "key"))


@dataclass(frozen=True, slots=True)
class Span:
    """When a promise began, and when it was fulfilled or given up."""

    started_at: datetime
    stopped_at: datetime | None


Spans = Mapping[tuple[str, int], Span]
"""A ticket's promises by rule and round."""

_SPANS = select(
    Clock.estate_id, Clock.ticket_id, Clock.rule, Clock.round, Clock.started_at, Clock.stopped_at
).join_from(THEM, Clock, is_one(Clock.estate_id, Clock.ticket_id))


async def spans_of(uow: UnitOfWork, tickets: Collection[TicketRef]) -> dict[TicketRef, Spans]:
    """Every round of every promise on several tickets."""
    told: dict[TicketRef, dict[tuple[str, int], Span]] = {ref: {} for ref in tickets}
    for row in await uow.execute(_SPANS, [keys(key_of(ref) for ref in tickets)]):
        of = told[TicketRef(row.estate_id, row.ticket_id)]
        of[row.rule, row.round] = Span(row.started_at, row.stopped_at)
    return dict(told)


async def latest_due(uow: UnitOfWork, ref: TicketRef, rule: str) -> datetime | None:
    """When the latest round of a promise falls, or fell, due; None where it was not made."""
    row = await uow.row(
        select(Clock.due_at)
        .where(Clock.estate_id == ref.estate_id, Clock.ticket_id == ref.id, Clock.rule == rule)
        .order_by(Clock.round.desc())
        .limit(1)
    )
    return None if row is None else row["due_at"]


@dataclass(frozen=True, slots=True)
class Notice:
    """What a late notice says."""

    reason: str
    expected_at: datetime


async def notice_of(uow: UnitOfWork, ref: TicketRef, id_: str) -> Notice | None:
    """A late notice on a ticket."""
    row = await uow.row(
        select(LateNotice.reason, LateNotice.expected_at).where(
            LateNotice.estate_id == ref.estate_id, LateNotice.id == UUID(id_)
        )
    )
    return None if row is None else Notice(**row)


async def departments_concerned(uow: UnitOfWork, about: Matter) -> frozenset[UUID]:
    """The ticket's department, or those with the functions its kind and category need (S-C3)."""
    if about.department_id is not None:
        return frozenset({about.department_id})
    rows = await uow.execute(NEEDS_IN_FORCE.select(), [{"group": about.group_id}])
    fitting = [need for need in (dict(row) for row in rows.mappings()) if _fits(need, about)]
    if not fitting:
        return frozenset()
    best = max(fitting, key=lambda need: (len(need["category_code"] or ""), bool(need["nature"])))
    found = await uow.execute(
        select(Department.id).where(
            Department.estate_id == about.ref.estate_id,
            Department.function.in_(best["functions"]),
        )
    )
    return frozenset(found.scalars())


def _fits(need: Mapping[str, Any], about: Matter) -> bool:
    code, own = need["category_code"], about.category_code or ""
    return (
        need["kind"] == about.grade.kind.value
        and (need["nature"] is None or need["nature"] == about.nature)
        and (code is None or own == code or own.startswith(f"{code}."))
    )


__all__ = [
    "Matter",
    "Notice",
    "Run",
    "Span",
    "Spans",
    "departments_concerned",
    "insert_runs",
    "latest_due",
    "matter",
    "matters",
    "notice_of",
    "run",
    "runs",
    "runs_named",
    "runs_of",
    "spans_of",
]
