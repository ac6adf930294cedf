"""Reading tickets and escalations. The area's SQL stands here and in `ledger`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.dispatch.listing import NEEDS_IN_FORCE
from core.escalation.chains import Grade
from core.escalation.kinds import Cause, ChainCode, Ending, EscalationState
from core.escalation.models import Escalation
from core.sla.models import Clock
from core.staff.models import Department
from core.tickets.kinds import Nature, State
from core.tickets.models import Ticket
from core.tickets.refs import TicketRef


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


async def matter(uow: UnitOfWork, ref: TicketRef, *, locked: bool = False) -> Matter | None:
    """The ticket, `locked` for the transaction; None where it is not in scope."""
    statement = select(
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
    ).where(Ticket.estate_id == ref.estate_id, Ticket.id == ref.id)
    row = await uow.row(statement.with_for_update() if locked else statement)
    if row is None:
        return None
    found = dict(row)
    names = ("kind", "urgency", "severity", "needs_developer", "important")
    grade = Grade(**{name: found.pop(name) for name in names})
    return Matter(ref=ref, grade=grade, **found)


async def runs(uow: UnitOfWork, ref: TicketRef) -> tuple[Run, ...]:
    """Every escalation of a ticket, in the order they began."""
    rows = await uow.execute(
        select(*_RUN)
        .where(Escalation.estate_id == ref.estate_id, Escalation.ticket_id == ref.id)
        .order_by(Escalation.started_at, Escalation.id)
    )
    return tuple(Run(**row) for row in rows.mappings())


async def run(uow: UnitOfWork, estate_id: int, id_: UUID) -> Run | None:
    """One escalation."""
    row = await uow.row(
        select(*_RUN).where(Escalation.estate_id == estate_id, Escalation.id == id_)
    )
    return None if row is None else Run(**row)


async def insert_run(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Write an escalation; False, and nothing written, where there is one of its key."""
    found = await uow.execute(
        insert(Escalation)
        .values(version=1, **values)
        .on_conflict_do_nothing(index_elements=["estate_id", "key"])
        .returning(Escalation.id)
    )
    return found.scalar_one_or_none() is not None


@dataclass(frozen=True, slots=True)
class Span:
    """When a promise began, and when it was fulfilled or given up."""

    started_at: datetime
    stopped_at: datetime | None


async def clock_of(uow: UnitOfWork, ref: TicketRef, rule: str, round_: int) -> Span | None:
    """A round of a promise on a ticket."""
    row = await uow.row(
        select(Clock.started_at, Clock.stopped_at).where(
            Clock.estate_id == ref.estate_id,
            Clock.ticket_id == ref.id,
            Clock.rule == rule,
            Clock.round == round_,
        )
    )
    return None if row is None else Span(**row)


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
    "Run",
    "Span",
    "clock_of",
    "departments_concerned",
    "insert_run",
    "matter",
    "run",
    "runs",
]
