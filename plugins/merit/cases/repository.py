"""Reading and writing cases, and what they need to know of people and their work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict, NotFound
from core.sla.models import Clock
from core.staff.models import Staff
from core.surveys.models import Survey
from core.tickets.models import Ticket
from plugins.merit.cases.models import MeritCase, MeritEvidence, MeritStep
from plugins.merit.facts.models import MeritFact
from plugins.merit.kinds import MeritGrade, MeritLevel, MeritState


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as it stands, under its lock."""

    id: UUID
    group_id: int
    estate_id: int
    staff_id: UUID
    department_id: UUID
    account_id: UUID | None
    grade: MeritGrade
    points: int
    months: int
    amount: int | None
    state: MeritState
    version: int
    chain: list[str]
    approvals: int
    proposed_by: UUID | None
    objection_until: datetime | None
    hearing_until: datetime | None

    @property
    def next_level(self) -> MeritLevel | None:
        """Who approves next; None where all have."""
        return None if self.approvals >= len(self.chain) else MeritLevel(self.chain[self.approvals])


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a case may be about. `account_id` is how they log in."""

    id: UUID
    department_id: UUID
    account_id: UUID | None


async def person(uow: UnitOfWork, estate_id: int, staff_id: UUID, *, lock: bool = False) -> Person:
    """A member of the estate's staff. Raises `NotFound`."""
    found = select(Staff.id, Staff.department_id, Staff.account_id).where(
        Staff.estate_id == estate_id, Staff.id == staff_id
    )
    row = await uow.row(found.with_for_update() if lock else found)
    if row is None:
        raise NotFound("staffId")
    return Person(**row)


async def locked(uow: UnitOfWork, estate_id: int, case_id: UUID) -> Standing:
    """A case, nobody else's to change. Raises `NotFound`."""
    await uow.flush()
    row = await uow.row(
        select(
            MeritCase.id,
            MeritCase.group_id,
            MeritCase.estate_id,
            MeritCase.staff_id,
            MeritCase.department_id,
            Staff.account_id,
            MeritCase.grade,
            MeritCase.points,
            MeritCase.months,
            MeritCase.amount,
            MeritCase.state,
            MeritCase.version,
            MeritCase.chain,
            MeritCase.approvals,
            MeritCase.proposed_by,
            MeritCase.objection_until,
            MeritCase.hearing_until,
        )
        .join(Staff, (Staff.estate_id == MeritCase.estate_id) & (Staff.id == MeritCase.staff_id))
        .where(MeritCase.estate_id == estate_id, MeritCase.id == case_id)
        .with_for_update(of=MeritCase.__table__)
    )
    if row is None:
        raise NotFound("meritCaseId")
    return Standing(**row)


def expect(case: Standing, version: int) -> None:
    """Raises `Conflict` where the case was changed since the caller saw it."""
    if case.version != version:
        raise Conflict(case.version)


async def acted(uow: UnitOfWork, estate_id: int, case_id: UUID) -> frozenset[UUID]:
    """The accounts that have taken a step on the case."""
    found = select(MeritStep.actor_id).where(
        MeritStep.estate_id == estate_id,
        MeritStep.case_id == case_id,
        MeritStep.actor_id.is_not(None),
    )
    return frozenset((await uow.execute(found)).scalars())


async def leads(
    uow: UnitOfWork, estate_id: int, persons: Sequence[UUID], department_id: UUID
) -> bool:
    """Whether one of a caller's places is in the department."""
    found = select(Staff.id).where(
        Staff.estate_id == estate_id,
        Staff.id.in_(persons),
        Staff.department_id == department_id,
        Staff.left_on.is_(None),
    )
    return (await uow.execute(found.limit(1))).first() is not None


async def change(uow: UnitOfWork, case: Standing, values: Mapping[str, Any]) -> None:
    """Write columns of a locked case, and its next version."""
    await uow.execute(
        update(MeritCase)
        .where(MeritCase.estate_id == case.estate_id, MeritCase.id == case.id)
        .values(version=case.version + 1, **values)
    )


async def missing(
    uow: UnitOfWork,
    estate_id: int,
    *,
    tickets: Sequence[UUID],
    clocks: Sequence[UUID],
    surveys: Sequence[UUID],
    facts: Sequence[UUID],
) -> str | None:
    """The input that names something which is not the estate's; None where all is."""
    for field, model, keys in (
        ("ticketId", Ticket, tickets),
        ("clockId", Clock, clocks),
        ("surveyId", Survey, surveys),
        ("factId", MeritFact, facts),
    ):
        if not keys:
            continue
        found = select(model.id).where(
            model.estate_id == estate_id,
            model.id.in_(keys),
        )
        if len((await uow.execute(found)).all()) < len(set(keys)):
            return field
    return None


async def used(uow: UnitOfWork, estate_id: int, facts: Sequence[UUID]) -> bool:
    """Whether any of these facts has served for a case."""
    if not facts:
        return False
    found = select(MeritEvidence.id).where(
        MeritEvidence.estate_id == estate_id, MeritEvidence.fact_id.in_(facts)
    )
    return (await uow.execute(found.limit(1))).first() is not None


__all__ = [
    "Person",
    "Standing",
    "acted",
    "change",
    "expect",
    "leads",
    "locked",
    "missing",
    "person",
    "used",
]
