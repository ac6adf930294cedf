"""Reminders of what runs out: certificates (S-K2) and courses (S-K3), every morning.

Each is told to the person and to who looks after their department, 30 and 7 days before and once
it is overdue; the key of a telling keeps it from being told twice, however often this runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy import func, select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.jobs.handlers import CronJob, CronRun, Jobs
from core.jobs.schedule import Schedule
from core.notify.tell import Recipient, Telling, tell
from core.staff.models import Staff, StaffSkill
from core.staff.repository import still_here, supervisor_of
from core.staff.rules import REMINDED
from core.training.due import owed

EVERY_MORNING = Schedule(times=(time(8, 30),))
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something of somebody's that runs out on a day."""

    staff_id: UUID
    department_id: UUID
    name: str
    template: str
    key: str
    values: Mapping[str, str]


async def remind_of_certificates(uow: UnitOfWork, run: CronRun) -> None:
    """Tell of every certificate that runs out within the next 30 days (S-K2)."""
    today = func.date(func.timezone(Estate.zone, uow.now))
    rows = await uow.execute(
        select(
            StaffSkill.staff_id,
            StaffSkill.skill,
            StaffSkill.expires_on,
            Staff.department_id,
            Staff.name,
            (StaffSkill.expires_on - today).label("days"),
        )
        .join_from(Estate, StaffSkill, StaffSkill.estate_id == Estate.id)
        .join(
            Staff,
            (Staff.estate_id == StaffSkill.estate_id) & (Staff.id == StaffSkill.staff_id),
        )
        .where(
            Estate.id == run.estate_id,
            StaffSkill.expires_on >= today,
            StaffSkill.expires_on <= today + max(REMINDED),
            still_here(uow.now),
        )
        .order_by(StaffSkill.expires_on, StaffSkill.id)
        .limit(MOST)
    )
    for row in rows.mappings():
        values = {
            "skill": row["skill"].value,
            "day": row["expires_on"].isoformat(),
            "days": str(row["days"]),
        }
        what = f"{row['staff_id']}:{values['skill']}:{values['day']}"
        await _tell(
            uow,
            run,
            Reminder(
                row["staff_id"],
                row["department_id"],
                row["name"],
                "certificate.expiring",
                f"certificate:{what}:{stage(row['days'])}",
                values,
            ),
        )


async def remind_of_courses(uow: UnitOfWork, run: CronRun) -> None:
    """Tell of every course that must be taken within the next 30 days, or is overdue (S-K3)."""
    today = await _today(uow, run.estate_id)
    names = await _names(uow, run.estate_id)
    for each in await owed(uow, run.estate_id, max(REMINDED), MOST):
        days = (each.due_on - today).days
        day = each.due_on.isoformat()
        key = f"training:{each.staff_id}:{each.course_id}:{day}:{stage(days)}"
        values = {"course": each.title, "day": day}
        name = names[each.staff_id]
        await _tell(
            uow,
            run,
            Reminder(each.staff_id, each.department_id, name, "training.due", key, values),
        )


def stage(days: int) -> str:
    """Which of the reminders is due so many days before: 30, 7, or overdue."""
    if days < 0:
        return "overdue"
    return str(min(each for each in REMINDED if days <= each))


async def _tell(uow: UnitOfWork, run: CronRun, what: Reminder) -> None:
    await tell(
        uow,
        Telling(
            run.group_id,
            run.estate_id,
            what.template,
            Recipient.staff(what.staff_id),
            key=what.key,
            values=what.values,
        ),
    )
    supervisor = await supervisor_of(
        uow, run.estate_id, what.department_id, uow.now, but=what.staff_id
    )
    if supervisor is not None:
        values = {**what.values, "person": what.name}
        await tell(
            uow,
            Telling(
                run.group_id,
                run.estate_id,
                f"{what.template}_staff",
                Recipient.staff(supervisor.id),
                key=f"{what.key}:supervisor",
                values=values,
            ),
        )


async def _today(uow: UnitOfWork, estate_id: int) -> date:
    found = select(func.date(func.timezone(Estate.zone, uow.now))).where(Estate.id == estate_id)
    today: date = (await uow.execute(found)).scalar_one()
    return today


async def _names(uow: UnitOfWork, estate_id: int) -> dict[UUID, str]:
    rows = await uow.execute(select(Staff.id, Staff.name).where(Staff.estate_id == estate_id))
    return {row.id: row.name for row in rows}


JOBS = Jobs(
    cron=(
        CronJob("staff.certificates", EVERY_MORNING, remind_of_certificates),
        CronJob("training.due", EVERY_MORNING, remind_of_courses),
    )
)

__all__ = ["JOBS", "Reminder", "remind_of_certificates", "remind_of_courses", "stage"]
