"""Months are rolled up into quarters, and quarters into years, with their last one (S-K4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.notify.tell import Recipient
from plugins.merit.appraisals import periods
from plugins.merit.appraisals.kinds import MeritPeriod
from plugins.merit.appraisals.models import MeritPeriodCard, MeritPeriodPart
from plugins.merit.appraisals.periods import Part
from plugins.merit.appraisals.rules import mean
from plugins.merit.ladder import MeritConfiguration
from plugins.merit.telling import say


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter or a year, by its first day."""

    period: MeritPeriod
    begins: date

    @classmethod
    def around(cls, period: MeritPeriod, day: date) -> "Span":
        """The one that a day is in."""
        month = 1 if period is MeritPeriod.YEAR else (day.month - 1) // 3 * 3 + 1
        return cls(period, date(day.year, month, 1))

    @property
    def step(self) -> int:
        """How many months each of its parts has."""
        return 3 if self.period is MeritPeriod.YEAR else 1

    @property
    def parts(self) -> tuple[date, ...]:
        """The first days of its quarters, or of its months."""
        first = self.begins.month
        count = 4 if self.period is MeritPeriod.YEAR else 3
        return tuple(self.begins.replace(month=first + n * self.step) for n in range(count))

    @property
    def title(self) -> str:
        """`2025`, or `2025-Q1`."""
        if self.period is MeritPeriod.YEAR:
            return str(self.begins.year)
        return f"{self.begins.year}-Q{(self.begins.month + 2) // 3}"


def ending_with(month: date) -> tuple[Span, ...]:
    """The spans whose last month this is: none, a quarter, or a quarter and then its year."""
    quarter = Span.around(MeritPeriod.QUARTER, month)
    if quarter.parts[-1] != month:
        return ()
    year = Span.around(MeritPeriod.YEAR, month)
    return (quarter, year) if year.parts[-1] == quarter.begins else (quarter,)


def weights(span: Span, settings: MeritConfiguration) -> Mapping[date, int]:
    """What each part of a span weighs, as the contract says."""
    year = span.period is MeritPeriod.YEAR
    given = settings.year_weights if year else settings.quarter_weights
    return dict(zip(span.parts, given, strict=True))


async def roll_up(
    uow: UnitOfWork, tenant: Mapping[str, int], span: Span, settings: MeritConfiguration
) -> None:
    """Write everybody's card of a span that is over, once; each person is told.

    A part that somebody has no card of is left out, and the other weights count.
    """
    estate_id = tenant["estate_id"]
    await periods.lock_people(uow, estate_id)
    weigh = weights(span, settings)
    by_person: dict[UUID, list[Part]] = defaultdict(list)
    for part in await periods.parts_of(uow, estate_id, span.period, span.parts):
        by_person[part.staff_id].append(part)
    known = await periods.carded(uow, estate_id, span.period, span.begins)
    for staff_id in sorted(by_person.keys() - known):
        await _write(uow, tenant, span, by_person[staff_id], weigh)


async def _write(
    uow: UnitOfWork,
    tenant: Mapping[str, int],
    span: Span,
    parts: Sequence[Part],
    weigh: Mapping[date, int],
) -> None:
    total = mean([(weigh[part.begins], part.total) for part in parts])
    assert total is not None
    last, card = parts[-1], new_id()
    uow.add(
        MeritPeriodCard,
        **tenant,
        id=card,
        staff_id=last.staff_id,
        department_id=last.department_id,
        period=span.period,
        begins=span.begins,
        total=total,
        locked_at=uow.now,
    )
    for part in parts:
        uow.add(
            MeritPeriodPart,
            **tenant,
            id=new_id(),
            card_id=card,
            begins=part.begins,
            weight=weigh[part.begins],
            total=part.total,
        )
    await say(
        uow,
        tenant["group_id"],
        tenant["estate_id"],
        "merit.period_locked",
        Recipient.staff(last.staff_id),
        f"{last.staff_id}:{span.title}",
        period=span.title,
    )


__all__ = ["Span", "ending_with", "roll_up", "weights"]
