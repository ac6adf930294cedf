"""A house has a new owner: unpaid fees of periods that the change falls into are billed anew, each
owner for their own days (S-L5). What was paid stays between the two of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, func, select, update

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Relation, Residency
from core.ids import new_id
from core.jobs.handlers import Event
from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.models import Bill
from plugins.paid_services.fees.generate import bill_houses
from plugins.paid_services.fees.models import FeeRule
from plugins.paid_services.fees.rules import period_of
from plugins.paid_services.ledger.kinds import AccountKind, TransferPurpose
from plugins.paid_services.ledger.post import Account, Books, Posting, post
from plugins.paid_services.ledger.repository import find_transfer, transfer_by_key


async def owner_changed(uow: UnitOfWork, event: Event) -> None:
    """Somebody moved in; where they own the house, its unpaid fees are divided by days."""
    house_id = UUID(event.payload["house"])
    since = (
        await uow.execute(
            select(func.max(Residency.since)).where(
                Residency.estate_id == event.estate_id,
                Residency.house_id == house_id,
                Residency.resident_id == event.subject_id,
                Residency.relation == Relation.OWNER,
            )
        )
    ).scalar_one()
    if since is None:
        return
    unpaid = (
        select(Bill.id, Bill.fee_rule_id, Bill.period_from, Bill.amount)
        .where(
            Bill.estate_id == event.estate_id,
            Bill.house_id == house_id,
            Bill.fee_rule_id.is_not(None),
            Bill.state == BillState.OPEN,
            Bill.paid == 0,
            Bill.waived == 0,
            Bill.period_to >= since,
        )
        .with_for_update()
    )
    rows = (await uow.execute(unpaid)).mappings().all()
    if not rows:
        return
    await _take_back(uow, event, rows)
    for rule_id, first in dict.fromkeys((row["fee_rule_id"], row["period_from"]) for row in rows):
        table = FeeRule.__table__
        rule = await uow.row(
            select(table).where(table.c.estate_id == event.estate_id, table.c.id == rule_id)
        )
        assert rule is not None
        await bill_houses(uow, rule, period_of(rule["period"], first), house_id=house_id)


async def _take_back(uow: UnitOfWork, event: Event, bills: Sequence[RowMapping]) -> None:
    postings = []
    for bill in bills:
        posted = await transfer_by_key(uow, event.estate_id, f"bill:{bill['id']}")
        found = None if posted is None else await find_transfer(uow, event.estate_id, posted)
        if found is None:
            continue
        postings.append(
            Posting(
                Account(AccountKind.FEE_INCOME),
                Account(found["debit_kind"], found["debit_house"]),
                found["amount"],
                f"reverse:{found['id']}",
                TransferPurpose.REVERSED,
                bill["id"],
                "业主变更，按日分摊重新出账",
                found["id"],
                new_id(),
            )
        )
    await uow.execute(
        update(Bill)
        .where(Bill.estate_id == event.estate_id, Bill.id.in_([bill["id"] for bill in bills]))
        .values(state=BillState.CANCELLED, version=Bill.version + 1)
    )
    await post(uow, Books(event.group_id, event.estate_id), postings)


__all__ = ["owner_changed"]
