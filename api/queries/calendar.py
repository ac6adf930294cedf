"""What an estate's calendar says, day by day (S-D8)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import strawberry
from sqlalchemy import Boolean, Date, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB

from api.graph.derived import derived
from api.graph.errands import Errands, Found
from api.graph.fields import argument, column
from api.mutations.tickets import estate_in
from api.queries.documents import ERRAND, brought
from api.types.documents import Columns, listed_in
from core.errors import Invalid
from core.estates import models
from core.estates.repository import estate_facts
from core.sla.days import DayKind, days

MOST_DAYS = 400

DAY: Columns = {"day": Date, "kind": Text, "worked": Boolean, "name": Text, "shifts": JSONB}
SHIFT: Columns = {"begin": DateTime(timezone=True), "end": DateTime(timezone=True)}

strawberry.enum(DayKind, name="CalendarDayKind", description="Why a day is worked, or not.")


async def _days(errands: Errands, estate_id: str, since: date, until: date) -> Sequence[Found]:
    estate = estate_in(estate_id)
    if (until - since).days >= MOST_DAYS:
        raise Invalid("until", f"must be less than {MOST_DAYS} days after since")
    if estate not in errands.uow.scope.estates:
        return ()
    known_since = datetime.combine(since, time(), UTC)
    facts = await estate_facts(errands.uow, estate, min(known_since, errands.uow.now))
    return [
        {
            "day": each.day.isoformat(),
            "kind": each.kind,
            "worked": each.worked,
            "name": each.name,
            "shifts": [
                {"begin": begin.isoformat(), "end": end.isoformat()} for begin, end in each.shifts
            ],
        }
        for each in days(facts.calendar, since, until)
    ]


@strawberry.type(description="A stretch of working time.")
class WorkingShift:
    begin: datetime = column()
    end: datetime = column()


@strawberry.type(description="A day of an estate's calendar.")
class EstateDay:
    day: date = column()
    kind: DayKind = column()
    worked: bool = column()
    name: str | None = column(description="The public holiday's, where it is one.")
    shifts: list[WorkingShift] = derived(
        listed_in("shifts", SHIFT),
        models.CalendarDay,
        most=10,
        description="Those that start on it; a night shift ends on the next.",
    )


@strawberry.type
class CalendarQueries:
    """When an estate works."""

    estate_days: list[EstateDay] = derived(
        brought(
            _days,
            "estate_days",
            DAY,
            ("estate_id", "estateId"),
            ("since", "since"),
            ("until", "until"),
        ),
        models.CalendarDay,
        most=MOST_DAYS,
        weight=ERRAND,
        arguments=(
            argument("estate_id", strawberry.ID, "The estate."),
            argument("since", date, "The first day."),
            argument("until", date, f"The last day, less than {MOST_DAYS} days later."),
        ),
        description="An estate's days: holidays, working days that make up for them, days set by "
        "the estate itself, and the shifts of each (S-D8).",
    )


__all__ = ["CalendarQueries", "EstateDay", "WorkingShift"]
