"""How much of what was billed came in, by butler (S-L5, S-H5)."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, case, cast, func, or_, select

from plugins.paid_services.bills.kinds import BillState
from plugins.paid_services.bills.models import Bill


def collection_rates(
    estate: ColumnElement[int], since: ColumnElement[Any], until: ColumnElement[Any]
) -> Select[Any]:
    """A row a butler (and one of nobody's), over bills due from `since` to `until`, both included.

    `rate` is per mille of what was owed after reliefs; null where nothing was.
    """
    owed = cast(func.sum(Bill.amount - Bill.waived), BigInteger)
    paid = cast(func.sum(Bill.paid - Bill.refunded), BigInteger)
    return (
        select(
            Bill.group_id,
            Bill.estate_id,
            Bill.butler_id,
            func.count().label("bills"),
            func.count().filter(Bill.state == BillState.SETTLED).label("settled"),
            owed.label("owed"),
            paid.label("paid"),
            cast(func.sum(Bill.amount - Bill.waived - Bill.paid), BigInteger).label("arrears"),
            case((owed > 0, paid * 1000 // owed)).label("rate"),
            func.row_number().over(order_by=(Bill.butler_id,)).label("position"),
        )
        .where(
            Bill.estate_id == estate,
            Bill.due_on >= since,
            Bill.due_on <= until,
            or_(Bill.state == BillState.OPEN, Bill.state == BillState.SETTLED),
        )
        .group_by(Bill.group_id, Bill.estate_id, Bill.butler_id)
    )


__all__ = ["collection_rates"]
