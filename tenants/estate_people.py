"""Whose accounts are an estate's: of those who are somebody there, or hold a role there."""

from uuid import UUID

from sqlalchemy import CompoundSelect, select, union

from core.db.unit_of_work import UnitOfWork
from core.estates.models import Resident
from core.staff.models import Staff
from tenants.models import RoleGrant

_PLACES = (Resident, Staff, RoleGrant)


def accounts_of(estate_id: int) -> CompoundSelect[tuple[UUID]]:
    """The ids of the estate's accounts, whether their time there has ended or not."""
    return union(
        *(
            select(place.account_id).where(
                place.estate_id == estate_id, place.account_id.is_not(None)
            )
            for place in _PLACES
        )
    )


async def here_alone(uow: UnitOfWork, group_id: int, estate_id: int) -> set[UUID]:
    """Of the estate's accounts those that are nobody anywhere else in the group.

    The transaction must be the system's over the group's estates.
    """
    people = set((await uow.execute(accounts_of(estate_id))).scalars())
    for place in _PLACES:
        elsewhere = select(place.account_id).where(
            place.group_id == group_id,
            place.account_id.in_(people),
            place.estate_id.is_distinct_from(estate_id),
        )
        people -= set((await uow.execute(elsewhere)).scalars())
    return people


__all__ = ["accounts_of", "here_alone"]
