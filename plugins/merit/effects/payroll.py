"""What the pay-roll office is handed each month: payments and deductions, as CSV."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from io import StringIO
from uuid import UUID

from sqlalchemy import case, select

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.models import Department, Staff
from plugins.merit import rights
from plugins.merit.effects.kinds import MeritEffectKind
from plugins.merit.effects.models import MeritEffect

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula, at the beginning of words."""


@dataclass(frozen=True, slots=True)
class PayrollLine:
    """One sum: fen, paid out where positive. `state` says whether it was paid, or let off."""

    month: date
    staff_id: UUID
    name: str
    department: str
    kind: MeritEffectKind
    amount_fen: int
    state: str
    case_id: UUID
    in_force_at: datetime
    done_at: datetime | None


async def payroll(
    actor: Actor, estate_id: int, month: date, uow: UnitOfWork
) -> Sequence[PayrollLine]:
    """The sums of what came into force in a month, by name. Raises `NotFound`."""
    rights.require(actor, estate_id, rights.PAYROLL)
    deducted = MeritEffect.kind == MeritEffectKind.DEDUCTION
    found = await uow.execute(
        select(
            MeritEffect.month,
            MeritEffect.staff_id,
            Staff.name,
            Department.name.label("department"),
            MeritEffect.kind,
            case((deducted, -MeritEffect.amount), else_=MeritEffect.amount).label("amount_fen"),
            MeritEffect.state,
            MeritEffect.case_id,
            MeritEffect.begun_at.label("in_force_at"),
            MeritEffect.done_at,
        )
        .join(
            Staff, (Staff.estate_id == MeritEffect.estate_id) & (Staff.id == MeritEffect.staff_id)
        )
        .join(
            Department,
            (Department.estate_id == MeritEffect.estate_id)
            & (Department.id == MeritEffect.department_id),
        )
        .where(MeritEffect.estate_id == estate_id, MeritEffect.month == month.replace(day=1))
        .order_by(Staff.name, MeritEffect.begun_at, MeritEffect.id)
    )
    return [PayrollLine(**row) for row in found.mappings()]


def as_csv(lines: Sequence[PayrollLine]) -> str:
    """The list as CSV with a head line; words that a spreadsheet would run are quoted."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(field.name for field in fields(PayrollLine))
    for line in lines:
        writer.writerow(_cell(value) for value in astuple(line))
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, date):  # times, too
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


__all__ = ["PayrollLine", "as_csv", "payroll"]
