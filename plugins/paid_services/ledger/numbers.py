"""Numbers without gaps: a series goes on by exactly what is committed.

The row of the series stays locked until the transaction ends: who fails gives the number back by
failing, who comes next waits. Bills are numbered before their accounts are locked, receipts after:
everywhere, so that nobody waits in a circle.
"""

from sqlalchemy import text

from core.db.unit_of_work import UnitOfWork
from core.ids import new_id

RECEIPTS = "receipt"
BILLS = "bill"

_TAKE = text("""
    insert into plugin_paid_services.number_series as series
        (group_id, estate_id, id, series, last)
    values (:group_id, :estate_id, :id, :series, :many)
    on conflict (estate_id, series) do update set last = series.last + excluded.last
    returning last
""")


async def take_numbers(
    uow: UnitOfWork, group_id: int, estate_id: int, series: str, many: int = 1
) -> range:
    """The next `many` numbers of a series, from 1 on. The scope has to be the system's."""
    taken = await uow.execute(
        _TAKE,
        [
            {
                "group_id": group_id,
                "estate_id": estate_id,
                "id": new_id(),
                "series": series,
                "many": many,
            }
        ],
    )
    last = int(taken.scalar_one())
    return range(last - many + 1, last + 1)


__all__ = ["BILLS", "RECEIPTS", "take_numbers"]
