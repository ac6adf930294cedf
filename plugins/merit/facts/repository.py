"""Reading what happened in somebody's work, and keeping it once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric, RowMapping, cast, func, not_, select
from sqlalchemy.dialects.postgresql import insert

from core.db.unit_of_work import UnitOfWork
from core.sla.models import Basis, Clock
from core.staff.models import Staff
from core.surveys.models import SCORES, Survey
from core.tickets.actions import Action
from core.tickets.kinds import HoldReason
from core.tickets.models import Ticket, TicketEvent
from plugins.merit.cases.models import MeritEvidence
from plugins.merit.facts.keeping import Moment, worker
from plugins.merit.facts.models import MeritFact, MeritRule
from plugins.merit.kinds import FactKind, MeritGrade, MeritGround


@dataclass(frozen=True, slots=True)
class Holder:
    """Who had a ticket."""

    staff_id: UUID
    department_id: UUID


@dataclass(frozen=True, slots=True)
class BrokenClock:
    """A broken promise, and the kind of time it was counted in."""

    id: UUID
    started_at: datetime
    broken_at: datetime
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Whose work was scored, and how: the mean of the scores in hundredths."""

    ticket_id: UUID
    staff_id: UUID
    department_id: UUID
    at: datetime
    score: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as far as proposing goes."""

    id: UUID
    title: str
    promises: list[str] | None
    score_from: int | None
    score_to: int | None
    times: int
    days: int
    grade: MeritGrade
    ground: MeritGround

    def counts(self, promise: str | None, score: int | None) -> bool:
        """Whether a fact of the rule's kind is one that it counts."""
        if self.promises is not None and promise not in self.promises:
            return False
        if self.score_from is not None and (score is None or score < self.score_from):
            return False
        return self.score_to is None or (score is not None and score <= self.score_to)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that has served for no case yet."""

    id: UUID
    at: datetime
    ticket_id: UUID
    clock_id: UUID | None
    survey_id: UUID | None
    promise: str | None
    score: int | None


async def history(uow: UnitOfWork, estate_id: int, ticket_id: UUID) -> list[Moment]:
    """What of a ticket's history says who has it, and what it waits for; in order."""
    found = await uow.execute(
        select(
            TicketEvent.at,
            TicketEvent.action,
            TicketEvent.to_state,
            TicketEvent.data["assignee"].astext.label("assignee"),
            TicketEvent.data["reason"].astext.label("reason"),
            TicketEvent.data["until"].astext.label("until"),
            (TicketEvent.data["lead"].astext != Ticket.number).label("following"),
        )
        .join(
            Ticket,
            (Ticket.estate_id == TicketEvent.estate_id) & (Ticket.id == TicketEvent.ticket_id),
        )
        .where(TicketEvent.estate_id == estate_id, TicketEvent.ticket_id == ticket_id)
        .order_by(TicketEvent.sequence)
    )
    return [_moment(row) for row in found.mappings()]


def _moment(row: RowMapping) -> Moment:
    action = Action(row["action"])
    held = action is Action.HOLD
    return Moment(
        row["at"],
        action,
        row["to_state"],
        None if row["assignee"] is None else UUID(row["assignee"]),
        HoldReason(row["reason"]) if held else None,
        datetime.fromisoformat(row["until"]) if held else None,
        bool(row["following"]),
    )


async def place_of(uow: UnitOfWork, estate_id: int, staff_id: UUID | None) -> Holder | None:
    """Somebody with the department they are in; None for nobody."""
    if staff_id is None:
        return None
    row = await uow.row(
        select(Staff.id.label("staff_id"), Staff.department_id).where(
            Staff.estate_id == estate_id, Staff.id == staff_id
        )
    )
    return None if row is None else Holder(**row)


