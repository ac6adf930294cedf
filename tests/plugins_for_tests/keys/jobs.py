"""What the workers do: notice keys that are not back, count them in the evening."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from core.db.engine import Database
from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from core.jobs.handlers import Consumer, Courier, CronJob, CronRun, DueTimer, Event, Jobs, TimerKind
from core.jobs.schedule import daily
from tests.plugins_for_tests.keys.lend import RETURN_DUE
from tests.plugins_for_tests.keys.models import EveningCount, HouseKey, KeyState


async def return_due(uow: UnitOfWork, timer: DueTimer) -> None:
    """A key was to be back by now: if it is not, that is put down, once."""
    key_id = UUID(timer.payload["key_id"])
    missed = (
        update(HouseKey)
        .where(
            HouseKey.estate_id == timer.estate_id,
            HouseKey.id == key_id,
            HouseKey.state == KeyState.LENT,
            HouseKey.due_back_at == timer.due_at,
            HouseKey.missed_at.is_(None),
        )
        .values(missed_at=uow.now)
        .returning(HouseKey.id)
    )
    if await uow.row(missed) is not None:
        keys = {"group_id": timer.group_id, "estate_id": timer.estate_id}
        uow.emit("keys.missed", **keys, subject_id=key_id)


async def count(uow: UnitOfWork, run: CronRun) -> None:
    """Count the keys, as of the slot's own day in the estate's zone."""
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == run.estate_id))).scalar_one()
    counted = select(
        func.count().label("held"),
        func.count().filter(HouseKey.state == KeyState.LENT).label("lent"),
    ).where(HouseKey.estate_id == run.estate_id)
    found = (await uow.execute(counted)).one()
    uow.add(
        EveningCount,
        group_id=run.group_id,
        estate_id=run.estate_id,
        id=new_id(),
        day=run.slot.astimezone(ZoneInfo(zone)).date(),
        held=found.held,
        lent=found.lent,
    )


async def freed(uow: UnitOfWork, event: Event) -> None:
    """A ticket was withdrawn: what was lent for it is due back now."""
    lent = (
        update(HouseKey)
        .where(HouseKey.estate_id == event.estate_id, HouseKey.ticket_id == event.subject_id)
        .values(due_back_at=uow.now)
    )
    await uow.execute(lent)


CARRIED: list[UUID] = []
"""What was carried to the cabinet's maker."""


async def carry(database: Database, event: Event) -> None:
    """Tell the maker of the cabinet of a key that was taken in."""
    CARRIED.append(event.subject_id)


JOBS = Jobs(
    timers=(TimerKind(RETURN_DUE, return_due),),
    consumers=(Consumer("keys.freed", frozenset({"ticket.withdrawn"}), freed),),
    couriers=(Courier("keys.carry", frozenset({"keys.taken_in"}), carry),),
    cron=(CronJob("keys.count", daily("21:00"), count),),
)
