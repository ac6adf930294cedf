"""Waivers and vouchers: proposed by one person, decided by another, then taken off a bill."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from core import text
from core.actor import Actor, Audience
from core.db.unit_of_work import UnitOfWork, as_system
from core.errors import Conflict, NotFound
from core.estates.repository import find_resident
from core.ids import new_id
from plugins.paid_services import rights
from plugins.paid_services.bills import repository
from plugins.paid_services.bills.kinds import BillState, ReliefKind, ReliefState
from plugins.paid_services.bills.models import Relief
from plugins.paid_services.bills.posting import owing
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.errors import PaidCode, check_amount, refuse
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post

REASON_MOST = 500


@dataclass(frozen=True, slots=True)
class ProposeRelief:
    """A waiver of a bill, or a voucher for a resident, valid on its days (both included)."""

    estate_id: int
    kind: ReliefKind
    amount: int
    reason: str
    bill_id: UUID | None = None
    resident_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class DecideRelief:
    """Granted, or not, and why."""

    estate_id: int
    relief_id: UUID
    expected_version: int
    granted: bool
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    id: UUID
    kind: ReliefKind
    state: ReliefState
    version: int
    bill_id: UUID | None
    resident_id: UUID | None
    amount: int
    proposed_by: UUID
    valid_from: date | None
    valid_to: date | None


async def propose(actor: Actor, new: ProposeRelief, uow: UnitOfWork) -> None:
    """Propose it. Raises `NotFound`, AMOUNT_INVALID, MORE_THAN_OWED and BILL_NOT_OPEN."""
    rights.require(actor, new.estate_id, rights.PROPOSE)
    amount = check_amount(new.amount)
    resident_id = new.resident_id
    if new.kind is ReliefKind.WAIVER:
        if new.bill_id is None:
            raise NotFound("billId")
        bill = await repository.locked(uow, new.estate_id, new.bill_id)
        _check_open(bill, amount)
        resident_id = bill.resident_id
    elif resident_id is None or await find_resident(uow, new.estate_id, resident_id) is None:
        raise NotFound("residentId")
    if new.valid_from and new.valid_to and new.valid_to < new.valid_from:
        raise refuse(PaidCode.VALIDITY_REVERSED, "validTo")
    uow.add(
        Relief,
        group_id=actor.group_id,
        estate_id=new.estate_id,
        id=new.id,
        kind=new.kind,
        state=ReliefState.PROPOSED,
        bill_id=new.bill_id if new.kind is ReliefKind.WAIVER else None,
        resident_id=resident_id,
        amount=amount,
        reason=text.required("reason", new.reason, REASON_MOST),
        proposed_at=uow.now,
        proposed_by=actor.account_id,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
    )


async def decide(actor: Actor, new: DecideRelief, uow: UnitOfWork) -> None:
    """Grant or reject. A waiver that is granted is taken off its bill at once.

    Raises `NotFound`, `Conflict`, RELIEF_NOT_OPEN, SECOND_PERSON_NEEDED and MORE_THAN_OWED.
    """
    rights.require(actor, new.estate_id, rights.DECIDE, "reliefId")
    held = await _locked(uow, new.estate_id, new.relief_id)
    if held.version != new.expected_version:
        raise Conflict(held.version)
    if held.state is not ReliefState.PROPOSED:
        raise refuse(PaidCode.RELIEF_NOT_OPEN, "reliefId")
    if held.proposed_by == actor.account_id:
        raise refuse(PaidCode.SECOND_PERSON_NEEDED, "reliefId")
    state = ReliefState.GRANTED if new.granted else ReliefState.REJECTED
    if new.granted and held.bill_id is not None:
        bill = await repository.locked(uow, new.estate_id, held.bill_id)
        _check_open(bill, held.amount)
        await _take_off(actor, uow, bill, held, held.amount)
        state = ReliefState.USED
    await _change(
        uow,
        new.estate_id,
        held,
        state=state,
        decided_at=uow.now,
        decided_by=actor.account_id,
        decision_note=text.optional("note", new.note, REASON_MOST),
        used_at=uow.now if state is ReliefState.USED else None,
    )


async def redeem(
    actor: Actor, estate_id: int, relief_id: UUID, bill_id: UUID, uow: UnitOfWork
) -> None:
    """Use a voucher on a bill of the same resident: by themselves, or at the counter.

    What it is worth beyond the bill is lost. Raises `NotFound`, VOUCHER_NOT_VALID, BILL_NOT_OPEN.
    """
    if actor.audience is not Audience.RESIDENT:
        rights.require(actor, estate_id, rights.COLLECT, "reliefId")
    bill = await repository.locked(uow, estate_id, bill_id)
    held = await _locked(uow, estate_id, relief_id)
    today = await repository.today(uow, estate_id)
    valid = (held.valid_from or today) <= today <= (held.valid_to or today)
    theirs = held.resident_id is not None and held.resident_id == bill.resident_id
    if held.kind is not ReliefKind.VOUCHER or not valid or not theirs:
        raise refuse(PaidCode.VOUCHER_NOT_VALID, "reliefId")
    if held.state is not ReliefState.GRANTED:
        raise refuse(PaidCode.RELIEF_NOT_OPEN, "reliefId")
    _check_open(bill, 0)
    await _take_off(actor, uow, bill, held, min(held.amount, bill.left))
    await _change(uow, estate_id, held, state=ReliefState.USED, bill_id=bill_id, used_at=uow.now)


def _check_open(bill: Owed, amount: int) -> None:
    if bill.state is not BillState.OPEN:
        raise refuse(PaidCode.BILL_NOT_OPEN, "billId")
    if amount > bill.left:
        raise refuse(PaidCode.MORE_THAN_OWED, "amount", owed=bill.left)


async def _take_off(actor: Actor, uow: UnitOfWork, bill: Owed, held: _Held, amount: int) -> None:
    waiver = held.kind is ReliefKind.WAIVER
    against = AccountKind.WAIVERS if waiver else AccountKind.VOUCHERS
    purpose = TransferPurpose.WAIVED if waiver else TransferPurpose.REDEEMED
    key = f"relief:{held.id}"
    posting = Posting(Account(against), owing(bill), amount, key, purpose, bill.id)
    async with as_system(uow, bill.group_id, bill.estate_id):
        books = Books(bill.group_id, bill.estate_id, actor.account_id)
        await post(uow, books, [posting])
    settled = amount == bill.left
    values = {"waived": bill.waived + amount}
    if settled:
        values |= {"state": BillState.SETTLED, "settled_at": uow.now}  # type: ignore[dict-item]
    await repository.change(uow, bill, values)


async def _locked(uow: UnitOfWork, estate_id: int, relief_id: UUID) -> _Held:
    columns = (getattr(Relief, name) for name in _Held.__dataclass_fields__)
    row = await uow.row(
        select(*columns)
        .where(Relief.estate_id == estate_id, Relief.id == relief_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound("reliefId")
    return _Held(**row)


async def _change(uow: UnitOfWork, estate_id: int, held: _Held, **values: object) -> None:
    await uow.execute(
        update(Relief)
        .where(Relief.estate_id == estate_id, Relief.id == held.id)
        .values(version=Relief.version + 1, **values)
    )


__all__ = ["DecideRelief", "ProposeRelief", "decide", "propose", "redeem"]
