"""Following up what is owed: residents are reminded by days, butlers told whom to call (S-L5)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Date, case, literal, select, update

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.estates.models import House
from core.ids import new_id
from core.notify.tell import Recipient, Telling, tell
from plugins.paid_services import rights
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.configuration import configured
from plugins.paid_services.errors import PaidCode, refuse
from plugins.paid_services.fees.models import Reminder
from plugins.paid_services.money import yuan

MOST_A_RUN = 2_000
"""Bills that one evening's run follows up; the longest overdue first, the next run goes on."""

NOTE_MOST = 500


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What came of calling: in words, and the day until which payment was promised."""

    estate_id: int
    bill_id: UUID
    note: str
    promised_on: date | None = None
    id: UUID = field(default_factory=new_id)


async def remind(uow: UnitOfWork, group_id: int, estate_id: int, today: date) -> int:
    """Follow up every bill whose next day has come; how many were.

    A bill for which payment was promised is left alone until that day.
    """
    days = sorted((await configured(uow, estate_id)).dunning_days)
    if not days:
        return 0
    before = {step: literal(today - timedelta(days=each), Date) for step, each in enumerate(days)}
    due = (
        select(
            Bill.id,
            Bill.title,
            Bill.resident_id,
            Bill.butler_id,
            Bill.due_on,
            Bill.reminders,
            (Bill.amount - Bill.waived - Bill.paid).label("left"),
            House.label,
        )
        .outerjoin(House, (House.estate_id == Bill.estate_id) & (House.id == Bill.house_id))
        .where(
            Bill.estate_id == estate_id,
            Bill.state == BillState.OPEN,
            Bill.due_on < today,
            Bill.reminders < len(days),
            Bill.due_on <= case(before, value=Bill.reminders),
            (Bill.promised_on.is_(None)) | (Bill.promised_on < today),
        )
        .order_by(Bill.due_on, Bill.id)
        .limit(MOST_A_RUN)
        .with_for_update(of=Bill, skip_locked=True)
    )
    rows = (await uow.execute(due)).all()
    tenant = {"group_id": group_id, "estate_id": estate_id}
    for row in rows:
        step = row.reminders + 1
        uow.add(
            Reminder,
            **tenant,
            id=new_id(),
            bill_id=row.id,
            step=step,
            butler_id=row.butler_id,
            at=uow.now,
        )
        amount = yuan(row.left)
        if row.resident_id is not None:
            await tell(
                uow,
                Telling(
                    group_id=tenant["group_id"],
                    estate_id=estate_id,
                    template="paid_services.bill_overdue",
                    to=Recipient.resident(row.resident_id),
                    key=f"paid_services.overdue:{row.id}:{step}",
                    values={"title": row.title, "amount": amount, "due": str(row.due_on)},
                ),
            )
        if row.butler_id is not None:
            house = row.label or "—"
            await tell(
                uow,
                Telling(
                    group_id=tenant["group_id"],
                    estate_id=estate_id,
                    template="paid_services.follow_up",
                    to=Recipient.staff(row.butler_id),
                    key=f"paid_services.follow_up:{row.id}:{step}",
                    values={"title": row.title, "house": house, "amount": amount},
                ),
            )
    if rows:
        await uow.execute(
            update(Bill)
            .where(Bill.estate_id == estate_id, Bill.id.in_([row.id for row in rows]))
            .values(reminders=Bill.reminders + 1)
        )
    return len(rows)


async def follow_up(actor: Actor, new: FollowUp, uow: UnitOfWork) -> None:
    """Keep what came of it. Raises `NotFound`, BILL_NOT_OPEN and TEXT_REQUIRED."""
    rights.require(actor, new.estate_id, rights.COLLECT, "billId")
    note = text.required("note", new.note, NOTE_MOST)
    bill = await bills.locked(uow, new.estate_id, new.bill_id)
    if bill.state is not BillState.OPEN:
        raise refuse(PaidCode.BILL_NOT_OPEN, "billId")
    today = await bills.today(uow, new.estate_id)
    if new.promised_on is not None and not today <= new.promised_on <= today + timedelta(days=366):
        raise refuse(PaidCode.FEE_RULE_INVALID, "promisedOn")
    uow.add(
        Reminder,
        group_id=bill.group_id,
        estate_id=new.estate_id,
        id=new.id,
        bill_id=bill.id,
        at=uow.now,
        note=note,
        promised_on=new.promised_on,
        made_by=actor.account_id,
    )
    if new.promised_on is not None:
        await bills.change(uow, bill, {"promised_on": new.promised_on})


__all__ = ["FollowUp", "follow_up", "remind"]
