"""What follows from a case begins when it comes into force: a row each, handed to its doer."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from plugins.merit.cases.repository import Standing
from plugins.merit.configuration import configured
from plugins.merit.effects.hand_over import EFFECT_OVERDUE, Handed, hand_to_doers
from plugins.merit.effects.kinds import MONEY, STANDING, MeritEffectState
from plugins.merit.effects.models import MeritEffect
from plugins.merit.effects.terms import Effect
from plugins.merit.kinds import MeritGrade


async def begin(uow: UnitOfWork, case: Standing, grade: MeritGrade) -> None:
    """Write what follows from `grade`; those who are to carry it out are told, each once."""
    terms = (await configured(uow, case.estate_id)).rung(grade).effects
    if not terms:
        return
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == case.estate_id))).scalar_one()
    month = uow.now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    handed: list[Handed] = []
    for number, each in enumerate(terms, 1):
        effect_id = new_id()
        values = dict(_values(each, case, uow.now, month))
        uow.add(
            MeritEffect,
            group_id=case.group_id,
            estate_id=case.estate_id,
            id=effect_id,
            case_id=case.id,
            staff_id=case.staff_id,
            department_id=case.department_id,
            number=number,
            begun_at=uow.now,
            **values,
        )
        if values["state"] is MeritEffectState.DUE:
            handed.append(_handed(effect_id, each, case, values["due_at"]))
            wake(uow, handed[-1])
    await hand_to_doers(uow, case, handed)


def wake(uow: UnitOfWork, handed: Handed) -> None:
    """Look at the effect again when it is due."""
    uow.set_timer(
        EFFECT_OVERDUE,
        f"{handed.id}:{new_id()}",
        max(handed.due_at, uow.now),
        group_id=handed.group_id,
        estate_id=handed.estate_id,
        effect=str(handed.id),
    )


def _values(each: Effect, case: Standing, now: datetime, month: date) -> Iterator[tuple[str, Any]]:
    yield from (("kind", each.kind), ("doer", each.doer), ("days", each.days))
    yield "course", each.course
    if each.kind in STANDING:
        assert each.days is not None
        yield from (("state", MeritEffectState.HOLDS), ("holds_from", now))
        yield "holds_until", now + timedelta(days=each.days)
        return
    yield from (("state", MeritEffectState.DUE), ("due_at", now + timedelta(days=each.within_days)))
    if each.kind in MONEY:
        yield from (("month", month), ("amount", each.amount or case.amount))


def _handed(effect_id: UUID, each: Effect, case: Standing, due_at: datetime) -> Handed:
    return Handed(
        effect_id, case.group_id, case.estate_id, case.department_id, each.kind, each.doer, due_at
    )


__all__ = ["begin", "wake"]
