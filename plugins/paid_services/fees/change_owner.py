"""A house has a new owner: fees of periods that the change falls into are divided by days (S-L5).

A bill stays with whom it was made out to, for their own days; further days are billed to whoever
owns them. What was paid stays with who paid it: what their days do not need is owed back to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Relation, Residency
from core.ids import new_id
from core.jobs.handlers import Event
from core.plugin.answers import PayerKind
from plugins.paid_services.bills import repository as bills
from plugins.paid_services.bills.kinds import BillKind, BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.bills.posting import billed, rebilled
from plugins.paid_services.bills.repository import Owed
from plugins.paid_services.fees.division import Ownership, Stretch, given_up, shares, stretches
from plugins.paid_services.fees.models import FeeRule
from plugins.paid_services.ledger.kinds import TransferPurpose
from plugins.paid_services.ledger.numbers import BILLS, take_numbers
from plugins.paid_services.ledger.post import Books, Posting, post
from plugins.paid_services.ledger.standing import standing
from plugins.paid_services.payments.release import Release, Released
from plugins.paid_services.payments.repository import lock_settled_for
from plugins.paid_services.prices.rules import THOUSAND, Line

NOTE = "业主变更，按日分摊"


@dataclass(frozen=True, slots=True)
class _Charge:
    """A bill for days of a house, locked."""

    bill: Owed
    rule_id: UUID
    first: date
    last: date
    butler_id: UUID | None


async def owner_changed(uow: UnitOfWork, event: Event) -> None:
    """Somebody moved in; where they own the house, what was billed for their days is divided."""
    house_id = UUID(event.payload["house"])
    owners = await _owners(uow, event.estate_id, house_id)
    theirs = [each.since for each in owners if each.resident_id == event.subject_id]
    if not theirs:
        return
    since = given_up(owners, max(theirs))
    books = Books(event.group_id, event.estate_id)
    release = Release(books, house_id, event.id)
    await lock_settled_for(uow, event.estate_id, house_id)  # payments before bills, as everywhere
    postings: list[Posting] = []
    for charge in await _charges(uow, event.estate_id, house_id, since):
        parts = stretches(owners, charge.first, charge.last)
        if [each.resident_id for each in parts] != [charge.bill.resident_id]:
            postings += await _divide(uow, charge, parts, release)
    postings += await release.paid_ahead(uow)
    await post(uow, books, postings)


async def _owners(uow: UnitOfWork, estate_id: int, house_id: UUID) -> list[Ownership]:
    found = select(Residency.resident_id, Residency.since, Residency.until).where(
        Residency.estate_id == estate_id,
        Residency.house_id == house_id,
        Residency.relation == Relation.OWNER,
    )
    rows = (await uow.execute(found)).all()
    return [Ownership(row.resident_id, row.since, row.until) for row in rows]


async def _charges(uow: UnitOfWork, estate_id: int, house_id: UUID, since: date) -> list[_Charge]:
    charged = (
        select(Bill.id, Bill.fee_rule_id, Bill.period_from, Bill.period_to, Bill.butler_id)
        .where(
            Bill.estate_id == estate_id,
            Bill.house_id == house_id,
            Bill.fee_rule_id.is_not(None),
            Bill.state.in_((BillState.OPEN, BillState.SETTLED)),
            Bill.period_to >= since,
        )
        .order_by(Bill.id)
        .with_for_update()
    )
    return [
        _Charge(
            await bills.locked(uow, estate_id, row.id),
            row.fee_rule_id,
            row.period_from,
            row.period_to,
            row.butler_id,
        )
        for row in (await uow.execute(charged)).all()
    ]


async def _divide(
    uow: UnitOfWork, charge: _Charge, parts: Sequence[Stretch], release: Release
) -> list[Posting]:
    """The bill for the days of whom it was made out to, bills for the others' days."""
    bill = charge.bill
    costs = shares(bill.amount, parts)
    own = next((n for n, each in enumerate(parts) if each.resident_id == bill.resident_id), None)
    kept = 0 if own is None else costs[own]
    rule = await uow.row(
        select(FeeRule.code, FeeRule.title, FeeRule.due_days).where(
            FeeRule.estate_id == bill.estate_id, FeeRule.id == charge.rule_id
        )
    )
    assert rule is not None
    postings, waived = await _waived(uow, bill, kept)
    released = await release.from_bill(uow, bill, bill.paid - min(bill.paid, kept - waived))
    postings += released.postings
    posted = await standing(uow, bill.estate_id, bill.id, TransferPurpose.BILLED)
    postings += rebilled(bill, posted, kept, NOTE)
    values = _remaining(uow, bill, kept, waived, released)
    if own is not None and kept:
        stretch = parts[own]
        off = Line(rule["code"], NOTE, "项", THOUSAND, kept - bill.amount, kept - bill.amount)
        position = await bills.lines_count(uow, bill) + 1
        bills.add_lines(uow, bill, [off], first_position=position)
        values |= _period(rule["title"], stretch)
    await bills.change(uow, bill, values)
    others = [
        (part, cost)
        for n, (part, cost) in enumerate(zip(parts, costs, strict=True))
        if n != own and cost
    ]
    numbers = await take_numbers(uow, bill.group_id, bill.estate_id, BILLS, len(others))
    due = await bills.today(uow, bill.estate_id) + timedelta(days=rule["due_days"])
    for number, (part, cost) in zip(numbers, others, strict=True):
        values = {**_period(rule["title"], part), "due_on": due}
        new = _billed(uow, charge, part, cost, number, values)
        price = cost // part.days
        line = Line(rule["code"], rule["title"], "天", part.days * THOUSAND, price, cost)
        bills.add_lines(uow, new, [line])
        postings += billed(new, cost)
    uow.emit(
        "paid_services.fee_divided",
        group_id=bill.group_id,
        estate_id=bill.estate_id,
        subject_id=bill.id,
        kept=kept,
        released=released.amount,
        bills=len(others),
    )
    return postings


