"""Drawing up the weekly list to the developer's customer service (S-H1).

On Monday morning: what was with it in the week before, Monday to Sunday at the estate, and what of
it is open, with the promises that are broken. A list is drawn up once, and not again.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, func, or_, select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from core.jobs.handlers import CronRun
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockState,
    HandOverState,
)
from plugins.developer_escalation.handover.models import DeveloperClock, HandOver
from plugins.developer_escalation.handover.transitions import STANDING
from plugins.developer_escalation.partners.models import Developer
from plugins.developer_escalation.partners.people import tell_people
from plugins.developer_escalation.weekly.models import WeeklyLine, WeeklyList

_WEEK = timedelta(days=7)
_RETURNED = frozenset({HandOverState.REFUSED, HandOverState.DISPUTED})


async def draw_up(uow: UnitOfWork, run: CronRun) -> None:
    """A list for each developer that had anything in the week; its people are told."""
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == run.estate_id))).scalar_one()
    today = run.slot.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    until = datetime.combine(monday, time.min, ZoneInfo(zone))
    week_of = monday - _WEEK
    companies = await uow.execute(
        select(Developer.id).where(Developer.estate_id == run.estate_id).order_by(Developer.id)
    )
    for partner_id in companies.scalars().all():
        await _list(uow, run, partner_id, week_of, until - _WEEK, until)


async def _list(
    uow: UnitOfWork,
    run: CronRun,
    partner_id: UUID,
    week_of: date,
    since: datetime,
    until: datetime,
) -> None:
    drawn_up = select(WeeklyList.id).where(
        WeeklyList.estate_id == run.estate_id,
        WeeklyList.partner_id == partner_id,
        WeeklyList.week_of == week_of,
    )
    rows = await _rows(uow, run.estate_id, partner_id, since, until)
    if not rows or await uow.row(drawn_up) is not None:
        return
    tenant = {"group_id": run.group_id, "estate_id": run.estate_id, "partner_id": partner_id}
    list_id = new_id()
    figures = _figures(rows, since, until)
    overdue = sum(1 for row in rows if row["broken"])
    uow.add(
        WeeklyList,
        **tenant,
        id=list_id,
        week_of=week_of,
        drawn_up_at=uow.now,
        broken=overdue,
        **figures,
    )
    for row in rows:
        uow.add(
            WeeklyLine,
            **tenant,
            id=new_id(),
            weekly_list_id=list_id,
            hand_over_id=row["id"],
            state=row["state"],
            due_at=row["due_at"],
            overdue=bool(row["broken"]),
        )
    values = {
        "week": week_of.isoformat(),
        "handed": str(figures["handed"]),
        "repaired": str(figures["repaired"]),
        "open": str(figures["open"]),
        "overdue": str(overdue),
    }
    key = f"{partner_id}:{week_of}"
    await tell_people(uow, run.group_id, run.estate_id, partner_id, "weekly", key, values)


async def _rows(
    uow: UnitOfWork, estate_id: int, partner_id: UUID, since: datetime, until: datetime
) -> list[RowMapping]:
    """What was with the developer at any time of the week; with the last promise due on it."""
    clocks = (
        select(
            DeveloperClock.hand_over_id,
            func.max(DeveloperClock.due_at).label("due_at"),
            func.bool_or(DeveloperClock.state == DeveloperClockState.BROKEN)
            .filter(DeveloperClock.ended_at.is_(None))
            .label("broken"),
        )
        .where(DeveloperClock.estate_id == estate_id, DeveloperClock.partner_id == partner_id)
        .group_by(DeveloperClock.hand_over_id)
        .subquery()
    )
    found = await uow.execute(
        select(
            HandOver.id,
            HandOver.state,
            HandOver.handed_at,
            HandOver.answered_at,
            HandOver.ended_at,
            clocks.c.due_at,
            func.coalesce(clocks.c.broken, False).label("broken"),
        )
        .outerjoin(clocks, clocks.c.hand_over_id == HandOver.id)
        .where(
            HandOver.estate_id == estate_id,
            HandOver.partner_id == partner_id,
            HandOver.handed_at < until,
            or_(HandOver.ended_at.is_(None), HandOver.ended_at >= since),
        )
        .order_by(HandOver.handed_at, HandOver.id)
    )
    return list(found.mappings())


def _figures(rows: Iterable[RowMapping], since: datetime, until: datetime) -> dict[str, int]:
    """Handed over, returned and repaired in the week; still with the developer now."""

    def in_week(at: datetime | None) -> bool:
        return at is not None and since <= at < until

    rows = list(rows)
    ended = [row for row in rows if in_week(row["ended_at"])]
    repaired = HandOverState.REPAIRED, HandOverState.VERIFIED, HandOverState.DEFECTIVE
    return {
        "handed": sum(in_week(row["handed_at"]) for row in rows),
        "refused": sum(row["state"] in _RETURNED for row in ended),
        "repaired": sum(row["state"] in repaired for row in ended),
        "open": sum(row["state"] in STANDING for row in rows),
    }


__all__ = ["draw_up"]
