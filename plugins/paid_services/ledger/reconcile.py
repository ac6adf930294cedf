"""The books looked through: each difference is named, with what should be and what is.

accounts against their transfers, debit against credit, balances against floors, bills and
payments against what was posted for them, receipts against their numbers, and the day's online
payments against the provider's file.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Estate
from core.ids import new_id
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.ledger.kinds import DifferenceKind
from plugins.paid_services.ledger.models import (
    Difference,
    LedgerAccount,
    LedgerTransfer,
    Reconciliation,
)
from plugins.paid_services.payments.models import Payment

_DIFFERENCES = text(Path(__file__).with_suffix(".sql").read_text("utf-8"))
_NO_LOOPS = text("set local enable_nestloop = off")
_LOOPS = text("set local enable_nestloop = on")
_COUNTED: dict[str, Any] = {
    "accounts": LedgerAccount,
    "transfers": LedgerTransfer,
    "bills": Bill,
    "payments": Payment,
}


@dataclass(frozen=True, slots=True)
class Found:
    """One difference."""

    kind: DifferenceKind
    subject: str
    expected: int
    found: int


async def differences(uow: UnitOfWork, estate_id: int, day: date) -> tuple[Found, ...]:
    """All that differs now; the provider's side as of a day of the estate's zone."""
    zone = (await uow.execute(select(Estate.zone).where(Estate.id == estate_id))).scalar_one()
    since = datetime.combine(day, time(), ZoneInfo(zone))
    given = {
        "estate_id": estate_id,
        "day": day,
        "since": since,
        "until": since + timedelta(days=1),
    }
    # The planner cannot know that a policy lets a whole estate through: it expects a row or two and
    # would loop over the transfers for each bill.
    await uow.execute(_NO_LOOPS)
    rows = (await uow.execute(_DIFFERENCES, [given])).mappings().all()
    await uow.execute(_LOOPS)
    return tuple(
        Found(DifferenceKind(row["kind"]), row["subject"], row["expected"], row["found"])
        for row in rows
    )


async def reconcile(uow: UnitOfWork, group_id: int, estate_id: int, day: date) -> UUID:
    """Look the books through and keep what was found; the reconciliation's id.

    Emits `paid_services.differences` where there are any. The scope has to see the ledger.
    """
    await uow.flush()
    found = await differences(uow, estate_id, day)
    tenant = {"group_id": group_id, "estate_id": estate_id}
    counts = {
        name: (
            await uow.execute(select(func.count()).where(model.estate_id == estate_id))
        ).scalar_one()
        for name, model in _COUNTED.items()
    }
    key = new_id()
    uow.add(
        Reconciliation,
        **tenant,
        id=key,
        day=day,
        at=uow.now,
        differences=len(found),
        **counts,
    )
    for each in found:
        uow.add(
            Difference,
            **tenant,
            id=new_id(),
            reconciliation_id=key,
            kind=each.kind,
            subject=each.subject,
            expected=each.expected,
            found=each.found,
        )
    if found:
        uow.emit(
            "paid_services.differences", **tenant, subject_id=key, day=str(day), found=len(found)
        )
    return key


__all__ = ["Found", "differences", "reconcile"]