def _remaining(
    uow: UnitOfWork, bill: Owed, kept: int, waived: int, released: Released
) -> dict[str, Any]:
    """What the bill is afterwards; without any days of theirs it is none."""
    paid = bill.paid - released.amount
    values: dict[str, Any] = {
        "waived": waived,
        "paid": paid,
        "refunded": bill.refunded - released.unrefunded,
    }
    if not kept:
        return {**values, "state": BillState.CANCELLED, "settled_at": None}
    values["amount"] = kept
    if waived + paid < kept:
        return values | {"state": BillState.OPEN, "settled_at": None}
    if bill.state is BillState.OPEN:
        values |= {"state": BillState.SETTLED, "settled_at": uow.now}
    return values


def _period(title: str, stretch: Stretch) -> dict[str, Any]:
    return {
        "title": f"{title} {stretch.first} — {stretch.last}",
        "period_from": stretch.first,
        "period_to": stretch.last,
    }


async def _waived(uow: UnitOfWork, bill: Owed, kept: int) -> tuple[list[Posting], int]:
    """What was remitted stays with whom it was remitted, as far as their days cost so much."""
    left, postings = kept, []
    for purpose in (TransferPurpose.WAIVED, TransferPurpose.REDEEMED):
        for each in await standing(uow, bill.estate_id, bill.id, purpose):
            stays = min(each.amount, left)
            left -= stays
            if stays < each.amount:
                postings += each.lessened(stays, f"{each.key}:{bill.version + 1}", NOTE)
    return postings, kept - left


def _billed(
    uow: UnitOfWork, charge: _Charge, part: Stretch, cost: int, number: int, values: dict[str, Any]
) -> Owed:
    """A bill for another's days."""
    bill = charge.bill
    new = Owed(
        id=new_id(),
        group_id=bill.group_id,
        estate_id=bill.estate_id,
        number=number,
        kind=BillKind.FEE,
        state=BillState.OPEN,
        version=1,
        payer=PayerKind.DEVELOPER if part.resident_id is None else PayerKind.RESIDENT,
        house_id=bill.house_id,
        resident_id=part.resident_id,
        ticket_id=None,
        quote_id=None,
        amount=cost,
        waived=0,
        paid=0,
        refunded=0,
    )
    uow.add(
        Bill,
        **{name: getattr(new, name) for name in Owed.__dataclass_fields__},
        **values,
        fee_rule_id=charge.rule_id,
        butler_id=charge.butler_id,
        issued_at=uow.now,
    )
    return new


__all__ = ["owner_changed"]