async def worker_at(
    uow: UnitOfWork, estate_id: int, ticket_id: UUID, at: datetime
) -> Holder | None:
    """Whose the work on a ticket was that was done at an instant."""
    done_by = worker(await history(uow, estate_id, ticket_id), at)
    return await place_of(uow, estate_id, done_by)


async def broken(
    uow: UnitOfWork, estate_id: int, ticket_id: UUID, rule: str, round_: int
) -> BrokenClock | None:
    """The clock of a broken promise."""
    row = await uow.row(
        select(Clock.id, Clock.started_at, Clock.broken_at, Clock.basis).where(
            Clock.estate_id == estate_id,
            Clock.ticket_id == ticket_id,
            Clock.rule == rule,
            Clock.round == round_,
            Clock.broken_at.is_not(None),
        )
    )
    return None if row is None else BrokenClock(**row)


async def answer(uow: UnitOfWork, estate_id: int, survey_id: UUID) -> Answer | None:
    """The scores of an answer; None where there are none, or nobody's work was asked about."""
    scores = [getattr(Survey, name) for name in SCORES]
    given = func.num_nonnulls(*scores)
    total = sum((func.coalesce(each, 0) for each in scores[1:]), func.coalesce(scores[0], 0))
    row = await uow.row(
        select(
            Survey.ticket_id,
            Staff.id.label("staff_id"),
            Staff.department_id,
            Survey.answered_at.label("at"),
            func.round(cast(total * 100, Numeric) / given).label("score"),
        )
        .join(Staff, (Staff.estate_id == Survey.estate_id) & (Staff.id == Survey.assignee_id))
        .where(Survey.estate_id == estate_id, Survey.id == survey_id, given > 0)
    )
    return None if row is None else Answer(**{**row, "score": int(row["score"])})


async def keep(uow: UnitOfWork, values: Mapping[str, Any]) -> bool:
    """Keep a fact; False where it was kept before."""
    made = insert(MeritFact).values(**values).on_conflict_do_nothing().returning(MeritFact.id)
    return (await uow.execute(made)).first() is not None


async def rules_for(uow: UnitOfWork, estate_id: int, kind: FactKind) -> list[Rule]:
    """The estate's rules that count facts of a kind, in the order of their codes."""
    found = await uow.execute(
        select(
            MeritRule.id,
            MeritRule.title,
            MeritRule.promises,
            MeritRule.score_from,
            MeritRule.score_to,
            MeritRule.times,
            MeritRule.days,
            MeritRule.grade,
            MeritRule.ground,
        )
        .where(MeritRule.estate_id == estate_id, MeritRule.fact == kind, MeritRule.active)
        .order_by(MeritRule.code)
    )
    return [Rule(**row) for row in found.mappings()]


async def fresh(
    uow: UnitOfWork, estate_id: int, staff_id: UUID, kind: FactKind, at: datetime, days: int
) -> list[Fact]:
    """Somebody's facts of a kind within so many days of `at` that have served for no case."""
    served = select(MeritEvidence.id).where(
        MeritEvidence.estate_id == MeritFact.estate_id, MeritEvidence.fact_id == MeritFact.id
    )
    found = await uow.execute(
        select(
            MeritFact.id,
            MeritFact.at,
            MeritFact.ticket_id,
            MeritFact.clock_id,
            MeritFact.survey_id,
            MeritFact.promise,
            MeritFact.score,
        )
        .where(
            MeritFact.estate_id == estate_id,
            MeritFact.staff_id == staff_id,
            MeritFact.kind == kind,
            MeritFact.at > at - timedelta(days=days),
            MeritFact.at < at + timedelta(days=days),
            not_(served.exists()),
        )
        .order_by(MeritFact.at, MeritFact.id)
    )
    return [Fact(**row) for row in found.mappings()]


__all__ = [
    "Answer",
    "BrokenClock",
    "Fact",
    "Holder",
    "Rule",
    "answer",
    "broken",
    "fresh",
    "history",
    "keep",
    "place_of",
    "rules_for",
    "worker_at",
]
